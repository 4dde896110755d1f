/**
 * boundaries: permissions boundaries of users and roles. Owns how one is set, shown and asked about.
 * Leaves to access what a boundary allows, and to directory which policy is whose.
 */
import type { RequiredPermission } from '../../../core/operation.js'
import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import type { Named, Resource } from '../../../directory/resource.js'
import type { AttachedPermissionsBoundary } from '../../../wire/generated/iam.js'
import { noSuchEntity } from '../errors.js'
import { requireAttachable } from '../holder-policies/attached-policy.js'
import type { IamReads } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'

type Context = NonNullable<RequiredPermission['context']>

/** The condition key of a boundary that is set, or is there already; absent without one (Service Authorization Reference, IAM). */
export const boundaryKey = (arn: string | undefined): Context => (arn === undefined ? {} : { 'iam:PermissionsBoundary': arn })

/** What must be allowed for an action that the boundary of the user or role bears on. Groups have none. */
export function boundedPermission<R extends PolicyHolderRecord>(
  resource: Resource<R, [account: string, name: string]>,
  action: string,
  { named, context = {} }: { readonly named: Named; readonly context?: Context },
): RequiredPermission {
  const held = resource.find(named.state, named.account, named.name)
  return resource.permission(action, named, { ...boundaryKey(held?.boundary), ...context })
}

/** Refuses what is not the ARN of a managed policy. */
export function checkBoundary(arn: string | undefined): void {
  if (arn !== undefined) checkPolicyArn(arn)
}

/** Refuses a policy that is not there, that AWS keeps to itself, or that we could not enforce as it reads. */
export function requireBoundary(noun: string, asked: { readonly account: string; readonly arn: string }, reads: IamReads): void {
  requireAttachable(noun, { ...asked, notFound: noSuchEntity(`Scope ARN: ${asked.arn} does not exist or is not attachable.`) }, reads)
}

/** A boundary as responses carry it; absent without one. */
export const boundaryOutput = ({ boundary }: PrincipalRecord): AttachedPermissionsBoundary | undefined =>
  boundary === undefined ? undefined : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary }
