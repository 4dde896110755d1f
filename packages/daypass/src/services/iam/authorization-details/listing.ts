/**
 * authorization-details: everything that decides what the principals of an account may do, in one stream. Owns the order of that stream, and what it
 * shows of each kind of thing. Refuses to read an account whole: each page reads a few records at a time.
 */
import { awsPoliciesInUse } from '../../../directory/iam/attachment.js'
import type { AwsManagedPolicy } from '../../../directory/iam/aws-managed-policies.js'
import { groups } from '../../../directory/iam/group.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import type { PageBounds } from '../../../directory/records.js'
import type { Reader } from '../../../directory/state.js'
import type { EntityType, GetAccountAuthorizationDetailsResponse } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'
import { inOrder, type Ordered } from '../page.js'
import { awsPolicyDetail, groupDetail, ownPolicyDetail, roleDetail, userDetail } from './details.js'

/** The lists of the answer. */
type Lists = Required<Pick<GetAccountAuthorizationDetailsResponse, 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies'>>

/** One thing of the stream: in exactly one of the lists. */
interface Detailed {
  readonly kind: EntityType
  /** Its name in lower case. */
  readonly name: string
  readonly lists: Partial<Lists>
}

/** The kinds of things, in the order of the stream. */
const KINDS: readonly EntityType[] = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy']

/** The kinds that the filter names; all without one. */
export const kindsIn = (filter: readonly EntityType[] | undefined): readonly EntityType[] =>
  filter === undefined || filter.length === 0 ? KINDS : KINDS.filter((kind) => filter.includes(kind))

/** Records that are read, with their details made, at a time: some records are large. */
const BATCH = 16

/** The stream of these kinds, ordered by kind and then by name. */
export function detailsIn(kinds: readonly EntityType[], account: string, deps: IamDeps): Ordered<Detailed> {
  const sources = kinds.map((kind) => ({ kind, read: SOURCES[kind](account, deps) }))
  return {
    position: ({ kind, name }) => `${KINDS.indexOf(kind)}${name}`,
    read(from, limit) {
      for (const { kind, read } of sources) {
        const place = String(KINDS.indexOf(kind))
        if (from.slice(0, 1) > place) continue
        const found = read({ from: from.startsWith(place) ? from.slice(1) : '', limit: Math.min(limit, BATCH) })
        if (found.length > 0) return found.map((one) => ({ kind, ...one }))
      }
      return []
    },
  }
}

/** The estimated size of one thing in the answer. */
export const bytesInAnswer = ({ lists }: Detailed): number => JSON.stringify(lists).length

/** The lists of a page, each there even if the page has nothing for it. */
export function listsOf(items: readonly Detailed[]): Lists {
  const all = <T>(of: (lists: Partial<Lists>) => readonly T[] | undefined): T[] => items.flatMap(({ lists }) => of(lists) ?? [])
  return {
    UserDetailList: all((lists) => lists.UserDetailList),
    GroupDetailList: all((lists) => lists.GroupDetailList),
    RoleDetailList: all((lists) => lists.RoleDetailList),
    Policies: all((lists) => lists.Policies),
  }
}

type Source = (page: PageBounds) => readonly Omit<Detailed, 'kind'>[]

/** The things of each kind by name, in lower case. */
const SOURCES: Readonly<Record<EntityType, (account: string, deps: IamDeps) => Source>> = {
  User: sourceOf(users, (user, { state }) => ({ UserDetailList: [userDetail(user, state)] })),
  Group: sourceOf(groups, (group) => ({ GroupDetailList: [groupDetail(group)] })),
  Role: sourceOf(roles, (role, deps) => ({ RoleDetailList: [roleDetail(role, deps)] })),
  LocalManagedPolicy: sourceOf(policies, (policy) => ({ Policies: [ownPolicyDetail(policy)] })),
  AWSManagedPolicy: usedAwsPolicies,
}

interface Listed<R> {
  readonly list: (state: Reader, account: string, page: PageBounds) => R[]
}

function sourceOf<R extends { readonly name: string }>({ list }: Listed<R>, listsFor: (record: R, deps: IamDeps) => Partial<Lists>) {
  return (account: string, deps: IamDeps): Source =>
    (page) =>
      list(deps.state, account, page).map((record) => ({ name: record.name.toLowerCase(), lists: listsFor(record, deps) }))
}

/** AWS managed policies are known to everyone: only those that the account uses are its own affair. They are looked for when the stream gets to them. */
function usedAwsPolicies(account: string, deps: IamDeps): Source {
  let inUse: Ordered<AwsManagedPolicy> | undefined
  const find = () => {
    const used = [...awsPoliciesInUse(deps.state, account)]
    return inOrder(
      used.flatMap((arn) => deps.awsManaged.get(arn) ?? []),
      ({ name }) => name.toLowerCase(),
    )
  }
  return ({ from, limit }) => {
    inUse ??= find()
    return inUse
      .read(from, limit)
      .map((aws) => ({ name: aws.name.toLowerCase(), lists: { Policies: [awsPolicyDetail(aws, account, deps)] } }))
  }
}
