import { passRolePermission } from '../../../access/permissions/pass-role.js'
import { findRole } from '../../../access/policy-sets.js'
import { sourceKeys } from '../../../access/permissions/service-questions.js'
import { assumedRoleArn, parseIamArn } from '../../../core/arn.js'
import { openCursor, sealCursor } from '../../../credentials/cursor.js'
import { assumeServiceRole } from '../../../credentials/service-roles/service-role.js'
import { isServiceLinked, type RoleRecord } from '../../../directory/iam/role.js'
import type { Reader } from '../../../directory/state.js'
import type { StartWorkloadRequest } from '../../../wire/generated/daypass.js'
import { type DaypassDeps, operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { WORKLOAD_SERVICES, type WorkloadPlace } from './workload-services.js'

/** The name of the function, cluster, project or pipeline of whoever does not give one. */
const NO_NAME = 'default'
const DEFAULT_SECONDS = 3_600

/**
 * Credentials of a role for a program that acts for a service, as that service would get them: the caller must be allowed to start the workload and to
 * pass the role to the service, and the role must trust the service. Nothing is stored, so a renewal asks all of this again; its token proves that the
 * server chose the workload's id, and permits nothing by itself.
 */
export const StartWorkload = operation('StartWorkload', {
  summary: 'Issues credentials of a role to a program that acts for a service.',
  actions: ['daypass:StartWorkload', 'iam:PassRole'],
  check({ RoleArn }, { account, arn }) {
    const role = parseIamArn(RoleArn, 'role')
    if (role === undefined) throw new DaypassError('ValidationError', `${RoleArn} is not the ARN of a role.`)
    // As for every service of AWS that takes a role (IAM user guide, "Grant a user permissions to pass a role to an AWS service").
    if (role.account !== account)
      throw new DaypassError('AccessDenied', 'Cross-account pass role is not allowed.', {
        reason: `${arn} passes a role of another account, ${RoleArn}`,
      })
  },
  authorize(input, { account }, { state, region }) {
    const { principal, resource } = WORKLOAD_SERVICES[input.Service]
    const associatedResource = resource(placeOf(input, { account, region }))
    const name = parseIamArn(input.RoleArn, 'role')?.name ?? ''
    return [
      { action: 'daypass:StartWorkload', resource: associatedResource },
      passRolePermission({ account, name, state }, { service: principal, associatedResource }),
    ]
  },
  handle(input, { account }, deps) {
    const { state, region, clock, ids, ring, askAs } = deps
    const { principal, delivery, source, sessionName, kept, seconds = DEFAULT_SECONDS } = WORKLOAD_SERVICES[input.Service]
    const place = placeOf(input, { account, region })
    const id = idOf(input, place, deps)
    const SourceArn = source(place, id)
    const role = passableRole(input.RoleArn, state)
    const outcome = assumeServiceRole(
      {
        ...{ service: principal, roleArn: input.RoleArn, role, sessionName: sessionName(place, id) },
        seconds: input.DurationSeconds ?? seconds,
        context: sourceKeys({ arn: SourceArn, account }, state),
        ...(kept !== undefined && { kept: kept(place, id) }),
      },
      { ids, ring, state, now: clock.now(), ask: askAs },
    )
    if ('refused' in outcome || role === undefined) throw notAssumed(input.RoleArn, principal, 'refused' in outcome ? outcome.refused : '')
    return {
      Credentials: outcome.credentials,
      AssumedRoleArn: assumedRoleArn(account, role.name, sessionName(place, id)),
      ...{ WorkloadId: id, SourceArn, Delivery: delivery },
      WorkloadToken: sealCursor(id, scopeOf(input, place), { ring, state, ids }),
    }
  },
})

const placeOf = ({ Name = NO_NAME }: StartWorkloadRequest, at: { account: string; region: string }): WorkloadPlace => ({
  ...at,
  name: Name,
})

/** The role of an ARN. One that is linked to a service is the service's own, and never handed to a program of somebody (IAM user guide, "Service-linked roles"). */
function passableRole(roleArn: string, state: Reader): RoleRecord | undefined {
  const role = findRole(roleArn, state)
  return role === undefined || isServiceLinked(role) ? undefined : role
}

/** What a token belongs to: a renewal cannot take the id of a workload of another account, region, service, name or role. */
const scopeOf = ({ Service, RoleArn }: StartWorkloadRequest, { account, region, name }: WorkloadPlace) => ({
  ...{ account, operation: 'daypass:StartWorkload' },
  filter: JSON.stringify([region, Service, name, RoleArn]),
})

/** A new id, or the one that the server chose when the workload began. */
function idOf(input: StartWorkloadRequest, place: WorkloadPlace, { ids, ring, state }: DaypassDeps): string {
  if (input.WorkloadToken === undefined) return WORKLOAD_SERVICES[input.Service].newId(ids)
  const id = openCursor(input.WorkloadToken, scopeOf(input, place), { ring, state })
  if (id === undefined)
    throw new DaypassError('ValidationError', 'WorkloadToken is not of this workload. Start the workload again, without a token.')
  return id
}

/** One text for a role that does not exist and one that does not trust the service: whoever passes a role need not be allowed to read it. */
const notAssumed = (roleArn: string, principal: string, reason: string) =>
  new DaypassError(
    'AccessDenied',
    `${principal} cannot assume ${roleArn}. The role must exist, and its trust policy must allow sts:AssumeRole to this service.`,
    { reason },
  )
