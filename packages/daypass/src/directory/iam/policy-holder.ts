// iam: users, groups, roles, policies, instance profiles, access keys, passwords, MFA devices and signing keys as records.
// Owns how each is stored, named and counted, and what must change together with it. Refuses to evaluate a policy, to check a quota for a caller, and to
// hold a secret unsealed.

import { type Ids, newUniqueId } from '../../core/ids.js'
import type { KeySpace } from '../key-space.js'
import { defineResource, getterById, type Resource, resourceTags } from '../resource.js'
import type { Reader } from '../state.js'

/** What policies are attached to and written into. */
export type PolicyHolderKind = 'group' | 'role' | 'user'

/** What users, groups and roles share: who they are and which policies they carry. Times are milliseconds since the epoch. */
export interface PolicyHolderRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `AIDA…`, `AGPA…` or `AROA…`: new at every creation, so that a name used again is someone else. */
  readonly id: string
  readonly createdAt: number
  /** Inline policies by name, as text. */
  readonly inlinePolicies: Readonly<Record<string, string>>
  /** ARNs, in the order they were attached. */
  readonly attachedPolicies: readonly string[]
  /** The ARN of the permissions boundary; absent without one, and on groups always. */
  readonly boundary?: string | undefined
  /** Absent where there can be none: on groups. */
  readonly tags?: Readonly<Record<string, string>>
}

/** A copy of `held` without the policy attached. */
export function withoutAttached<P extends PolicyHolderRecord>(held: P, arn: string): P {
  return { ...held, attachedPolicies: held.attachedPolicies.filter((attached) => attached !== arn) }
}

/** The text of an inline policy. Names are free text: that every object has a `constructor` does not make it a policy. */
export const inlinePolicy = (held: PolicyHolderRecord, name: string): string | undefined =>
  Object.hasOwn(held.inlinePolicies, name) ? held.inlinePolicies[name] : undefined

/** A copy of `held` with the inline policy set, or removed when `text` is undefined. */
export function withInlinePolicy<P extends PolicyHolderRecord>(held: P, name: string, text: string | undefined): P {
  const others = Object.entries(held.inlinePolicies).filter(([other]) => other !== name)
  // Made from entries, so that a policy named `__proto__` is a record of its own and never lost.
  return { ...held, inlinePolicies: Object.fromEntries(text === undefined ? others : [...others, [name, text]]) }
}

/** What tells users, groups and roles apart. */
interface PolicyHolderDefinition {
  readonly noun: 'User' | 'Group' | 'Role'
  readonly keys: KeySpace
  readonly idKeys: KeySpace
  readonly idPrefix: 'AIDA' | 'AGPA' | 'AROA'
  readonly arn: (account: string, path: string, name: string) => string
}

/** Defines a kind of policy holder: known by name, whatever its case, and by a unique id. */
export function definePolicyHolder<R extends PolicyHolderRecord>({ noun, keys, idKeys, idPrefix, arn }: PolicyHolderDefinition) {
  const holders: Resource<R, [account: string, name: string]> = defineResource({
    noun,
    keys,
    at: ({ account, name }) => [account, name],
    ignoresCase: true,
    index: { key: ({ id }) => idKeys.key(id), entry: ({ account, name }) => ({ account, name }) },
    arn: ({ account, path, name }) => arn(account, path, name),
    arnAsNamed: (account, name) => arn(account, '/', name),
    context: (held) => resourceTags(held?.tags, 'principal'),
  })
  return {
    ...holders,
    /** A unique id for a new one. */
    newId: (ids: Ids, account: string): string => newUniqueId(ids, idPrefix, account),
    /** The one with this unique id, as something refers to it that says no more than the id: that it is deleted meanwhile does not matter. */
    getReferredById(state: Reader, id: string): R | undefined {
      const found = state.getWithin<{ account: string; name: string }>(idKeys.key(id), idKeys.bounds())
      return found && holders.getReferred(state, found.account, found.account, found.name)
    },
    getById: getterById(idKeys, holders),
  }
}
