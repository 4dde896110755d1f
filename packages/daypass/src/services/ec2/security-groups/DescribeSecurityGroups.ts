import { inOrder } from '../../../credentials/pages.js'
import { tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from '../../../directory/ec2/security-group.js'
import type { DescribeSecurityGroupsRequest, SecurityGroup } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, type FilterValues, filterBy } from '../answers/filters.js'
import { type Ec2Deps, operation, regionPermission } from '../ec2.js'
import { ec2Arn } from '../permissions/ec2-resource.js'
import { ipPermissions } from '../security-group-rules/rule-output.js'
import { type Ec2Tags, tagsOutput } from '../tags/tag-rules.js'
import { checkGroupId, findSecurityGroupId, noSecurityGroup, requireSecurityGroup, securityGroupsFrom } from './security-group.js'

/** The filters on rules of one direction. */
function ruleFilters(begin: string, isEgress: boolean): Filters<SecurityGroupRecord> {
  const of =
    (
      value: (rule: SecurityGroupRuleRecord, group: SecurityGroupRecord) => string | number | undefined,
    ): FilterValues<SecurityGroupRecord> =>
    (group) =>
      group.rules.filter((rule) => rule.isEgress === isEgress).map((rule) => value(rule, group)?.toString())
  return {
    [`${begin}.cidr`]: of(({ cidr4 }) => cidr4),
    [`${begin}.from-port`]: of(({ from }) => from),
    [`${begin}.group-id`]: of(({ group }) => group),
    [`${begin}.ipv6-cidr`]: of(({ cidr6 }) => cidr6),
    [`${begin}.prefix-list-id`]: of(() => undefined),
    [`${begin}.protocol`]: of(({ protocol }) => protocol),
    [`${begin}.to-port`]: of(({ to }) => to),
    [`${begin}.user-id`]: of(({ group }, { account }) => (group === undefined ? undefined : account)),
  }
}

const FILTERS: Filters<SecurityGroupRecord> = {
  description: ({ description }) => description,
  'group-id': ({ id }) => id,
  'group-name': ({ name }) => name,
  'owner-id': ({ account }) => account,
  'vpc-id': ({ vpcId }) => vpcId,
  ...ruleFilters('ip-permission', false),
  ...ruleFilters('egress.ip-permission', true),
}

/** The security groups of the region (EC2 API reference, DescribeSecurityGroups), the default one included. */
export const DescribeSecurityGroups = operation('DescribeSecurityGroups', {
  summary: 'Describes security groups.',
  actions: ['ec2:DescribeSecurityGroups'],
  check({ GroupIds }) {
    for (const id of GroupIds ?? []) checkGroupId(id)
  },
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeSecurityGroups', region),
  handle(input, { account }, deps) {
    const { state, region } = deps
    const tagsOf = ({ id }: SecurityGroupRecord) => tagsOfResource(state, { account, region }, id)
    const { items, NextToken } = describePage(
      input,
      {
        ...groupsInOrder(account, input, deps),
        account,
        operation: 'DescribeSecurityGroups',
        filter: [input.Filters, input.GroupIds, input.GroupNames],
        keep: filterBy(input.Filters, FILTERS, tagsOf),
      },
      deps,
    )
    return { SecurityGroups: items.map((group) => shown(group, tagsOf(group))), NextToken }
  },
})

/** Groups by id; the named ones alone where some are named: those that have both one of the ids and one of the names. */
function groupsInOrder(account: string, { GroupIds, GroupNames }: DescribeSecurityGroupsRequest, { state, region }: Ec2Deps) {
  const place = { account, region }
  const positionOf = ({ id }: SecurityGroupRecord) => id
  if (GroupIds === undefined && GroupNames === undefined)
    return { position: positionOf, read: (from: string, limit: number) => securityGroupsFrom(state, place, { from, limit }) }
  const named = GroupNames?.map((name) => {
    const id = findSecurityGroupId(state, place, name)
    if (id === undefined) throw noSecurityGroup(name)
    return id
  })
  for (const id of GroupIds ?? []) requireSecurityGroup(state, place, id)
  const asked = GroupIds === undefined ? (named ?? []) : GroupIds.filter((id) => named?.includes(id) ?? true)
  return inOrder(
    [...new Set(asked)].map((id) => requireSecurityGroup(state, place, id)),
    positionOf,
  )
}

const shown = (group: SecurityGroupRecord, tags: Ec2Tags): SecurityGroup => ({
  GroupId: group.id,
  GroupName: group.name,
  Description: group.description,
  OwnerId: group.account,
  VpcId: group.vpcId,
  SecurityGroupArn: ec2Arn(group, 'security-group', group.id),
  IpPermissions: ipPermissions(group, false),
  IpPermissionsEgress: ipPermissions(group, true),
  Tags: tagsOutput(tags),
})
