import { findInstance, type InstanceRecord, type InstancesAt, type ProfileAssociation } from '../../../directory/ec2/instance.js'
import { type InstanceProfileRecord, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import type { IamInstanceProfileAssociation, IamInstanceProfileAssociationState } from '../../../wire/generated/ec2.js'
import type { Ec2Deps } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { instanceOfPart, newPartId } from '../instances/instance-parts.js'
import { instanceStateAt } from '../instances/instance-state.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'

/** An association of a profile with an instance, made now. */
export const newAssociation = (
  instance: string,
  profile: InstanceProfileRecord,
  { ids, clock }: Pick<Ec2Deps, 'ids' | 'clock'>,
): ProfileAssociation => ({
  id: newPartId(ids, 'iip-assoc', instance),
  profileArn: instanceProfiles.arn(profile),
  profileId: profile.id,
  at: clock.now(),
})

/** The instance that has the association with this id. */
export const instanceOfAssociation = (here: Ec2Here, association: string): InstanceRecord | undefined =>
  instanceOfPart(here, 'iip-assoc', association)

/** The instance that has this association, which must not have ended. */
export function requireAssociation(at: InstancesAt, association: string): InstanceRecord {
  const instance = instanceOfAssociation(at, association)
  if (instance === undefined || findInstance(at, instance.id) === undefined)
    throw new Ec2Error('InvalidAssociationID.NotFound', `An invalid association-id of '${association}' was given`)
  requireUsable(instance, at.now)
  return instance
}

/** Refuses a change of the profile of an instance that is ending. */
export function requireUsable(instance: InstanceRecord, now: number): void {
  const name = instanceStateAt(instance, now)
  if (name === 'terminated' || name === 'shutting-down')
    throw new Ec2Error('IncorrectInstanceState', `The instance '${instance.id}' is ${name}. Its instance profile cannot change any more.`)
}

/** An association as responses have it. */
export const associationOutput = (
  { id }: InstanceRecord,
  { id: AssociationId, profileArn: Arn, profileId: Id, at }: ProfileAssociation,
  State: IamInstanceProfileAssociationState,
): IamInstanceProfileAssociation => ({ AssociationId, InstanceId: id, IamInstanceProfile: { Arn, Id }, State, Timestamp: new Date(at) })
