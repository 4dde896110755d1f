import { deleteTagsWithPrefix, putTagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { deleteSecurityGroup, securityGroupRuleId } from '../../../directory/ec2/security-group.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { ec2Permission, securityGroupResource } from '../permissions/ec2-resource.js'
import { isSecurityGroupUsed } from './group-use.js'
import { checkNamedGroup, DEFAULT_GROUP, groupIdAsNamed, requireSecurityGroup } from './security-group.js'

/** Deletes a security group that nothing uses, with its rules and their tags (EC2 API reference, DeleteSecurityGroup). */
export const DeleteSecurityGroup = operation('DeleteSecurityGroup', {
  summary: 'Deletes a security group that nothing uses.',
  actions: ['ec2:DeleteSecurityGroup'],
  check: checkNamedGroup,
  authorize: (input, { account }, { state, region }) => {
    const place = { account, region }
    return [ec2Permission('ec2:DeleteSecurityGroup', securityGroupResource({ ...place, state }, groupIdAsNamed(state, place, input)))]
  },
  handle(input, { account }, { state, region }) {
    const place = { account, region }
    const group = requireSecurityGroup(state, place, groupIdAsNamed(state, place, input))
    const { id, name } = group
    if (name === DEFAULT_GROUP)
      throw new Ec2Error('CannotDelete', `the specified group: "${id}" name: "${name}" cannot be deleted by a user`)
    if (isSecurityGroupUsed(state, place, id)) throw new Ec2Error('DependencyViolation', `resource ${id} has a dependent object`)
    deleteSecurityGroup(state, group)
    putTagsOfResource(state, { ...place, resource: id, kind: 'security-group', tags: {} })
    deleteTagsWithPrefix(state, place, securityGroupRuleId(id, ''))
    return { Return: true, GroupId: id }
  },
})
