import { type CompiledPolicies, compilePolicies } from '../compile.js'
import type { PolicyKind } from '../document/kinds.js'
import { parsePolicy } from '../document/parse.js'
import type { Principal } from '../matching/principal.js'
import type { Options } from '../options.js'
import type { Policies, Question } from '../question.js'
import { contextOf } from './sample.js'

interface CasePrincipal {
  readonly type: 'user' | 'assumedRole' | 'federatedUser' | 'root' | 'service' | 'anonymous' | 'webIdentity' | 'saml'
  readonly account?: string
  readonly arn?: string
  readonly id?: string
  readonly roleId?: string
  readonly roleArn?: string
  readonly userArn?: string
  readonly name?: string
  readonly provider?: string
  readonly credential?: 'longTerm' | 'sessionToken' | 'temporary'
  readonly serviceLinked?: boolean
}

/** An evaluation case of the shared vectors: what a question is made of. */
export interface QuestionCase {
  readonly request: {
    readonly principal: CasePrincipal
    readonly action: string
    readonly resource: string
    readonly resourceAccount: string
    readonly context: Readonly<Record<string, string | readonly string[]>>
    readonly derived: Readonly<Record<string, string | readonly string[]>>
    readonly principalAccountIsManagement?: boolean
    readonly resourceAccountIsManagement?: boolean
  }
  readonly settings?: { readonly s3BlockPublicAccess?: { readonly restrictPublicBuckets?: boolean } }
  readonly policies: {
    readonly identity: readonly unknown[]
    readonly boundary: unknown
    readonly session: readonly unknown[] | null
    readonly resource: unknown
    readonly trust: unknown
    readonly scps: readonly (readonly unknown[])[] | null
    readonly rcps: readonly (readonly unknown[])[] | null
  }
}

/** A document of a case that nobody could have saved. */
export class RefusedOnSaving extends Error {}

function compileAll(documents: readonly unknown[], kind: PolicyKind, options: Options): CompiledPolicies {
  return compilePolicies(
    documents.map((document, index) => {
      const result = parsePolicy(JSON.stringify(document), kind)
      if (!result.ok) throw new RefusedOnSaving(result.problems.map(({ detail }) => detail).join('; '))
      return { name: `${kind}${index}`, policy: result.policy }
    }),
    options,
  )
}

function resourceKind(action: string): PolicyKind {
  if (action.startsWith('kms:')) return 'kms-key'
  return action.startsWith('s3:') ? 's3-bucket' : 'resource'
}

const present = (document: unknown): readonly unknown[] => (document === null ? [] : [document])

const isRole = (resource: string): boolean => /^arn:[^:]*:iam::\d*:role\//.test(resource)

function policiesOf({ policies, request }: QuestionCase, options: Options): Policies {
  const compiled = (documents: readonly unknown[], kind: PolicyKind) => compileAll(documents, kind, options)
  const { identity, boundary, session, resource, trust, scps, rcps } = policies
  return {
    identity: compiled(identity, 'identity'),
    ...(boundary !== null && { boundary: compiled([boundary], 'boundary') }),
    ...(session !== null && { session: compiled(session, 'session') }),
    ...((resource !== null || request.action.startsWith('kms:')) && {
      resource: compiled(present(resource), resourceKind(request.action)),
    }),
    // A role always has a trust policy: one that a case leaves out trusts nobody.
    ...((trust !== null || (request.action.startsWith('sts:') && isRole(request.resource))) && {
      trust: compiled(present(trust), 'trust'),
    }),
    ...(scps !== null && { scps: scps.map((level) => compiled(level, 'scp')) }),
    ...(rcps !== null && { rcps: rcps.map((level) => compiled(level, 'rcp')) }),
  }
}

const KINDS_OF_CALLER = {
  user: 'user',
  assumedRole: 'role',
  federatedUser: 'federated-user',
  root: 'root',
  service: 'service',
  anonymous: 'anonymous',
  webIdentity: 'web-identity',
  saml: 'saml',
} as const

function principalOf(principal: CasePrincipal): Principal {
  const { type, account, arn, id, roleId, roleArn, userArn, name, provider, credential, serviceLinked } = principal
  const unique = id ?? roleId
  return {
    kind: KINDS_OF_CALLER[type],
    account: account ?? '',
    arn: provider ?? arn ?? name ?? '',
    ...(unique !== undefined && { id: unique }),
    ...(roleArn !== undefined && { roleArn }),
    ...(userArn !== undefined && { userArn }),
    ...(credential === 'sessionToken' && { credential: 'session-token' }),
    ...(serviceLinked !== undefined && { serviceLinked }),
  }
}

/** The question of a case. Throws when a document of it would not be saved. */
export function questionOf(vector: QuestionCase, options: Options = {}): Question {
  const { principal, action, resource, resourceAccount, derived, context, ...management } = vector.request
  return {
    principal: principalOf(principal),
    action,
    resource,
    resourceAccount,
    context: contextOf({ ...derived, ...context }),
    policies: policiesOf(vector, options),
    callerIsManagement: management.principalAccountIsManagement === true,
    ownerIsManagement: management.resourceAccountIsManagement === true,
    blockPublicAccess: vector.settings?.s3BlockPublicAccess ?? {},
  }
}
