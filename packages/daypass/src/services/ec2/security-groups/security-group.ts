// security-groups: groups and their rules, as records: no packet ever meets them. Owns their validations, and the default group, which has no record until it is changed.
// Refuses to know instances: group-use.ts asks whether something uses a group.
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import {
  listSecurityGroups,
  mayBeRuleOf,
  type SecurityGroupRecord,
  type SecurityGroupRuleRecord,
  securityGroupIdOf,
  securityGroupRuleId,
  securityGroupsOfRule,
  storedSecurityGroup,
} from '../../../directory/ec2/security-group.js'
import type { PageBounds } from '../../../directory/records.js'
import type { Reader } from '../../../directory/state.js'
import { Ec2Error } from '../error.js'
import { isEc2Id } from '../ids.js'
import { defaultVpc } from '../network/default-network.js'

/** The name of the group that every VPC begins with. */
export const DEFAULT_GROUP = 'default'

/** What a VPC begins with: everything in from its own members, everything out (VPC user guide, "Default security groups"). */
export function defaultSecurityGroup({ account, region }: Ec2Place): SecurityGroupRecord {
  const { id: vpcId, securityGroupId: id } = defaultVpc({ account, region })
  const rules: SecurityGroupRuleRecord[] = [
    { id: securityGroupRuleId(id, '00001'), isEgress: false, protocol: '-1', group: id },
    { ...ALL_OUT, id: securityGroupRuleId(id, '00002') },
  ]
  return { account, region, id, name: DEFAULT_GROUP, description: 'default VPC security group', vpcId, rules }
}

/** The rule that every group begins with: everything out, over IPv4. */
export const ALL_OUT: Omit<SecurityGroupRuleRecord, 'id'> = { isEgress: true, protocol: '-1', cidr4: '0.0.0.0/0' }

/** The group with this id. */
export const findSecurityGroup = (state: Reader, place: Ec2Place, id: string): SecurityGroupRecord | undefined =>
  storedSecurityGroup(state, place, id) ?? (id === defaultVpc(place).securityGroupId ? defaultSecurityGroup(place) : undefined)

/** The id of the group with this name. */
export const findSecurityGroupId = (state: Reader, place: Ec2Place, name: string): string | undefined =>
  name === DEFAULT_GROUP ? defaultVpc(place).securityGroupId : securityGroupIdOf(state, place, name)

/** The group with this id. Throws `InvalidGroup.NotFound`. */
export function requireSecurityGroup(state: Reader, place: Ec2Place, id: string): SecurityGroupRecord {
  const group = findSecurityGroup(state, place, id)
  if (group === undefined) throw noSecurityGroup(id)
  return group
}

/** The error for an unknown group, by id or by name (EC2 user guide, "Error codes for the Amazon EC2 API"). */
export const noSecurityGroup = (named: string) => new Ec2Error('InvalidGroup.NotFound', `The security group '${named}' does not exist`)

/** The rule with this id, and its group. */
export function findSecurityGroupRule(
  state: Reader,
  place: Ec2Place,
  id: string,
): { readonly group: SecurityGroupRecord; readonly rule: SecurityGroupRuleRecord } | undefined {
  const initial = defaultVpc(place).securityGroupId
  const groups = mayBeRuleOf(id, initial) ? [findSecurityGroup(state, place, initial)] : securityGroupsOfRule(state, place, id)
  for (const group of groups) {
    const rule = group?.rules.find((one) => one.id === id)
    if (group !== undefined && rule !== undefined) return { group, rule }
  }
  return undefined
}

/** Groups of an account in a region by id, the default one included, from the id `from` on, at most `limit`. */
export function securityGroupsFrom(state: Reader, place: Ec2Place, { from, limit }: PageBounds): readonly SecurityGroupRecord[] {
  const stored = listSecurityGroups(state, place, { from, limit })
  const initial = defaultSecurityGroup(place)
  if (initial.id < from || storedSecurityGroup(state, place, initial.id) !== undefined) return stored
  return [...stored, initial].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit)
}

/** A group as a request names it. */
export interface NamedGroup {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

/** Refuses a request that names no group, two, or one by something that is not an id. */
export function checkNamedGroup({ GroupId, GroupName }: NamedGroup): void {
  if (GroupId === undefined && GroupName === undefined)
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter groupName or groupId')
  if (GroupId !== undefined && GroupName !== undefined)
    throw new Ec2Error('InvalidParameterCombination', "The parameters 'groupName' and 'groupId' may not be used together.")
  if (GroupId !== undefined) checkGroupId(GroupId)
}

/** Refuses what is not an id of a group. */
export function checkGroupId(id: string): void {
  if (!isEc2Id(id, 'sg')) throw new Ec2Error('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`)
}

/** The id of the group that a request names; the name itself where there is none with that name. */
export const groupIdAsNamed = (state: Reader, place: Ec2Place, { GroupId, GroupName = '' }: NamedGroup): string =>
  GroupId ?? findSecurityGroupId(state, place, GroupName) ?? GroupName
