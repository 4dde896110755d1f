import { defineKeys } from '../key-space.js'
import type { PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import type { Ec2Place } from './resource-tags.js'

/** Who a rule lets through: one of the three. */
export interface RulePeer {
  /** `10.0.0.0/8`, without host bits. */
  readonly cidr4?: string
  readonly cidr6?: string
  /** The id of a security group of the same account. */
  readonly group?: string
}

/** A rule of a security group. */
export interface SecurityGroupRuleRecord extends RulePeer {
  /** `sgr-0123456789abcdef0`; it begins with digits of the group's id, which {@link securityGroupsOfRule} finds it by. */
  readonly id: string
  readonly isEgress: boolean
  /** `tcp`, `udp`, `icmp`, `icmpv6`, another number of a protocol, or `-1` for all. */
  readonly protocol: string
  /** Ports, or type and code of ICMP; absent where the protocol has neither. */
  readonly from?: number
  readonly to?: number
  readonly description?: string
}

/** A security group. The default group has a record only once it was changed. */
export interface SecurityGroupRecord extends Ec2Place {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly vpcId: string
  readonly rules: readonly SecurityGroupRuleRecord[]
}

/** Security groups by id. */
export const securityGroupKeys = defineKeys('ec2-security-group/<account>/<region>/<id>', {
  record: 'a security group with its rules',
  lifetime: 'until deleted',
})

/** Ids of security groups by name. There is one VPC in a region, so that a name is there once. */
export const securityGroupNameKeys = defineKeys('ec2-security-group-name/<account>/<region>/<name>', {
  record: 'the id of the security group with this name',
  lifetime: "its security group's",
})

/** Rules of one direction, at most (VPC user guide, "Quotas"): their tags go with the group, in one commit. */
export const MOST_RULES = 60
/** Digits of a group's id that ids of its rules begin with, so that a rule is found without a record of its own. */
const SHARED_DIGITS = 12
/** Groups that are read at once. */
const PAGE = 200

/** The stored security group with this id. */
export const storedSecurityGroup = (state: Reader, { account, region }: Ec2Place, id: string): SecurityGroupRecord | undefined =>
  state.get<SecurityGroupRecord>(securityGroupKeys.key(account, region, id))

/** The id of the stored security group with this name. */
export const securityGroupIdOf = (state: Reader, { account, region }: Ec2Place, name: string): string | undefined =>
  state.get<{ id: string }>(securityGroupNameKeys.key(account, region, name))?.id

/** The same two for a group that a rule of the request names: of those a request may name more than a commit could expect to be unchanged, one by one. */
export const referredSecurityGroup = (state: Reader, { account, region }: Ec2Place, id: string): SecurityGroupRecord | undefined =>
  state.getWithin<SecurityGroupRecord>(securityGroupKeys.key(account, region, id), securityGroupKeys.bounds(account, region))
export const referredSecurityGroupId = (state: Reader, { account, region }: Ec2Place, name: string): string | undefined =>
  state.getWithin<{ id: string }>(securityGroupNameKeys.key(account, region, name), securityGroupNameKeys.bounds(account, region))?.id

/** Writes a security group and its name. */
export function putSecurityGroup(state: Writer, record: SecurityGroupRecord): void {
  const { account, region, id, name } = record
  state.put(securityGroupKeys.key(account, region, id), record)
  state.put(securityGroupNameKeys.key(account, region, name), { id })
}

/** Removes a security group and its name; not its tags. */
export function deleteSecurityGroup(state: Writer, { account, region, id, name }: SecurityGroupRecord): void {
  state.delete(securityGroupKeys.key(account, region, id))
  state.delete(securityGroupNameKeys.key(account, region, name))
}

/** The stored security groups of an account in a region, by id, from `page.from` on. */
export function listSecurityGroups(state: Reader, { account, region }: Ec2Place, { from, limit }: PageBounds): SecurityGroupRecord[] {
  const { end } = securityGroupKeys.bounds(account, region)
  const start = securityGroupKeys.key(account, region, from)
  return state.range<SecurityGroupRecord>({ start, end, limit }).map(({ value }) => value)
}

/** Whether a rule of another stored group names this one. Pages are one expectation of a commit each, however many groups they have. */
export function isNamedByRules(state: Reader, { account, region }: Ec2Place, id: string): boolean {
  const { end } = securityGroupKeys.bounds(account, region)
  for (let start = securityGroupKeys.key(account, region, ''); ; ) {
    const page = state.rangeWithin<SecurityGroupRecord>({ start, end, limit: PAGE })
    if (page.some((group) => group.id !== id && group.rules.some((rule) => rule.group === id))) return true
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return false
    start = `${securityGroupKeys.key(account, region, last.id)}\0`
  }
}

/** How many security groups are stored for an account in a region, at most `limit`. */
export const countSecurityGroups = (state: Reader, { account, region }: Ec2Place, limit: number): number =>
  state.count({ ...securityGroupKeys.bounds(account, region), limit })

/** The id of a new rule of a group, with these five digits of hexadecimal. */
export const securityGroupRuleId = (groupId: string, digits: string): string => `sgr-${sharedDigits(groupId, 'sg-')}${digits}`

/** The stored security groups that may have the rule with this id: one, or none. */
export function securityGroupsOfRule(state: Reader, { account, region }: Ec2Place, ruleId: string): SecurityGroupRecord[] {
  const first = `sg-${sharedDigits(ruleId, 'sgr-')}`
  return listSecurityGroups(state, { account, region }, { from: first, limit: 2 }).filter(({ id }) => id.startsWith(first))
}

/** Whether the rule with this id can be of the group with this one. */
export const mayBeRuleOf = (ruleId: string, groupId: string): boolean => sharedDigits(ruleId, 'sgr-') === sharedDigits(groupId, 'sg-')

const sharedDigits = (id: string, prefix: string): string => id.slice(prefix.length, prefix.length + SHARED_DIGITS)
