import { findRole } from '../../access/policy-sets.js'
import { parseIamArn } from '../../core/arn.js'
import type { ServiceCaller } from '../../core/caller.js'
import type { AccessDecision, RequiredPermission } from '../../core/operation.js'
import { type IssuedCredentials, issueSession } from '../../credentials/issue.js'
import { resourceTags } from '../../directory/resource.js'
import { type StsDeps, type StsReads, wholeSeconds } from './sts.js'

/** What a service asks for when it assumes a role. */
export interface ServiceRole {
  /** `ec2.amazonaws.com` */
  readonly service: string
  readonly roleArn: string
  readonly sessionName: string
  /** In seconds. Not limited by the role's MaxSessionDuration, which is for callers of AssumeRole (IAM user guide, "Using IAM roles"). */
  readonly seconds: number
}

/** What it needs: the parts of STS, and access to evaluate the trust policy. */
export interface ServiceRoleDeps extends Pick<StsDeps, 'clock' | 'ids' | 'ring'>, Pick<StsReads, 'state'> {
  readonly ask: (caller: ServiceCaller, question: RequiredPermission) => AccessDecision
}

/**
 * Credentials of a role for a service of this installation, which the trust policy must name as `Service`. This is the only way for a service to
 * assume a role: no request is signed as a service, so a client cannot do it. Undefined when the role does not exist or does not trust the service.
 */
export function assumeServiceRole(wish: ServiceRole, { ask, clock, ids, ring, state }: ServiceRoleDeps): IssuedCredentials | undefined {
  const role = findRole(wish.roleArn, state)
  const question: RequiredPermission = {
    action: 'sts:AssumeRole',
    resource: wish.roleArn,
    resourceAccount: parseIamArn(wish.roleArn, 'role')?.account,
    context: { ...resourceTags(role?.tags ?? {}, 'principal'), 'sts:RoleSessionName': wish.sessionName },
  }
  const decision = ask({ kind: 'service', account: '', arn: wish.service }, question)
  if (role === undefined || !decision.allowed) return undefined
  const issuedAt = clock.now()
  const expiresAt = wholeSeconds(issuedAt) + 1000 * wish.seconds
  const claims = { kind: 'role', account: role.account, principal: role.id, name: wish.sessionName, issuedAt, expiresAt } as const
  return issueSession({ ring, ids, state }, claims)
}
