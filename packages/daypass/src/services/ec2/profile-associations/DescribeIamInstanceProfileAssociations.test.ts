import { describe, expect, it } from 'vitest'
import { aProfile, launched, launchedId } from '../../../testing/ec2/ec2-instances.js'
import { START, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { AssociateIamInstanceProfile } from './AssociateIamInstanceProfile.js'
import { DescribeIamInstanceProfileAssociations } from './DescribeIamInstanceProfileAssociations.js'

describe('DescribeIamInstanceProfileAssociations', () => {
  it('finds them by association, instance and state', async () => {
    const w = await world()
    const web = await aProfile(w, 'Web')
    const id = await launchedId(w)
    const made = await w.call(AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile: { Name: 'Web' } })
    const AssociationId = made.IamInstanceProfileAssociation?.AssociationId ?? ''
    const [other] = await launched(w, { IamInstanceProfile: { Name: 'Web' } })
    await launchedId(w)
    const found = async (input: object) => {
      const { IamInstanceProfileAssociations = [] } = await w.call(DescribeIamInstanceProfileAssociations, input)
      return IamInstanceProfileAssociations.map(({ InstanceId }) => InstanceId)
    }
    expect(await w.call(DescribeIamInstanceProfileAssociations, { AssociationIds: [AssociationId] })).toMatchObject({
      IamInstanceProfileAssociations: [
        { AssociationId, InstanceId: id, IamInstanceProfile: { Arn: web.profile }, State: 'associated', Timestamp: new Date(START) },
      ],
    })
    expect(await found({})).toEqual([id, other?.InstanceId].toSorted())
    expect(await found({ Filters: [{ Name: 'instance-id', Values: [id] }] })).toEqual([id])
    expect(await found({ Filters: [{ Name: 'state', Values: ['disassociated'] }] })).toEqual([])
    expect(await found({ AssociationIds: ['iip-assoc-00000000000000000'] })).toEqual([])
    await w.call(TerminateInstances, { InstanceIds: [id] })
    w.clock.move(10_000)
    expect(await found({})).toEqual([other?.InstanceId])
  })

  it('asks for ec2:DescribeIamInstanceProfileAssociations on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeIamInstanceProfileAssociations, {})
    expect(event.questions.map(({ question: { action, resource } }) => `${action} ${resource}`)).toEqual([
      'ec2:DescribeIamInstanceProfileAssociations *',
    ])
  })
})
