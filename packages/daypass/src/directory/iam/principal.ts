import { type Ids, newUniqueId } from '../../core/ids.js'
import type { KeySpace } from '../key-space.js'
import { defineResource, type Resource, resourceTags } from '../resource.js'
import type { Reader } from '../state.js'

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

/** What tells users and roles apart. */
interface PrincipalDefinition {
  readonly noun: 'User' | 'Role'
  readonly keys: KeySpace
  readonly idKeys: KeySpace
  readonly idPrefix: 'AIDA' | 'AROA'
  readonly arn: (account: string, path: string, name: string) => string
}

/** Defines a kind of principal: known by name, whatever its case, and by a unique id. */
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
    /** A unique id for a new one. */
    newId: (ids: Ids, account: string): string => newUniqueId(ids, idPrefix, account),
    /** The one with this unique id while it exists. */
    getById(state: Reader, id: string): R | undefined {
      const found = state.get<{ account: string; name: string }>(idKeys.key(id))
      return found && principals.get(state, found.account, found.name)
    },
  }
}
