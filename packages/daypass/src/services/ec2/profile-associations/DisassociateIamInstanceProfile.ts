import { putInstance } from '../../../directory/ec2/instance.js'
import { operation } from '../ec2.js'
import { hereNow } from '../instances/here-now.js'
import { ec2Permission } from '../permissions/ec2-resource.js'
import { associatedInstance } from './associated-instance.js'
import { associationOutput, requireAssociation } from './association.js'

const ACTION = 'ec2:DisassociateIamInstanceProfile'

/** Takes its instance profile from an instance (EC2 API reference, DisassociateIamInstanceProfile). */
export const DisassociateIamInstanceProfile = operation('DisassociateIamInstanceProfile', {
  summary: 'Takes the instance profile from an instance.',
  actions: [ACTION],
  authorize: ({ AssociationId }, { account }, { state, region }) => [
    ec2Permission(ACTION, associatedInstance(AssociationId, { account, region, state })),
  ],
  handle({ AssociationId }, { account }, deps) {
    const { profile, ...instance } = requireAssociation(hereNow(account, deps), AssociationId)
    putInstance(deps.state, instance)
    return { IamInstanceProfileAssociation: profile && associationOutput(instance, profile, 'disassociating') }
  },
})
