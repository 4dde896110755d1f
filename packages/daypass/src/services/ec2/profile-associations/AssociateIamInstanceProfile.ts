import { putInstance } from '../../../directory/ec2/instance.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { hereNow } from '../instances/here-now.js'
import { checkInstanceIds, requireInstance } from '../instances/instance-ids.js'
import { instanceResource } from '../instances/instance-resource.js'
import { ec2Permission } from '../permissions/ec2-resource.js'
import { associationOutput, newAssociation, requireUsable } from './association.js'
import { checkProfile, findProfile, passedRole, requireProfile } from './named-profile.js'

const ACTION = 'ec2:AssociateIamInstanceProfile'

/** Gives an instance that has none an instance profile (EC2 API reference, AssociateIamInstanceProfile). Who does so must be allowed to pass its role. */
export const AssociateIamInstanceProfile = operation('AssociateIamInstanceProfile', {
  summary: 'Gives an instance profile to an instance that has none.',
  actions: [ACTION, 'iam:PassRole'],
  check({ InstanceId, IamInstanceProfile }) {
    checkInstanceIds([InstanceId])
    checkProfile(IamInstanceProfile)
  },
  authorize({ InstanceId, IamInstanceProfile }, { account }, { state, region }) {
    const here = { account, region, state }
    const profile = findProfile(IamInstanceProfile, here)
    const instance = instanceResource(here, InstanceId)
    return [ec2Permission(ACTION, instance, { 'ec2:NewInstanceProfile': profile.arn }), passedRole(profile, instance.arn, here)]
  },
  handle({ InstanceId, IamInstanceProfile }, { account }, deps) {
    const at = hereNow(account, deps)
    const instance = requireInstance(at, InstanceId)
    requireUsable(instance, at.now)
    const profile = requireProfile(findProfile(IamInstanceProfile, at))
    if (instance.profile !== undefined) throw new Ec2Error('IncorrectState', `There is an existing association for instance ${InstanceId}`)
    const association = newAssociation(instance.id, profile, deps)
    putInstance(deps.state, { ...instance, profile: association })
    return { IamInstanceProfileAssociation: associationOutput(instance, association, 'associating') }
  },
})
