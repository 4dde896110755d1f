import { prefixEnd } from '../../store/key-order.js'
import { escapePart } from '../../store/keys.js'
import { defineKeys } from '../key-space.js'
import { eachIn, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { policies } from './policy.js'
import { type PolicyHolderKind, type PolicyHolderRecord, withoutAttached } from './policy-holder.js'
import type { PrincipalRecord } from './principal.js'

/** That a user, group or role has a managed policy attached, or that a user or role has it as permissions boundary. */
export interface Attachment {
  readonly kind: PolicyHolderKind
  readonly account: string
  readonly name: string
  readonly id: string
}

/** Attachments by policy, then by principal. */
export const attachmentKeys = defineKeys('attachment/<policy arn>/<kind>/<account>/<name>', {
  record: 'that a user, group or role has this policy attached',
  lifetime: 'until detached',
})

/** Permissions boundaries by policy, then by whose they are. */
export const boundaryKeys = defineKeys('boundary/<policy arn>/<kind>/<account>/<name>', {
  record: 'that a user or role has this policy as permissions boundary',
  lifetime: "until it has none or another, or its user's or role's",
})

/** What a managed policy is used for: it is attached, or a permissions boundary. */
export type PolicyUse = 'attachment' | 'boundary'
const SPACES = { attachment: attachmentKeys, boundary: boundaryKeys }
const COUNTS = { attachment: 'attachmentCount', boundary: 'boundaryCount' } as const

/** One use of a policy. */
interface Use {
  readonly use: PolicyUse
  readonly arn: string
  readonly by: Attachment
}

const keyOf = ({ use, arn, by: { kind, account, name } }: Use): string => SPACES[use].key(arn, kind, account, name.toLowerCase())

const KINDS: readonly PolicyHolderKind[] = ['group', 'role', 'user']

/** Where a use stands among those of its policy and account: groups, then roles, then users, each by name. */
export const attachmentPosition = ({ kind, name }: Attachment): string => `${kind}/${name.toLowerCase()}`

/** Who of the account uses the policy in one of these ways, once each, from the position `page.from` on, at most `page.limit`. */
export function listUses(state: Reader, of: UsesAsked, { from, limit }: PageBounds): Attachment[] {
  const found: Attachment[] = []
  for (const kind of KINDS) {
    const first = firstOf(kind, from)
    if (first === undefined || found.length === limit) continue
    const byPosition = new Map<string, Attachment>()
    for (const use of of.uses) {
      const { start, end } = SPACES[use].bounds(of.policyArn, kind, of.account)
      const page = state.range<Attachment>({ start: start + escapePart(first), end, limit })
      for (const { value } of page) byPosition.set(attachmentPosition(value), value)
    }
    const inOrder = [...byPosition].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
    found.push(...inOrder.slice(0, limit - found.length))
  }
  return found
}

/** Whose uses of which policy, and which uses. */
interface UsesAsked {
  readonly policyArn: string
  readonly account: string
  readonly uses: readonly PolicyUse[]
}

/** The name from which a page that begins at a position holds those of a kind; undefined when it holds none of them. */
function firstOf(kind: string, from: string): string | undefined {
  if (from <= `${kind}/`) return ''
  return from.startsWith(`${kind}/`) ? from.slice(kind.length + 1) : undefined
}

/** How often a policy is attached, and how often it is a permissions boundary. */
export type UseCounts = Readonly<Record<PolicyUse, number>>

/** How often the policy is used in the account. */
export function countUses(state: Reader, policyArn: string, account: string): UseCounts {
  const counts = { attachment: 0, boundary: 0 }
  for (const use of USES)
    for (const kind of KINDS) for (const _ of eachIn(state, SPACES[use].bounds(policyArn, kind, account))) counts[use] += 1
  return counts
}

const USES: readonly PolicyUse[] = ['attachment', 'boundary']

/** How often each of AWS's own policies is used in the account, by ARN; those that are not are absent. */
export function countAwsUses(state: Reader, account: string): Map<string, UseCounts> {
  const counts = new Map<string, Record<PolicyUse, number>>()
  for (const use of USES) {
    const start = SPACES[use].key(AWS_POLICIES)
    for (const { key, value } of eachIn<Attachment>(state, { start, end: prefixEnd(start) })) {
      if (value.account !== account) continue
      const arn = usedArn(key)
      const known = counts.get(arn) ?? { attachment: 0, boundary: 0 }
      known[use] += 1
      counts.set(arn, known)
    }
  }
  return counts
}

/** The ARNs of AWS's own policies that the account uses. Jumps over the uses of each, so that it reads as much as there are policies in use. */
export function awsPoliciesInUse(state: Reader, account: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const use of USES) {
    const space = SPACES[use]
    const first = space.key(AWS_POLICIES)
    for (let start = first; ; ) {
      const [next] = state.range<Attachment>({ start, end: prefixEnd(first), limit: 1 })
      if (next === undefined) break
      const arn = usedArn(next.key)
      if (KINDS.some((kind) => state.range({ ...space.bounds(arn, kind, account), limit: 1 }).length > 0)) found.add(arn)
      start = space.bounds(arn).end
    }
  }
  return found
}

const AWS_POLICIES = 'arn:aws:iam::aws:policy/'
/** The ARN in the key of a use, where it stands second and escaped. */
const usedArn = (key: string): string => decodeURIComponent(key.split('/')[1] ?? '')

/** Stages the attachment; gives the holder's record as it is to be written. */
export function attach<P extends PolicyHolderRecord>(state: Writer, kind: PolicyHolderKind, asked: { record: P; arn: string }): P {
  const { record, arn } = asked
  putUse(state, { use: 'attachment', arn, by: useBy(kind, record) })
  return { ...record, attachedPolicies: [...record.attachedPolicies, arn] }
}

/** Stages the detachment; gives the holder's record as it is to be written. */
export function detach<P extends PolicyHolderRecord>(state: Writer, kind: PolicyHolderKind, asked: { record: P; arn: string }): P {
  deleteUse(state, { use: 'attachment', arn: asked.arn, by: useBy(kind, asked.record) })
  return withoutAttached(asked.record, asked.arn)
}

/** Stages another permissions boundary, or none; gives the record as it is to be written. */
export function setBoundary<P extends PrincipalRecord>(
  state: Writer,
  kind: 'user' | 'role',
  { record, arn }: { readonly record: P; readonly arn: string | undefined },
): P {
  if (record.boundary === arn) return record
  if (record.boundary !== undefined) deleteUse(state, { use: 'boundary', arn: record.boundary, by: useBy(kind, record) })
  if (arn !== undefined) putUse(state, { use: 'boundary', arn, by: useBy(kind, record) })
  return { ...record, boundary: arn }
}

/** Moves attachments and the permissions boundary to the new name of a user or group. */
export function renameUses<P extends PolicyHolderRecord>(
  state: Writer,
  kind: PolicyHolderKind,
  { from, to }: { readonly from: P; readonly to: P },
): void {
  const move = (use: PolicyUse, arn: string) => {
    state.delete(keyOf({ use, arn, by: useBy(kind, from) }))
    const by = useBy(kind, to)
    state.put(keyOf({ use, arn, by }), by)
  }
  for (const arn of from.attachedPolicies) move('attachment', arn)
  if (from.boundary !== undefined) move('boundary', from.boundary)
}

const useBy = (kind: PolicyHolderKind, { account, name, id }: PolicyHolderRecord): Attachment => ({ kind, account, name, id })

function putUse(state: Writer, use: Use): void {
  state.put(keyOf(use), use.by)
  count(state, use, 1)
}

function deleteUse(state: Writer, use: Use): void {
  state.delete(keyOf(use))
  count(state, use, -1)
}

function count(state: Writer, { use, arn }: Use, change: number): void {
  const policy = policies.getByArn(state, arn)
  const field = COUNTS[use]
  if (policy !== undefined) policies.put(state, { ...policy, [field]: (policy[field] ?? 0) + change })
}
