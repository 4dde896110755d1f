import { putInstance } from '../../../directory/ec2/instance.js'
import { operation } from '../ec2.js'
import { hereNow } from '../instances/here-now.js'
import { ec2Permission } from '../permissions/ec2-resource.js'
import { associatedInstance } from './associated-instance.js'
import { associationOutput, newAssociation, requireAssociation } from './association.js'
import { checkProfile, findProfile, passedRole, requireProfile } from './named-profile.js'

const ACTION = 'ec2:ReplaceIamInstanceProfileAssociation'

/**
 * Gives an instance another instance profile (EC2 API reference, ReplaceIamInstanceProfileAssociation). Who does so must be allowed to pass the role of the new one.
 */
export const ReplaceIamInstanceProfileAssociation = operation('ReplaceIamInstanceProfileAssociation', {
  summary: 'Replaces the instance profile of an instance.',
  actions: [ACTION, 'iam:PassRole'],
  check: ({ IamInstanceProfile }) => checkProfile(IamInstanceProfile),
  authorize({ AssociationId, IamInstanceProfile }, { account }, { state, region }) {
    const here = { account, region, state }
    const profile = findProfile(IamInstanceProfile, here)
    const instance = associatedInstance(AssociationId, here)
    return [ec2Permission(ACTION, instance, { 'ec2:NewInstanceProfile': profile.arn }), passedRole(profile, instance.arn, here)]
  },
  handle({ AssociationId, IamInstanceProfile }, { account }, deps) {
    const at = hereNow(account, deps)
    const instance = requireAssociation(at, AssociationId)
    const association = newAssociation(instance.id, requireProfile(findProfile(IamInstanceProfile, at)), deps)
    putInstance(deps.state, { ...instance, profile: association })
    return { IamInstanceProfileAssociation: associationOutput(instance, association, 'associating') }
  },
})
