import { prefixEnd } from '../../store/key-order.js'
import { escapePart } from '../../store/keys.js'
import { defineKeys } from '../key-space.js'
import { eachIn, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { policies } from './policy.js'
import { type PolicyHolderKind, type PolicyHolderRecord, withoutAttached } from './policy-holder.js'

/** That a user, group or role has a managed policy attached. */
export interface Attachment {
  readonly kind: PolicyHolderKind
  readonly account: string
  readonly name: string
  readonly id: string
}

/** Attachments by policy, then by who has it. */
export const attachmentKeys = defineKeys('attachment/<policy arn>/<kind>/<account>/<name>', {
  record: 'that a user, group or role has this policy attached',
  lifetime: 'until detached',
})

const keyOf = (policyArn: string, kind: Attachment['kind'], { account, name }: { account: string; name: string }): string =>
  attachmentKeys.key(policyArn, kind, account, name.toLowerCase())

const KINDS: readonly PolicyHolderKind[] = ['group', 'role', 'user']

/** Where an attachment stands among those of its policy and account: groups, then roles, then users, each by name. */
export const attachmentPosition = ({ kind, name }: Attachment): string => `${kind}/${name.toLowerCase()}`

/** Who of the account has the policy attached, from the position `page.from` on, at most `page.limit`. */
export function listAttachments(state: Reader, of: { policyArn: string; account: string }, { from, limit }: PageBounds): Attachment[] {
  const found: Attachment[] = []
  for (const kind of KINDS) {
    const first = firstOf(kind, from)
    if (first === undefined || found.length === limit) continue
    const { start, end } = attachmentKeys.bounds(of.policyArn, kind, of.account)
    const page = state.range<Attachment>({ start: start + escapePart(first), end, limit: limit - found.length })
    found.push(...page.map(({ value }) => value))
  }
  return found
}

/** The name from which a page that begins at a position holds those of a kind; undefined when it holds none of them. */
function firstOf(kind: string, from: string): string | undefined {
  if (from <= `${kind}/`) return ''
  return from.startsWith(`${kind}/`) ? from.slice(kind.length + 1) : undefined
}

/** How many of the account have the policy attached. */
export function countAttachments(state: Reader, policyArn: string, account: string): number {
  let count = 0
  for (const kind of KINDS) for (const _ of eachIn(state, attachmentKeys.bounds(policyArn, kind, account))) count += 1
  return count
}

/** How often each of AWS's own policies is attached in the account, by ARN; those that are not are absent. */
export function countAwsAttachments(state: Reader, account: string): Map<string, number> {
  const start = attachmentKeys.key(AWS_POLICIES)
  const counts = new Map<string, number>()
  for (const { key, value } of eachIn<Attachment>(state, { start, end: prefixEnd(start) })) {
    if (value.account !== account) continue
    const arn = attachedArn(key)
    counts.set(arn, (counts.get(arn) ?? 0) + 1)
  }
  return counts
}

const AWS_POLICIES = 'arn:aws:iam::aws:policy/'
/** The ARN in an attachment's key, where it stands second and escaped. */
const attachedArn = (key: string): string => decodeURIComponent(key.split('/')[1] ?? '')

/** Stages the attachment; gives the holder's record as it is to be written. */
export function attach<P extends PolicyHolderRecord>(state: Writer, kind: PolicyHolderKind, asked: { record: P; arn: string }): P {
  const { record, arn } = asked
  const { account, name, id } = record
  state.put(keyOf(arn, kind, record), { kind, account, name, id } satisfies Attachment)
  count(state, arn, 1)
  return { ...record, attachedPolicies: [...record.attachedPolicies, arn] }
}

/** Stages the detachment; gives the holder's record as it is to be written. */
export function detach<P extends PolicyHolderRecord>(state: Writer, kind: PolicyHolderKind, asked: { record: P; arn: string }): P {
  state.delete(keyOf(asked.arn, kind, asked.record))
  count(state, asked.arn, -1)
  return withoutAttached(asked.record, asked.arn)
}

/** Moves attachments to the new name of a user or group. */
export function renameAttachments<P extends PolicyHolderRecord>(
  state: Writer,
  kind: PolicyHolderKind,
  { from, to }: { readonly from: P; readonly to: P },
): void {
  const { account, name, id } = to
  for (const arn of from.attachedPolicies) {
    state.delete(keyOf(arn, kind, from))
    state.put(keyOf(arn, kind, to), { kind, account, name, id } satisfies Attachment)
  }
}

function count(state: Writer, arn: string, change: number): void {
  const policy = policies.getByArn(state, arn)
  if (policy !== undefined) policies.put(state, { ...policy, attachmentCount: policy.attachmentCount + change })
}
