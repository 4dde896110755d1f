/** What users and roles share: who they are and which policies they carry. Times are milliseconds since the epoch. */
export interface PrincipalRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `AIDA…` or `AROA…`: new at every creation, so that a name used again is someone else. */
  readonly id: string
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
  /** Inline policies by name, as text. */
  readonly inlinePolicies: Readonly<Record<string, string>>
  /** ARNs, in the order they were attached. */
  readonly attachedPolicies: readonly string[]
}

/** Managed policies attached to one user or role, at most (IAM quota, default). */
export const MAX_ATTACHED_POLICIES = 10

/** A copy of `principal` without the policy attached. */
export function withoutAttached<P extends PrincipalRecord>(principal: P, arn: string): P {
  return { ...principal, attachedPolicies: principal.attachedPolicies.filter((attached) => attached !== arn) }
}

/** The text of an inline policy. Names are free text: `constructor` is no policy because every object has one. */
export const inlinePolicy = (principal: PrincipalRecord, name: string): string | undefined =>
  Object.hasOwn(principal.inlinePolicies, name) ? principal.inlinePolicies[name] : undefined

/** A copy of `principal` with the inline policy set, or removed when `text` is undefined. */
export function withInlinePolicy<P extends PrincipalRecord>(principal: P, name: string, text: string | undefined): P {
  const others = Object.entries(principal.inlinePolicies).filter(([other]) => other !== name)
  // Made from entries, so that a policy named `__proto__` is a record of its own and never lost.
  return { ...principal, inlinePolicies: Object.fromEntries(text === undefined ? others : [...others, [name, text]]) }
}
