// security-group-rules: what is authorized and revoked. Owns how a request spells rules, when two are the same, and their descriptions.
// Leaves groups to security-groups.
import { MOST_RULES, type SecurityGroupRuleRecord } from '../../../directory/ec2/security-group.js'
import type { IpPermission, UserIdGroupPair } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { isEc2Id } from '../ids.js'
import { noSecurityGroup } from '../security-groups/security-group.js'
import { readCidr4, readCidr6 } from './cidr.js'

/** A rule of a request: as a record, without an id. A group may be given by its name. */
export type RequestedRule = Omit<SecurityGroupRuleRecord, 'id'> & { readonly groupName?: string }

/** The parameters that spell rules. The flat ones are those of one rule. */
export interface RuleParameters {
  readonly CidrIp?: string | undefined
  readonly FromPort?: number | undefined
  readonly IpPermissions?: readonly IpPermission[] | undefined
  readonly IpProtocol?: string | undefined
  readonly SourceSecurityGroupName?: string | undefined
  readonly SourceSecurityGroupOwnerId?: string | undefined
  readonly ToPort?: number | undefined
}

const FLAT = ['CidrIp', 'FromPort', 'IpProtocol', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId', 'ToPort'] as const
/** Names of protocols by number (EC2 API reference, IpPermission, IpProtocol). */
const NAMED: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' }
const NAMES: readonly string[] = Object.values(NAMED)
/** What a description of a rule consists of (EC2 API reference, IpRange, Description), at most 255 characters. */
const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/
const MAX_PORT = 65_535

/** The rules that a request spells, for one direction and one account. Throws for what EC2 does not take, without knowing which groups exist. */
export function readRules(
  input: RuleParameters,
  { isEgress, account }: { readonly isEgress: boolean; readonly account: string },
): readonly RequestedRule[] {
  const isFlat = FLAT.some((name) => input[name] !== undefined)
  if (isFlat && input.IpPermissions !== undefined)
    throw new Ec2Error(
      'InvalidParameterCombination',
      "The parameter 'ipPermissions' may not be used in combination with 'ipProtocol', ports or sources.",
    )
  // The flat parameters of the egress operations are of a time before VPCs (EC2 API reference, AuthorizeSecurityGroupEgress: "Not supported").
  if (isFlat && isEgress) throw invalidParameter('Rules of outbound traffic are given as IpPermissions.')
  const permissions = input.IpPermissions ?? (isFlat ? [flatPermission(input)] : [])
  const rules = permissions.flatMap((permission) => rulesOf(permission, account).map((rule) => ({ ...rule, isEgress })))
  if (rules.length === 0)
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter ipPermissions with a source or destination.')
  // No group has more, so that they can be neither added nor removed.
  if (rules.length > MOST_RULES)
    throw new Ec2Error('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.')
  if (new Set(rules.map(ruleKey)).size !== rules.length) throw invalidParameter('The same permission must not appear multiple times')
  return rules
}

/** Equal for rules that are the same: their descriptions do not count. */
export const ruleKey = ({ isEgress, protocol, from, to, cidr4, cidr6, group, ...rule }: RequestedRule): string =>
  JSON.stringify([isEgress, protocol, from, to, cidr4, cidr6, group, 'groupName' in rule ? rule.groupName : undefined])

/** The rule in the words of AWS's error. */
export function ruleInWords({ protocol, from, to, cidr4, cidr6, group }: RequestedRule): string {
  const ports = from === undefined ? '' : `, from port: ${from}, to port: ${to}`
  return `"peer: ${cidr4 ?? cidr6 ?? group}, ${protocol === '-1' ? 'ALL' : protocol.toUpperCase()}${ports}, ALLOW"`
}

function flatPermission(input: RuleParameters): IpPermission {
  const { CidrIp, SourceSecurityGroupName: GroupName, SourceSecurityGroupOwnerId: UserId, ...rest } = input
  // A group as the only source stands for all of its traffic (EC2 API reference, AuthorizeSecurityGroupIngress, SourceSecurityGroupName).
  const { FromPort, ToPort, IpProtocol = GroupName === undefined ? undefined : '-1' } = rest
  return {
    IpProtocol,
    FromPort,
    ToPort,
    ...(CidrIp !== undefined && { IpRanges: [{ CidrIp }] }),
    ...(GroupName !== undefined && { UserIdGroupPairs: [{ GroupName, UserId }] }),
  }
}

type Spelled = Omit<RequestedRule, 'isEgress'>

function rulesOf(permission: IpPermission, account: string): Spelled[] {
  const traffic = trafficOf(permission)
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission
  for (const { PrefixListId = '' } of PrefixListIds)
    throw new Ec2Error('InvalidPrefixListID.NotFound', `The prefix list ID '${PrefixListId}' does not exist`)
  return [
    ...IpRanges.map(({ CidrIp = '', Description }) => ({ ...traffic, cidr4: readCidr4(CidrIp), ...described(Description) })),
    ...Ipv6Ranges.map(({ CidrIpv6 = '', Description }) => ({ ...traffic, cidr6: readCidr6(CidrIpv6), ...described(Description) })),
    ...UserIdGroupPairs.map((pair) => ({ ...traffic, ...groupOf(pair, account), ...described(pair.Description) })),
  ]
}

function described(description: string | undefined): Pick<Spelled, 'description'> {
  if (description === undefined) return {}
  if (!DESCRIPTION.test(description))
    throw invalidParameter(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    )
  return { description }
}

/** Groups of other accounts cannot be named: they would be in another VPC, and nothing connects two. */
function groupOf({ GroupId, GroupName, UserId }: UserIdGroupPair, account: string): Pick<RequestedRule, 'group' | 'groupName'> {
  const named = GroupId ?? GroupName
  if (named === undefined) throw new Ec2Error('MissingParameter', 'A source group must have groupId or groupName.')
  if (GroupId !== undefined && !isEc2Id(GroupId, 'sg'))
    throw new Ec2Error('InvalidGroupId.Malformed', `Invalid id: "${GroupId}" (expecting "sg-...")`)
  if (UserId !== undefined && UserId !== account) throw noSecurityGroup(named)
  return GroupId === undefined ? { groupName: named } : { group: GroupId }
}

/** Protocol and ports, checked as EC2 does. Other protocols than TCP, UDP and ICMP have no ports: what is given is not kept. */
function trafficOf({ IpProtocol, FromPort, ToPort }: IpPermission): Pick<Spelled, 'protocol' | 'from' | 'to'> {
  if (IpProtocol === undefined) throw new Ec2Error('MissingParameter', 'The request must contain the parameter ipProtocol')
  const given = IpProtocol.toLowerCase()
  const protocol = NAMED[given] ?? given
  if (!NAMES.includes(protocol) && !/^(?:-1|\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$/.test(protocol))
    throw invalidParameter(`Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`)
  if (!NAMES.includes(protocol)) return { protocol }
  return protocol.startsWith('icmp') ? icmpTraffic(protocol, FromPort, ToPort) : portTraffic(protocol, FromPort, ToPort)
}

function portTraffic(protocol: string, from: number | undefined, to: number | undefined) {
  if (from === undefined || to === undefined)
    throw invalidParameter("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
  // -1 in both stands for all ports.
  const [first, last] = from === -1 && to === -1 ? [0, MAX_PORT] : [from, to]
  if (first < 0 || last > MAX_PORT || first > last) throw invalidParameter(`Invalid ${protocol.toUpperCase()} port range (${from}, ${to})`)
  return { protocol, from: first, to: last }
}

/** Type and code; -1 stands for all. */
function icmpTraffic(protocol: string, from = -1, to = -1) {
  const isValid = (value: number) => value >= -1 && value <= 255
  if (!isValid(from) || !isValid(to) || (from === -1 && to !== -1))
    throw invalidParameter(`ICMP type (${from}) and code (${to}) are invalid`)
  return { protocol, from, to }
}
