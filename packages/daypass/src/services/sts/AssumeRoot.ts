import { notAuthorized } from '../../access/not-authorized.js'
import { ASSUME_ROOT } from '../../access/permissions/root-access.js'
import { parseArn, rootArn } from '../../core/arn.js'
import type { AssumedRoot, Caller, SignedCaller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import { rootAccessProblem } from '../../directory/organizations/root-access.js'
import { placeOf } from '../../directory/organizations/organization-place.js'
import { validationMessage } from '../../wire/constraints.js'
import { inheritedSourceIdentity } from './assume-role-permissions.js'
import { StsError } from './error.js'
import { issueCredentials, refuseGlobalEndpoint } from './session/issue-credentials.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation, type StsDeps, signed, wholeSeconds } from './sts.js'

const ACCOUNT = /^\d{12}$/
/** The duration where none is asked for, and the longest (STS API reference, AssumeRoot, `DurationSeconds`). */
const SECONDS = 900
const NO_ARN = validationMessage(["Value at 'taskPolicyArn.arn' failed to satisfy constraint: Member must not be null"])

/** The account whose root user `TargetPrincipal` names: by the account's id, or by the ARN of its root user. */
function targetOf(principal: string): string {
  const account = ACCOUNT.test(principal) ? principal : (parseArn(principal)?.account ?? '')
  if (ACCOUNT.test(account) && (principal === account || principal === rootArn(account))) return account
  throw new StsError('ValidationError', `${principal} is invalid`)
}

/** The same sentence for every refusal: it does not tell which accounts exist. */
const refused = (caller: Caller, target: string, why: { reason: string; explanation?: string }): WireError =>
  notAuthorized(caller, { action: ASSUME_ROOT, resource: rootArn(targetOf(target)), ...why })

/**
 * A session of the root user of a member account, for one task (STS API reference, AssumeRoot). Only users and roles of the management account of an
 * organization get one, and those of an account that is a delegated administrator of IAM.
 */
export const AssumeRoot = operation('AssumeRoot', {
  summary: 'Issues a privileged session on a member account.',
  actions: [ASSUME_ROOT],
  notYet: 'with SQSUnlockQueuePolicy there is nothing to unlock: there are no queues',
  check({ TargetPrincipal, TaskPolicyArn }, caller) {
    refuseSessions('AssumeRoot', caller, RESTRICTED_SESSIONS)
    targetOf(TargetPrincipal)
    if (TaskPolicyArn.arn === undefined) throw new StsError('ValidationError', NO_ARN)
    if (caller.kind === 'root') throw refused(caller, TargetPrincipal, told('The root user cannot call AssumeRoot.'))
  },
  authorize({ TargetPrincipal, TaskPolicyArn }) {
    const resourceAccount = targetOf(TargetPrincipal)
    return [
      { action: ASSUME_ROOT, resource: rootArn(resourceAccount), resourceAccount, context: { 'sts:TaskPolicyArn': TaskPolicyArn.arn } },
    ]
  },
  // Short, like the error of AssumeRole: it is the same whether policies refuse or the organization does.
  denied: ({ caller, decision: { reason } }, { TargetPrincipal }) => refused(caller, TargetPrincipal, { reason }),
  allowedInDisabledRegion: 'the account the credentials are for is tested instead',
  handle({ TargetPrincipal, TaskPolicyArn, DurationSeconds = SECONDS }, caller, deps) {
    refuseGlobalEndpoint('AssumeRoot', deps.endpoint)
    const who = signed(caller)
    const account = targetOf(TargetPrincipal)
    const { arn: taskPolicyArn = '' } = TaskPolicyArn
    const problem = problemOf({ account: who.account, member: account, taskPolicyArn }, deps)
    if (problem !== undefined) throw refused(who, TargetPrincipal, told(problem))
    const issuedAt = deps.clock.now()
    // A session of 0 seconds, which the model allows, is over when it is issued.
    const expiresAt = wholeSeconds(issuedAt) + 1000 * DurationSeconds
    const SourceIdentity = inheritedSourceIdentity(who)
    const assumedRoot = { taskPolicyArn, organization: organizationOf(who, deps), by: issuerOf(who) }
    const claims = { kind: 'assumed-root', account, principal: '', name: '', issuedAt, expiresAt, assumedRoot } as const
    // Never a token of version 1, which only the global endpoint issues.
    const Credentials = issueCredentials(who, { sourceIdentity: SourceIdentity, ...claims }, { ...deps, endpoint: 'regional' })
    return { Credentials, SourceIdentity }
  },
})

const told = (explanation: string) => ({ reason: explanation, explanation })

/**
 * What keeps the account from the root user of the member. The installation's own root user, whose key is in a file of the server, is never anybody
 * else's, even where its account has joined an organization of another (our own rule).
 */
function problemOf(access: Parameters<typeof rootAccessProblem>[1], { state, installationAccount }: StsDeps): string | undefined {
  const isOwn = access.member === installationAccount ? "The target is the installation's own account." : undefined
  return rootAccessProblem(state, access) ?? isOwn
}

const organizationOf = ({ account }: SignedCaller, { state }: StsDeps): string => placeOf(state, account)?.organization.id ?? ''

/** Other callers were refused before. */
function issuerOf(caller: SignedCaller): AssumedRoot['by'] {
  if (caller.kind !== 'user' && caller.kind !== 'role') throw new Error(`${caller.kind} reached AssumeRoot`)
  const { kind, account, id, userId, arn } = caller
  return { kind, account, id, userId, arn }
}
