import { describe, expect, it } from 'vitest'
import { unknownTo } from '../../../testing/ec2/authorization-reference.js'
import { aProfile, launched } from '../../../testing/ec2/ec2-instances.js'
import { type World, world } from '../../../testing/world.js'
import { DescribeInstanceAttribute } from '../instance-settings/DescribeInstanceAttribute.js'
import { ModifyInstanceAttribute } from '../instance-settings/ModifyInstanceAttribute.js'
import { ModifyInstanceMetadataOptions } from '../instance-settings/ModifyInstanceMetadataOptions.js'
import { MonitorInstances } from '../instance-states/MonitorInstances.js'
import { RebootInstances } from '../instance-states/RebootInstances.js'
import { StartInstances } from '../instance-states/StartInstances.js'
import { StopInstances } from '../instance-states/StopInstances.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { UnmonitorInstances } from '../instance-states/UnmonitorInstances.js'
import { CreateKeyPair } from '../key-pairs/CreateKeyPair.js'
import { AssociateIamInstanceProfile } from '../profile-associations/AssociateIamInstanceProfile.js'
import { DescribeIamInstanceProfileAssociations } from '../profile-associations/DescribeIamInstanceProfileAssociations.js'
import { DisassociateIamInstanceProfile } from '../profile-associations/DisassociateIamInstanceProfile.js'
import { ReplaceIamInstanceProfileAssociation } from '../profile-associations/ReplaceIamInstanceProfileAssociation.js'
import { CreateTags } from '../tags/CreateTags.js'
import { DeleteTags } from '../tags/DeleteTags.js'

const Tags = [{ Key: 'Team', Value: 'red' }]

/** Calls of everything that concerns an instance, with every parameter that policies see. */
async function callAll(w: World): Promise<void> {
  await aProfile(w, 'Web')
  await w.call(CreateKeyPair, { KeyName: 'ann', KeyType: 'ed25519' })
  const IamInstanceProfile = { Name: 'Web' }
  const [instance] = await launched(w, {
    KeyName: 'ann',
    IamInstanceProfile,
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
    TagSpecifications: (['instance', 'network-interface', 'volume'] as const).map((ResourceType) => ({ ResourceType, Tags })),
  })
  const { InstanceId = '', BlockDeviceMappings = [], NetworkInterfaces = [], SecurityGroups = [] } = instance ?? {}
  const InstanceIds = [InstanceId]
  const Resources = [InstanceId, BlockDeviceMappings[0]?.Ebs?.VolumeId ?? '', NetworkInterfaces[0]?.NetworkInterfaceId ?? '']
  await w.call(CreateTags, { Resources, Tags })
  await w.call(DeleteTags, { Resources, Tags })
  await w.call(CreateTags, { Resources, Tags })
  w.clock.move(5_000)
  for (const operation of [MonitorInstances, UnmonitorInstances, RebootInstances, StopInstances]) await w.call(operation, { InstanceIds })
  await w.call(ModifyInstanceAttribute, { InstanceId, Groups: SecurityGroups.map(({ GroupId = '' }) => GroupId) })
  await w.call(ModifyInstanceAttribute, { InstanceId, SourceDestCheck: { Value: false } })
  await w.call(DescribeInstanceAttribute, { InstanceId, Attribute: 'userData' })
  await w.call(ModifyInstanceMetadataOptions, { InstanceId, HttpTokens: 'required', HttpPutResponseHopLimit: 2 })
  const { IamInstanceProfileAssociations: [made] = [] } = await w.call(DescribeIamInstanceProfileAssociations, {})
  const replaced = await w.call(ReplaceIamInstanceProfileAssociation, { AssociationId: made?.AssociationId ?? '', IamInstanceProfile })
  await w.call(DisassociateIamInstanceProfile, { AssociationId: replaced.IamInstanceProfileAssociation?.AssociationId ?? '' })
  await w.call(AssociateIamInstanceProfile, { InstanceId, IamInstanceProfile })
  w.clock.move(20_000)
  await w.call(StartInstances, { InstanceIds })
  await w.call(TerminateInstances, { InstanceIds })
}

describe('the keys that operations on instances ask with', () => {
  it('are those that the Service Authorization Reference has for the action and for the type of the resource', async () => {
    const w = await world()
    await callAll(w)
    const questions = w.events.flatMap((event) => event.questions.map(({ question }) => question))
    const onResources = questions.filter(({ action, resource }) => action.startsWith('ec2:') && resource !== '*')
    expect(onResources.length).toBeGreaterThan(30)
    expect(onResources.flatMap(unknownTo)).toEqual([])
  })
})
