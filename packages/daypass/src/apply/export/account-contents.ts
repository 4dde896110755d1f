import type * as doc from '../document/document.js'
import { policyValue } from '../document/policy-text.js'
import type { AccountState, HolderState, RoleState, TagsByKey, UserState } from '../state/account-state.js'
import { localPolicyArn } from '../state/account-state.js'

/** The contents of an account as a document says them: in the order of names, without what has its default. */
export function accountContents(account: string, state: AccountState): doc.AccountContents {
  const reference = referenceIn(account, state)
  return compact({
    alias: state.alias,
    passwordPolicy: state.passwordPolicy && compact({ ...state.passwordPolicy }),
    policies: named(state.policies, ({ path, description, text, tags }) => ({
      ...pathOf(path),
      ...(description !== '' && { Description: description }),
      PolicyDocument: policyDocument(text),
      ...tagsOf(tags),
    })),
    groups: named(state.groups, (group) => holderProperties(group, reference)),
    users: named(state.users, (user) => userProperties(user, reference)),
    roles: named(state.roles, (role) => roleProperties(role, reference)),
    instanceProfiles: named(state.instanceProfiles, ({ path, roles, tags }) => ({
      ...pathOf(path),
      ...(roles.length > 0 && { Roles: roles }),
      ...tagsOf(tags),
    })),
    buckets: named(state.buckets, (region) => (region === 'us-east-1' ? {} : { LocationConstraint: region })),
  })
}

/** A policy as a map, where that gives the same text again; otherwise the text. */
export function policyDocument(text: string): doc.PolicyDocument {
  const value = policyValue(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : text
}

/** Tags in the order of their keys. */
export const tagsOf = (tags: TagsByKey): { readonly Tags?: doc.TagMap } => (tags.size === 0 ? {} : { Tags: recordOf([...tags]) })

/** An object that has even a member `__proto__` as its own. */
export const recordOf = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))

/** Each thing of a map; nothing for an empty map. */
export const named = <T, R>(things: ReadonlyMap<string, T>, of: (one: T) => R): Readonly<Record<string, R>> | undefined =>
  things.size === 0 ? undefined : recordOf([...things].map(([name, one]) => [name, of(one)] as const))

/** Without the members that are undefined. */
export const compact = <T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }

type Referring = (arn: string) => string

/** A policy of the account by its name, so that the document fits another account too; others by ARN. */
function referenceIn(account: string, { policies }: AccountState): Referring {
  const names = new Map([...policies].map(([name, { path }]) => [localPolicyArn(account, { path, name }), name]))
  return (arn) => names.get(arn) ?? arn
}

const pathOf = (path: string) => (path === '/' ? {} : { Path: path })

function holderProperties({ path, attached, inline }: HolderState, reference: Referring): doc.HolderProperties {
  const policies = named(inline, policyDocument)
  return {
    ...pathOf(path),
    ...(attached.length > 0 && { ManagedPolicyArns: attached.map(reference).toSorted() }),
    ...(policies !== undefined && { Policies: policies }),
  }
}

const boundaryOf = ({ boundary }: Pick<UserState, 'boundary'>, reference: Referring) =>
  boundary === undefined ? {} : { PermissionsBoundary: reference(boundary) }

const userProperties = (user: UserState, reference: Referring): doc.UserProperties => ({
  ...(user.groups.length > 0 && { Groups: user.groups }),
  ...holderProperties(user, reference),
  ...boundaryOf(user, reference),
  ...tagsOf(user.tags),
})

const roleProperties = (role: RoleState, reference: Referring): doc.RoleProperties => ({
  ...(role.description !== '' && { Description: role.description }),
  AssumeRolePolicyDocument: policyDocument(role.trust),
  ...(role.maxSessionDuration !== 3_600 && { MaxSessionDuration: role.maxSessionDuration }),
  ...holderProperties(role, reference),
  ...boundaryOf(role, reference),
  ...tagsOf(role.tags),
})
