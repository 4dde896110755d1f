import type { Ids } from '../../../core/ids.js'
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import {
  countSecurityGroups,
  mayBeRuleOf,
  putSecurityGroup,
  securityGroupRuleId,
  securityGroupsOfRule,
} from '../../../directory/ec2/security-group.js'
import type { Reader } from '../../../directory/state.js'
import type { CreateSecurityGroupRequest } from '../../../wire/generated/ec2.js'
import { operation } from '../ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { fixedEc2Id, newEc2Id } from '../ids.js'
import { checkVpcId, defaultVpc, requireVpc } from '../network/default-network.js'
import { ec2Arn, ec2Permission, newResource, vpcResource } from '../permissions/ec2-resource.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { creationPermissions, putNewTags, readTagSpecifications } from '../tags/tag-specification.js'
import { ALL_OUT, DEFAULT_GROUP, findSecurityGroupId } from './security-group.js'

const KIND = 'security-group'
/** Groups of an account in a region, at most (VPC user guide, "Quotas"). */
const MOST_GROUPS = 2_500
/** What names and descriptions consist of (EC2 API reference, CreateSecurityGroup), at most 255 characters. */
const TEXT = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/
const ALLOWED = 'Valid values are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*'

const tagsOf = ({ TagSpecifications }: CreateSecurityGroupRequest) => readTagSpecifications(TagSpecifications, [KIND]).get(KIND)

/** Makes a security group with one rule: everything out (EC2 API reference, CreateSecurityGroup). Asks for the new group and for its VPC. */
export const CreateSecurityGroup = operation('CreateSecurityGroup', {
  summary: 'Makes a security group.',
  actions: ['ec2:CreateSecurityGroup', 'ec2:CreateTags'],
  check(input) {
    checkTexts(input)
    if (input.VpcId !== undefined) checkVpcId(input.VpcId)
    tagsOf(input)
  },
  authorize(input, { account }, { state, region }) {
    const place = { account, region }
    const vpc = vpcResource({ ...place, state }, input.VpcId ?? defaultVpc(place).id)
    return [
      ...creationPermissions('CreateSecurityGroup', newResource(place, { kind: KIND }), tagsOf(input)),
      ec2Permission('ec2:CreateSecurityGroup', vpc),
    ]
  },
  handle(input, { account }, { state, ids, region }) {
    const place = { account, region }
    const { id: vpcId } = requireVpc(place, input.VpcId ?? defaultVpc(place).id)
    const { GroupName: name, Description: description } = input
    if (findSecurityGroupId(state, place, name) !== undefined)
      throw new Ec2Error('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`)
    if (countSecurityGroups(state, place, MOST_GROUPS) >= MOST_GROUPS)
      throw new Ec2Error('SecurityGroupLimitExceeded', 'The maximum number of security groups has been reached.')
    const id = newGroupId(state, place, ids)
    putSecurityGroup(state, { ...place, id, name, description, vpcId, rules: [{ ...ALL_OUT, id: securityGroupRuleId(id, '00001') }] })
    const tags = tagsOf(input)
    putNewTags(state, place, { kind: KIND, id, tags })
    return { GroupId: id, SecurityGroupArn: ec2Arn(place, KIND, id), Tags: tagsOutput(tags ?? {}) }
  },
})

/** An id whose first digits no other group has: ids of its rules begin with them. Hashed, so that they differ even where randomness counts, as in tests. */
function newGroupId(state: Reader, place: Ec2Place, ids: Ids): string {
  for (;;) {
    const id = fixedEc2Id('sg', newEc2Id(ids, 'sg'))
    const rule = securityGroupRuleId(id, '')
    if (securityGroupsOfRule(state, place, rule).length === 0 && !mayBeRuleOf(rule, defaultVpc(place).securityGroupId)) return id
  }
}

function checkTexts({ GroupName: name, Description: description }: CreateSecurityGroupRequest): void {
  if (!TEXT.test(name)) throw invalidParameter(`Value (${name}) for parameter GroupName is invalid. ${ALLOWED}`)
  if (/^sg-/i.test(name)) throw invalidParameter(`Invalid value '${name}' for groupName. Group names may not be in the format sg-*.`)
  if (name.toLowerCase() === DEFAULT_GROUP) throw invalidParameter(`Cannot use reserved security group name: ${name}`)
  if (!TEXT.test(description)) throw invalidParameter(`Value (${description}) for parameter GroupDescription is invalid. ${ALLOWED}`)
}
