import { prefixEnd } from '../store/key-order.js'
import { attachmentKey, attachmentsOf } from '../store/keys.js'
import { getPolicyByArn, putPolicy } from './policy.js'
import { type PrincipalRecord, withoutAttached } from './principal.js'
import type { Reader, Writer } from './state.js'

/** That a user or role has a managed policy attached. */
export interface Attachment {
  readonly kind: 'user' | 'role'
  readonly account: string
  readonly name: string
  readonly id: string
}

/** Who has the policy attached, users after roles, each by name; the caller's account only. */
export function listAttachments(state: Reader, policyArn: string, account: string): Attachment[] {
  const prefix = attachmentsOf(policyArn)
  const found = state.range<Attachment>({ start: prefix, end: prefixEnd(prefix), limit: 100_000 })
  return found.map(({ value }) => value).filter((attachment) => attachment.account === account)
}

/** How often each of AWS's own policies is attached in the account, by ARN; those that are not are absent. One read for all of them. */
export function countAwsAttachments(state: Reader, account: string): Map<string, number> {
  const start = attachmentsOf(AWS_POLICIES).slice(0, -1)
  const counts = new Map<string, number>()
  for (const { key, value } of state.range<Attachment>({ start, end: prefixEnd(start), limit: 1_000_000 })) {
    if (value.account !== account) continue
    const arn = attachedArn(key)
    counts.set(arn, (counts.get(arn) ?? 0) + 1)
  }
  return counts
}

const AWS_POLICIES = 'arn:aws:iam::aws:policy/'
/** The ARN in an attachment's key, where it stands second and escaped. */
const attachedArn = (key: string): string => decodeURIComponent(key.split('/')[1] ?? '')

/** Stages the attachment; gives the principal's record as it is to be written. */
export function attach<P extends PrincipalRecord>(state: Writer, kind: 'user' | 'role', asked: { principal: P; arn: string }): P {
  const { principal, arn } = asked
  const { account, name, id } = principal
  state.put(attachmentKey(arn, kind, principal), { kind, account, name, id } satisfies Attachment)
  count(state, arn, 1)
  return { ...principal, attachedPolicies: [...principal.attachedPolicies, arn] }
}

/** Stages the detachment; gives the principal's record as it is to be written. */
export function detach<P extends PrincipalRecord>(state: Writer, kind: 'user' | 'role', asked: { principal: P; arn: string }): P {
  state.delete(attachmentKey(asked.arn, kind, asked.principal))
  count(state, asked.arn, -1)
  return withoutAttached(asked.principal, asked.arn)
}

/** Moves attachments to a user's new name. */
export function renameAttachments(state: Writer, user: PrincipalRecord, renamed: PrincipalRecord): void {
  const { account, name, id } = renamed
  for (const arn of user.attachedPolicies) {
    state.delete(attachmentKey(arn, 'user', user))
    state.put(attachmentKey(arn, 'user', renamed), { kind: 'user', account, name, id } satisfies Attachment)
  }
}

function count(state: Writer, arn: string, change: number): void {
  const policy = getPolicyByArn(state, arn)
  if (policy !== undefined) putPolicy(state, { ...policy, attachmentCount: policy.attachmentCount + change })
}
