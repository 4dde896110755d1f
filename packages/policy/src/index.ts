export type PolicyKind = 'identity' | 'managed' | 'trust' | 'session' | 's3-bucket'
export interface Problem {
  readonly text: string
  readonly line: number
  readonly column: number
}
export interface Policy {
  readonly version: string
}
export type Parsed = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problems: readonly Problem[] }
export declare function parsePolicy(text: string, kind: PolicyKind): Parsed
export declare function policySize(text: string): number
export interface NamedPolicy {
  readonly name: string
  readonly policy: Policy
}
export interface CompiledPolicies {
  readonly size: number
}
export declare function compilePolicies(documents: readonly NamedPolicy[]): CompiledPolicies
export type Context = ReadonlyMap<string, string | readonly string[]>
export interface Principal {
  readonly kind: 'root' | 'user' | 'role' | 'federated-user' | 'service' | 'anonymous' | 'web-identity' | 'saml'
  readonly account: string
  readonly arn: string
  readonly id?: string
  readonly roleArn?: string
  readonly userArn?: string
}
export interface Question {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly context: Context
  readonly policies: { identity?: CompiledPolicies; session?: CompiledPolicies; resource?: CompiledPolicies; trust?: CompiledPolicies }
}
export interface Decision {
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly decidedBy: string
}
export declare function authorize(question: Question): Decision
export declare function explain(decision: Decision, question: Question): string
export declare function accessDeniedMessage(question: Question, decision: Decision): string
