/**
 * The second evaluator: simple on purpose and written from the policy contract alone, to be compared with the first. Owns: one literal transcription
 * of the contract, random cases, the comparison. Refuses: speed, validation, any code of the first. May know: nothing outside this folder. It is not
 * part of the build; only tests run it. This file: the shape of one evaluation case, as in the vectors.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export type CallerType = 'user' | 'assumedRole' | 'federatedUser' | 'root' | 'service' | 'anonymous' | 'webIdentity' | 'saml'

/** The caller. Which fields are present follows from `type`. */
export interface CaseCaller {
  readonly type: CallerType
  readonly account?: string
  readonly name?: string
  readonly path?: string
  readonly id?: string
  readonly arn?: string
  readonly credential?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly roleName?: string
  readonly rolePath?: string
  readonly roleId?: string
  readonly sessionName?: string
  readonly roleArn?: string
  readonly serviceLinked?: boolean
  readonly federatedProvider?: string
  readonly sourceIdentity?: string
  readonly userArn?: string
  readonly provider?: string
}

export type ContextValues = Readonly<Record<string, string | readonly string[]>>

export interface CaseRequest {
  readonly principal: CaseCaller
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly context: ContextValues
  readonly derived: ContextValues
  readonly principalAccountIsManagement?: boolean
  readonly resourceAccountIsManagement?: boolean
}

export interface CasePolicies {
  readonly identity: readonly JsonObject[]
  readonly boundary: JsonObject | null
  readonly session: readonly JsonObject[] | null
  readonly resource: JsonObject | null
  readonly trust: JsonObject | null
  readonly scps: readonly (readonly JsonObject[])[] | null
  readonly rcps: readonly (readonly JsonObject[])[] | null
}

export interface CaseSettings {
  readonly s3BlockPublicAccess?: Readonly<Record<string, boolean>>
}

/** One request with the policies that apply to it. */
export interface EvaluationCase {
  readonly request: CaseRequest
  readonly settings?: CaseSettings
  readonly policies: CasePolicies
}

export type Decision = 'allow' | 'explicitDeny' | 'implicitDeny'

/** The layers that can decide, as the vectors name them. */
export type Layer =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'root'
  | 'service'
  | 'credentialType'
  | 's3BlockPublicAccess'

/** The result of an evaluator; `decidedBy` has every layer that qualifies. */
export interface Verdict {
  readonly decision: Decision
  readonly decidedBy: readonly string[]
}

/** A case of the vectors, with the expected result. */
export interface VectorCase extends EvaluationCase {
  readonly id: string
  readonly area: string
  readonly expect: Decision
  readonly decidedBy: string | readonly string[]
  readonly assert?: 'denied'
}
