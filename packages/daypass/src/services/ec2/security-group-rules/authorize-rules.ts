import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import {
  MOST_RULES,
  putSecurityGroup,
  referredSecurityGroup,
  referredSecurityGroupId,
  type SecurityGroupRecord,
  type SecurityGroupRuleRecord,
  securityGroupRuleId,
} from '../../../directory/ec2/security-group.js'
import type { SecurityGroupRule, TagSpecification } from '../../../wire/generated/ec2.js'
import { type Ec2Deps, type Ec2Reads, operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { ec2Permission, newResource, securityGroupResource } from '../permissions/ec2-resource.js'
import {
  checkNamedGroup,
  defaultSecurityGroup,
  groupIdAsNamed,
  type NamedGroup,
  noSecurityGroup,
  requireSecurityGroup,
} from '../security-groups/security-group.js'
import { requestTagKeys } from '../tags/tag-rules.js'
import { ec2TaggingPermissions, putNewTags, readTagSpecifications } from '../tags/tag-specification.js'
import { type RequestedRule, type RuleParameters, readRules, ruleInWords, ruleKey } from './rule-input.js'
import { ruleOutput } from './rule-output.js'

type Input = NamedGroup & RuleParameters & { readonly TagSpecifications?: readonly TagSpecification[] | undefined }

const KIND = 'security-group-rule'
const tagsOf = (input: Input) => readTagSpecifications(input.TagSpecifications, [KIND]).get(KIND)

/**
 * AuthorizeSecurityGroupIngress and AuthorizeSecurityGroupEgress (EC2 API reference). They ask for the group; where they tag rules, also for the rules with the tags,
 * and for `ec2:CreateTags`.
 */
export const authorizeRulesOperation = (name: 'AuthorizeSecurityGroupIngress' | 'AuthorizeSecurityGroupEgress', summary: string) => {
  const isEgress = name === 'AuthorizeSecurityGroupEgress'
  return operation(name, {
    summary,
    actions: [`ec2:${name}`, 'ec2:CreateTags'],
    check(input, { account }) {
      checkNamedGroup(input)
      readRules(input, { isEgress, account })
      tagsOf(input)
    },
    authorize: (input, caller, reads) => permissionsFor(name, input, { caller, reads }),
    handle(input, { account }, deps) {
      const place = { account, region: deps.region }
      const group = requireSecurityGroup(deps.state, place, groupIdAsNamed(deps.state, place, input))
      const asked = readRules(input, { isEgress, account }).map((rule) => withGroupId(rule, group, deps))
      return { Return: true, SecurityGroupRules: addRules(group, { asked, input }, deps) }
    },
  })
}

function permissionsFor(
  name: string,
  input: Input,
  { caller: { account }, reads: { state, region } }: { caller: Caller; reads: Ec2Reads },
): readonly RequiredPermission[] {
  const place = { account, region }
  const group = securityGroupResource({ ...place, state }, groupIdAsNamed(state, place, input))
  const tags = tagsOf(input)
  if (tags === undefined) return [ec2Permission(`ec2:${name}`, group)]
  const rule = newResource(place, { kind: KIND })
  return [
    ec2Permission(`ec2:${name}`, group),
    ec2Permission(`ec2:${name}`, rule, requestTagKeys(tags)),
    ...ec2TaggingPermissions(name, rule, tags),
  ]
}

/** A rule with the id of the group that it names. Throws where there is none. */
function withGroupId({ groupName, ...rule }: RequestedRule, { account, region }: SecurityGroupRecord, { state }: Ec2Deps): RequestedRule {
  const place = { account, region }
  const { id: initial, name: initialName } = defaultSecurityGroup(place)
  if (groupName === undefined && rule.group === undefined) return rule
  const group =
    groupName === undefined ? rule.group : groupName === initialName ? initial : referredSecurityGroupId(state, place, groupName)
  if (group !== initial && (group === undefined || referredSecurityGroup(state, place, group) === undefined))
    throw noSecurityGroup(groupName ?? rule.group ?? '')
  return { ...rule, group }
}

function addRules(
  group: SecurityGroupRecord,
  { asked, input }: { readonly asked: readonly RequestedRule[]; readonly input: Input },
  deps: Ec2Deps,
): SecurityGroupRule[] {
  const known = new Set(group.rules.map(ruleKey))
  const rules = [...group.rules]
  const added: SecurityGroupRuleRecord[] = []
  for (const one of asked) {
    const key = ruleKey(one)
    if (known.has(key)) throw new Ec2Error('InvalidPermission.Duplicate', `the specified rule ${ruleInWords(one)} already exists`)
    known.add(key)
    const rule = { ...one, id: newRuleId(group.id, rules, deps) }
    rules.push(rule)
    added.push(rule)
  }
  for (const isEgress of [false, true])
    if (rules.filter((rule) => rule.isEgress === isEgress).length > MOST_RULES)
      throw new Ec2Error('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.')
  const changed = { ...group, rules }
  putSecurityGroup(deps.state, changed)
  for (const { id } of added) putNewTags(deps.state, group, { kind: KIND, id, tags: tagsOf(input) })
  return added.map((rule) => ruleOutput(deps.state, changed, rule))
}

/** An id that no rule of the group has: the part that is its own has 20 bits. */
function newRuleId(groupId: string, rules: readonly SecurityGroupRuleRecord[], { ids }: Ec2Deps): string {
  for (;;) {
    const id = securityGroupRuleId(groupId, Buffer.from(ids.bytes(3)).toString('hex').slice(-5))
    if (!rules.some((rule) => rule.id === id)) return id
  }
}
