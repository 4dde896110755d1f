import { putTagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { putSecurityGroup, type SecurityGroupRecord, type SecurityGroupRuleRecord } from '../../../directory/ec2/security-group.js'
import { type Ec2Deps, operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { isEc2Id } from '../ids.js'
import { ec2Permission, securityGroupResource } from '../permissions/ec2-resource.js'
import {
  checkNamedGroup,
  findSecurityGroupId,
  groupIdAsNamed,
  type NamedGroup,
  requireSecurityGroup,
} from '../security-groups/security-group.js'
import { type RuleParameters, readRules, ruleKey } from './rule-input.js'
import { revokedOutput } from './rule-output.js'

type Input = NamedGroup & RuleParameters & { readonly SecurityGroupRuleIds?: readonly string[] | undefined }

/** RevokeSecurityGroupIngress and RevokeSecurityGroupEgress (EC2 API reference). A rule that the group does not have is an error, and then none is removed. */
export const revokeRulesOperation = (name: 'RevokeSecurityGroupIngress' | 'RevokeSecurityGroupEgress', summary: string) => {
  const isEgress = name === 'RevokeSecurityGroupEgress'
  return operation(name, {
    summary,
    actions: [`ec2:${name}`],
    check(input, { account }) {
      checkNamedGroup(input)
      if (input.SecurityGroupRuleIds === undefined) readRules(input, { isEgress, account })
      else checkRuleIds(input)
    },
    authorize: (input, { account }, { state, region }) => {
      const place = { account, region }
      const group = securityGroupResource({ ...place, state }, groupIdAsNamed(state, place, input))
      return [ec2Permission(`ec2:${name}`, group)]
    },
    handle(input, { account }, deps) {
      const place = { account, region: deps.region }
      const group = requireSecurityGroup(deps.state, place, groupIdAsNamed(deps.state, place, input))
      const revoked = revokedRules(group, input, { isEgress, deps })
      putSecurityGroup(deps.state, { ...group, rules: group.rules.filter((rule) => !revoked.includes(rule)) })
      for (const { id } of revoked) putTagsOfResource(deps.state, { ...place, resource: id, kind: 'security-group-rule', tags: {} })
      return { Return: true, RevokedSecurityGroupRules: revoked.map((rule) => revokedOutput(group, rule)) }
    },
  })
}

function checkRuleIds({ SecurityGroupRuleIds: ruleIds = [], IpPermissions }: Input): void {
  if (IpPermissions !== undefined)
    throw new Ec2Error(
      'InvalidParameterCombination',
      "The parameter 'securityGroupRuleIds' may not be used in combination with 'ipPermissions'.",
    )
  const malformed = ruleIds.find((id) => !isEc2Id(id, 'sgr'))
  if (malformed !== undefined)
    throw new Ec2Error('InvalidSecurityGroupRuleId.Malformed', `Invalid id: "${malformed}" (expecting "sgr-...")`)
}

function revokedRules(
  group: SecurityGroupRecord,
  input: Input,
  { isEgress, deps }: { readonly isEgress: boolean; readonly deps: Ec2Deps },
): readonly SecurityGroupRuleRecord[] {
  const own = group.rules.filter((rule) => rule.isEgress === isEgress)
  if (input.SecurityGroupRuleIds !== undefined)
    return [...new Set(input.SecurityGroupRuleIds)].map((id) => {
      const rule = own.find((one) => one.id === id)
      if (rule === undefined) throw new Ec2Error('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`)
      return rule
    })
  return readRules(input, { isEgress, account: group.account }).map(({ groupName, ...asked }) => {
    const named = groupName === undefined ? {} : { group: findSecurityGroupId(deps.state, group, groupName) ?? '' }
    const rule = own.find((one) => ruleKey(one) === ruleKey({ ...asked, ...named }))
    if (rule === undefined) throw new Ec2Error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
    return rule
  })
}
