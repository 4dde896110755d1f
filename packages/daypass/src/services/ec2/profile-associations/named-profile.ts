// profile-associations: the instance profiles of instances: which one an instance has, and who may give it one. Owns that a profile is handed over only by who may
// pass its role. Leaves the profiles to IAM, and the role's trust to whoever assumes it: what the trust does not allow fails there.

import { passRolePermission } from '../../../access/permissions/pass-role.js'
import { instanceProfileArn, parseIamArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type InstanceProfileRecord, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import type { IamInstanceProfileSpecification } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'

/** An instance profile as a request names it. */
export interface NamedProfile {
  /** Its ARN; where it does not exist, the one that its name stands for. */
  readonly arn: string
  /** Its name as the request has it. */
  readonly name: string
  readonly asked: IamInstanceProfileSpecification
  readonly record: InstanceProfileRecord | undefined
}

/** Refuses a specification that names no profile, or two. */
export function checkProfile({ Arn, Name }: IamInstanceProfileSpecification): void {
  if (Arn !== undefined && Name !== undefined)
    throw new Ec2Error(
      'InvalidParameterCombination',
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    )
  if (Arn === undefined && Name === undefined)
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter iamInstanceProfile.arn or iamInstanceProfile.name')
}

/** The instance profile of the caller's account that is named. A profile of another account is unknown here. */
export function findProfile(asked: IamInstanceProfileSpecification, { account, state }: Ec2Here): NamedProfile {
  const named = asked.Arn === undefined ? undefined : parseIamArn(asked.Arn, 'instance-profile')
  const name = asked.Name ?? named?.name ?? ''
  const found = named !== undefined && named.account !== account ? undefined : instanceProfiles.get(state, account, name)
  // An ARN must be the profile's own, its path included: else a policy would be asked about another resource than the one that is meant.
  const record = found !== undefined && asked.Arn !== undefined && instanceProfiles.arn(found) !== asked.Arn ? undefined : found
  return { arn: record ? instanceProfiles.arn(record) : (asked.Arn ?? instanceProfileArn(account, '/', name)), name, asked, record }
}

/**
 * What must be allowed to hand a profile's role to an instance, besides the action of EC2 (IAM user guide, "Grant a user permissions to pass a role to an AWS
 * service"; `iam:AssociatedResourceArn` is the ARN of the instance). Where there is no role, a role with the profile's name is asked for, so that a denial does
 * not tell which profiles exist.
 */
export function passedRole({ name, record }: NamedProfile, instanceArn: string, { account, state }: Ec2Here): RequiredPermission {
  const role = record?.roleId === undefined ? undefined : roles.getById(state, record.roleId)
  return passRolePermission({ account, name: role?.name ?? name, state }, { service: 'ec2.amazonaws.com', associatedResource: instanceArn })
}

/** The profile, which must exist and have a role (observed texts of EC2, as its clients quote them). */
export function requireProfile({ asked, record }: NamedProfile): InstanceProfileRecord {
  if (record === undefined) {
    const [parameter, what] = asked.Arn === undefined ? ['name', 'name'] : ['arn', 'ARN']
    throw invalidParameter(
      `Value (${asked.Arn ?? asked.Name}) for parameter iamInstanceProfile.${parameter} is invalid. Invalid IAM Instance Profile ${what}`,
    )
  }
  if (record.roleId === undefined)
    throw invalidParameter(`IAM Instance Profile "${instanceProfiles.arn(record)}" has no associated IAM Roles`)
  return record
}
