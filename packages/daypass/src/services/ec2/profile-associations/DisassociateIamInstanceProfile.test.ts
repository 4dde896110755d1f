import { describe, expect, it } from 'vitest'
import { aProfile, launched } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeIamInstanceProfileAssociations } from './DescribeIamInstanceProfileAssociations.js'
import { DisassociateIamInstanceProfile } from './DisassociateIamInstanceProfile.js'

const arn = (id: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`
const given = async () => {
  const w = await world()
  const { role } = await aProfile(w, 'Web')
  await aProfile(w, 'Batch')
  const [instance] = await launched(w, { IamInstanceProfile: { Name: 'Batch' } })
  const { IamInstanceProfileAssociations: [made] = [] } = await w.call(DescribeIamInstanceProfileAssociations, {})
  return { w, role, id: instance?.InstanceId ?? '', AssociationId: made?.AssociationId ?? '' }
}

describe('DisassociateIamInstanceProfile', () => {
  it('is asked on the instance of the association', async () => {
    const { w, id, AssociationId } = await given()
    const { event } = await w.attempt(DisassociateIamInstanceProfile, { AssociationId })
    expect(event.questions.map(({ question: { action, resource } }) => `${action} ${resource}`)).toEqual([
      `ec2:DisassociateIamInstanceProfile ${arn(id)}`,
    ])
  })

  it('is asked on any instance, and refused, where there is no such association', async () => {
    const { w } = await given()
    for (const AssociationId of ['iip-assoc-00000000000000000', 'web']) {
      const { event } = await w.attempt(DisassociateIamInstanceProfile, { AssociationId })
      expect(event.questions.map(({ question: { resource } }) => resource)).toEqual([arn('*')])
      expect(await w.refusal(DisassociateIamInstanceProfile, { AssociationId })).toEqual({
        code: 'InvalidAssociationID.NotFound',
        message: `An invalid association-id of '${AssociationId}' was given`,
      })
    }
  })
})
