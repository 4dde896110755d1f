import { prefixEnd } from '../../store/key-order.js'
import { escapePart } from '../../store/keys.js'
import { defineKeys } from '../key-space.js'
import { eachIn, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { policies } from './policy.js'
import type { PolicyHolderKind } from './policy-holder.js'
import { type PrincipalRecord, withoutAttached } from './principal.js'

/** An attachment of a managed policy to a user or role. */
export interface Attachment {
  readonly kind: PolicyHolderKind
  readonly account: string
  readonly name: string
  readonly id: string
}

/** Attachments by policy, then by principal. */
export const attachmentKeys = defineKeys('attachment/<policy arn>/<kind>/<account>/<name>', {
  record: 'that a user or role has this policy attached',
  lifetime: 'until detached',
})

const keyOf = (policyArn: string, kind: Attachment['kind'], { account, name }: { account: string; name: string }): string =>
  attachmentKeys.key(policyArn, kind, account, name.toLowerCase())

/** The position of an attachment among those of its policy and account: roles, then users, each by name. */
export const attachmentPosition = ({ kind, name }: Attachment): string => `${kind}/${name.toLowerCase()}`

/** The principals of the account that have the policy attached, from the position `page.from` on, at most `page.limit`. */
export function listAttachments(state: Reader, of: { policyArn: string; account: string }, { from, limit }: PageBounds): Attachment[] {
  const found: Attachment[] = []
  for (const kind of ['role', 'user']) {
    const first = firstOf(kind, from)
    if (first === undefined || found.length === limit) continue
    const { start, end } = attachmentKeys.bounds(of.policyArn, kind, of.account)
    const page = state.range<Attachment>({ start: start + escapePart(first), end, limit: limit - found.length })
    found.push(...page.map(({ value }) => value))
  }
  return found
}

/** The first name of a kind on a page that begins at a position; undefined when the page does not contain that kind. */
function firstOf(kind: string, from: string): string | undefined {
  if (from <= `${kind}/`) return ''
  return from.startsWith(`${kind}/`) ? from.slice(kind.length + 1) : undefined
}

/** How many principals of the account have the policy attached. */
export function countAttachments(state: Reader, policyArn: string, account: string): number {
  let count = 0
  for (const kind of ['role', 'user']) for (const _ of eachIn(state, attachmentKeys.bounds(policyArn, kind, account))) count += 1
  return count
}

/** How often each AWS managed policy is attached in the account, by ARN; unattached ones are absent. */
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
/** The ARN in an attachment's key, which is its second, escaped part. */
const attachedArn = (key: string): string => decodeURIComponent(key.split('/')[1] ?? '')

/** Stages the attachment; returns the principal's record to be written. */
export function attach<P extends PrincipalRecord>(state: Writer, kind: PolicyHolderKind, asked: { principal: P; arn: string }): P {
  const { principal, arn } = asked
  const { account, name, id } = principal
  state.put(keyOf(arn, kind, principal), { kind, account, name, id } satisfies Attachment)
  count(state, arn, 1)
  return { ...principal, attachedPolicies: [...principal.attachedPolicies, arn] }
}

/** Stages the detachment; returns the principal's record to be written. */
export function detach<P extends PrincipalRecord>(state: Writer, kind: PolicyHolderKind, asked: { principal: P; arn: string }): P {
  state.delete(keyOf(asked.arn, kind, asked.principal))
  count(state, asked.arn, -1)
  return withoutAttached(asked.principal, asked.arn)
}

/** Moves attachments to a user's new name. */
export function renameAttachments(state: Writer, user: PrincipalRecord, renamed: PrincipalRecord): void {
  const { account, name, id } = renamed
  for (const arn of user.attachedPolicies) {
    state.delete(keyOf(arn, 'user', user))
    state.put(keyOf(arn, 'user', renamed), { kind: 'user', account, name, id } satisfies Attachment)
  }
}

function count(state: Writer, arn: string, change: number): void {
  const policy = policies.getByArn(state, arn)
  if (policy !== undefined) policies.put(state, { ...policy, attachmentCount: policy.attachmentCount + change })
}
