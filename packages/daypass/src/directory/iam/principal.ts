// iam: users, roles, policies, access keys, MFA devices and signing keys as records.
// Owns how each is stored, named and counted, and what must change together with it. Refuses to evaluate a policy, to check a quota for a caller, and to
// hold a secret unsealed.

import { type Ids, newUniqueId } from '../../core/ids.js'
import type { KeySpace } from '../key-space.js'
import { defineResource, type Resource, resourceTags } from '../resource.js'
import type { Reader } from '../state.js'

/** What users and roles have in common: identity and policies. Times are milliseconds since the epoch. */
export interface PrincipalRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `AIDA…` or `AROA…`: new at every creation, so that a reused name is a different principal. */
  readonly id: string
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
  /** Inline policies by name, as text. */
  readonly inlinePolicies: Readonly<Record<string, string>>
  /** ARNs, in the order they were attached. */
  readonly attachedPolicies: readonly string[]
}

/** A copy of `principal` without the attached policy. */
export function withoutAttached<P extends PrincipalRecord>(principal: P, arn: string): P {
  return { ...principal, attachedPolicies: principal.attachedPolicies.filter((attached) => attached !== arn) }
}

/** The text of an inline policy. Names are free text: without this check `constructor`, which every object has, would be found. */
export const inlinePolicy = (principal: PrincipalRecord, name: string): string | undefined =>
  Object.hasOwn(principal.inlinePolicies, name) ? principal.inlinePolicies[name] : undefined

/** A copy of `principal` with the inline policy set, or removed when `text` is undefined. */
export function withInlinePolicy<P extends PrincipalRecord>(principal: P, name: string, text: string | undefined): P {
  const others = Object.entries(principal.inlinePolicies).filter(([other]) => other !== name)
  // Built from entries, so that a policy named `__proto__` becomes a normal property and is not lost.
  return { ...principal, inlinePolicies: Object.fromEntries(text === undefined ? others : [...others, [name, text]]) }
}

/** What differs between users and roles. */
interface PrincipalDefinition {
  readonly noun: 'User' | 'Role'
  readonly keys: KeySpace
  readonly idKeys: KeySpace
  readonly idPrefix: 'AIDA' | 'AROA'
  readonly arn: (account: string, path: string, name: string) => string
}

/** Defines a kind of principal: found by name, ignoring case, and by unique id. */
export function definePrincipal<R extends PrincipalRecord>({ noun, keys, idKeys, idPrefix, arn }: PrincipalDefinition) {
  const principals: Resource<R, [account: string, name: string]> = defineResource({
    noun,
    keys,
    at: ({ account, name }) => [account, name],
    ignoresCase: true,
    index: { key: ({ id }) => idKeys.key(id), entry: ({ account, name }) => ({ account, name }) },
    arn: ({ account, path, name }) => arn(account, path, name),
    arnAsNamed: (account, name) => arn(account, '/', name),
    context: (principal) => resourceTags(principal?.tags, 'principal'),
  })
  return {
    ...principals,
    /** A unique id for a new principal. */
    newId: (ids: Ids, account: string): string => newUniqueId(ids, idPrefix, account),
    /** The existing principal with this unique id. */
    getById(state: Reader, id: string): R | undefined {
      const found = state.get<{ account: string; name: string }>(idKeys.key(id))
      return found && principals.get(state, found.account, found.name)
    },
  }
}
