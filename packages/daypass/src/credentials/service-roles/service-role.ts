// service-roles: credentials of a role for a service of this installation.
// It owns the only way for a service to assume a role. Whether the role's trust policy allows it is decided by access, which is passed in.
import { parseIamArn } from '../../core/arn.js'
import type { ServiceCaller } from '../../core/caller.js'
import type { FederatedKeys } from '../../core/federation/federated-login.js'
import type { AccessDecision, RequiredPermission } from '../../core/operation.js'
import type { RoleRecord } from '../../directory/iam/role.js'
import { resourceTags } from '../../directory/resource.js'
import { type IssuedCredentials, type Issuer, issueSession } from '../issue.js'

/** What a service asks for when it assumes a role. */
export interface ServiceRole {
  /** `ec2.amazonaws.com` */
  readonly service: string
  readonly roleArn: string
  /** The role of this ARN; undefined where there is none, and then the question is asked all the same. */
  readonly role: RoleRecord | undefined
  readonly sessionName: string
  /** In seconds. Not limited by the role's MaxSessionDuration, which is for callers of AssumeRole (IAM user guide, "Using IAM roles"). */
  readonly seconds: number
  /** Condition keys of the decision that the service vouches for: `aws:SourceArn`, `aws:SourceAccount`. */
  readonly context?: NonNullable<RequiredPermission['context']>
  /** Tags of the session, all of them transitive; the trust policy must allow `sts:TagSession` too. */
  readonly tags?: Readonly<Record<string, string>>
  /** Condition keys that the session keeps for every later request: `lambda:SourceFunctionArn`. */
  readonly kept?: FederatedKeys
}

/** What it needs: the parts of issuing, the time in milliseconds, and access to evaluate the trust policy. */
export interface ServiceRoleDeps extends Issuer {
  readonly now: number
  readonly ask: (caller: ServiceCaller, question: RequiredPermission) => AccessDecision
}

/** The credentials, or why there are none, for the audit line. */
export type ServiceRoleOutcome = { readonly credentials: IssuedCredentials } | { readonly refused: string }

/**
 * Credentials of a role for a service of this installation, which the trust policy must name as `Service`. This is the only way for a service to
 * assume a role: no request is signed as a service, so a client cannot do it. Refused when the role does not exist or does not trust the service.
 */
export function assumeServiceRole(wish: ServiceRole, { ask, now, ids, ring, state }: ServiceRoleDeps): ServiceRoleOutcome {
  const { service, roleArn, role, sessionName, seconds, context, kept, tags } = wish
  const permission = {
    resource: roleArn,
    resourceAccount: parseIamArn(roleArn, 'role')?.account,
    context: { ...resourceTags(role?.tags ?? {}, 'principal'), 'sts:RoleSessionName': sessionName, ...tagKeys(tags), ...context },
  }
  const caller = { kind: 'service', account: '', arn: service } as const
  const actions = tags === undefined ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:TagSession']
  const decisions = actions.map((action) => ask(caller, { action, ...permission }))
  if (role === undefined) return { refused: `there is no role ${roleArn} for ${service}` }
  const denied = decisions.find(({ allowed }) => !allowed)
  if (denied !== undefined) return { refused: `the trust policy does not let ${service} assume the role: ${denied.reason}` }
  const claims = {
    ...({ kind: 'role', account: role.account, principal: role.id, name: sessionName } as const),
    ...{ issuedAt: now, expiresAt: Math.floor(now / 1000) * 1000 + 1000 * seconds },
    ...(kept !== undefined && { federatedKeys: kept }),
    ...(tags !== undefined && { tags, transitiveTagKeys: Object.keys(tags) }),
  }
  return { credentials: issueSession({ ring, ids, state }, claims) }
}

/** Condition keys of the tags that a session is to have, each of them transitive. */
function tagKeys(tags: ServiceRole['tags']): NonNullable<RequiredPermission['context']> {
  if (tags === undefined) return {}
  const [keys, values] = [Object.keys(tags), Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])]
  return { 'aws:TagKeys': keys, 'sts:TransitiveTagKeys': keys, ...Object.fromEntries(values) }
}
