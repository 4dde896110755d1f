import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from '../../../directory/ec2/security-group.js'
import type { DescribeSecurityGroupRulesRequest } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { type Ec2Deps, operation, regionPermission } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { isEc2Id } from '../ids.js'
import { findSecurityGroupRule, securityGroupsFrom } from '../security-groups/security-group.js'
import { ruleOutput } from './rule-output.js'

interface RuleOfGroup {
  readonly group: SecurityGroupRecord
  readonly rule: SecurityGroupRuleRecord
}

const FILTERS: Filters<RuleOfGroup> = {
  'group-id': ({ group }) => group.id,
  'security-group-rule-id': ({ rule }) => rule.id,
}

/** The rules of all groups, or of some (EC2 API reference, DescribeSecurityGroupRules). */
export const DescribeSecurityGroupRules = operation('DescribeSecurityGroupRules', {
  summary: 'Describes the rules of security groups, each by itself.',
  actions: ['ec2:DescribeSecurityGroupRules'],
  check({ SecurityGroupRuleIds }) {
    const malformed = SecurityGroupRuleIds?.find((id) => !isEc2Id(id, 'sgr'))
    if (malformed !== undefined)
      throw new Ec2Error('InvalidSecurityGroupRuleId.Malformed', `Invalid id: "${malformed}" (expecting "sgr-...")`)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeSecurityGroupRules', region),
  handle(input, { account }, deps) {
    const { state, region } = deps
    const passes = filterBy(input.Filters, FILTERS, ({ rule }) => tagsOfResource(state, { account, region }, rule.id))
    const { items, NextToken } = describePage(
      input,
      {
        ...rulesInOrder(account, input, deps),
        account,
        operation: 'DescribeSecurityGroupRules',
        filter: [input.Filters, input.SecurityGroupRuleIds],
        keep: passes,
      },
      deps,
    )
    return { SecurityGroupRules: items.map(({ group, rule }) => ruleOutput(state, group, rule)), NextToken }
  },
})

const positionOf = ({ group, rule }: RuleOfGroup): string => `${group.id} ${rule.id}`

/** Rules by their group's id and their own; the named ones alone where some are named. */
function rulesInOrder(account: string, { SecurityGroupRuleIds: ruleIds }: DescribeSecurityGroupRulesRequest, { state, region }: Ec2Deps) {
  const place = { account, region }
  const named = ruleIds?.map((id) => {
    const found = findSecurityGroupRule(state, place, id)
    if (found === undefined) throw new Ec2Error('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`)
    return found
  })
  return {
    position: positionOf,
    read(from: string, limit: number): readonly RuleOfGroup[] {
      const [first = ''] = from.split(' ')
      const all =
        named ?? securityGroupsFrom(state, place, { from: first, limit }).flatMap((group) => group.rules.map((rule) => ({ group, rule })))
      return all
        .filter((one) => positionOf(one) >= from)
        .sort((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1))
        .slice(0, limit)
    },
  }
}
