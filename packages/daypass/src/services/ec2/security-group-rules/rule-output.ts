import { type Ec2Place, tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from '../../../directory/ec2/security-group.js'
import type { Reader } from '../../../directory/state.js'
import type { IpPermission, RevokedSecurityGroupRule, SecurityGroupRule } from '../../../wire/generated/ec2.js'
import { ec2Arn } from '../permissions/ec2-resource.js'
import { tagsOutput } from '../tags/tag-rules.js'

/** Rules of one direction as descriptions of groups have them: those with the same protocol and ports together. */
export function ipPermissions({ account, rules }: SecurityGroupRecord, isEgress: boolean): IpPermission[] {
  const alike = new Map<string, SecurityGroupRuleRecord[]>()
  for (const rule of rules) {
    if (rule.isEgress !== isEgress) continue
    const key = `${rule.protocol} ${rule.from} ${rule.to}`
    alike.set(key, [...(alike.get(key) ?? []), rule])
  }
  return [...alike.values()].map((same) => {
    const [first] = same
    const described = <T extends object>(rule: SecurityGroupRuleRecord, shown: T) => ({ ...shown, Description: rule.description })
    return {
      IpProtocol: first?.protocol,
      FromPort: first?.from,
      ToPort: first?.to,
      IpRanges: same.flatMap((rule) => (rule.cidr4 === undefined ? [] : described(rule, { CidrIp: rule.cidr4 }))),
      Ipv6Ranges: same.flatMap((rule) => (rule.cidr6 === undefined ? [] : described(rule, { CidrIpv6: rule.cidr6 }))),
      UserIdGroupPairs: same.flatMap((rule) => (rule.group === undefined ? [] : described(rule, { GroupId: rule.group, UserId: account }))),
      PrefixListIds: [],
    }
  })
}

const ports = ({ from, to }: SecurityGroupRuleRecord) => ({ FromPort: from ?? -1, ToPort: to ?? -1 })

/** A rule as it is described, with its tags. */
export const ruleOutput = (state: Reader, group: SecurityGroupRecord, rule: SecurityGroupRuleRecord): SecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  SecurityGroupRuleArn: ec2Arn(group, 'security-group-rule', rule.id),
  GroupId: group.id,
  GroupOwnerId: group.account,
  IsEgress: rule.isEgress,
  IpProtocol: rule.protocol,
  ...ports(rule),
  CidrIpv4: rule.cidr4,
  CidrIpv6: rule.cidr6,
  ReferencedGroupInfo: rule.group === undefined ? undefined : { GroupId: rule.group, UserId: group.account },
  Description: rule.description,
  Tags: tagsOutput(tagsOfRule(state, group, rule.id)),
})

const tagsOfRule = (state: Reader, { account, region }: Ec2Place, id: string) => tagsOfResource(state, { account, region }, id)

/** A rule as the answer that it was removed has it. */
export const revokedOutput = (group: SecurityGroupRecord, rule: SecurityGroupRuleRecord): RevokedSecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  GroupId: group.id,
  IsEgress: rule.isEgress,
  IpProtocol: rule.protocol,
  ...ports(rule),
  CidrIpv4: rule.cidr4,
  CidrIpv6: rule.cidr6,
  ReferencedGroupId: rule.group,
  Description: rule.description,
})
