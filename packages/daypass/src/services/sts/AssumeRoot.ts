import { notAuthorized } from '../../access/not-authorized.js'
import { parseArn, rootArn } from '../../core/arn.js'
import type { Caller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import { StsError } from './error.js'
import { refuseGlobalEndpoint } from './session/issue-credentials.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation, signed } from './sts.js'

const ACCOUNT = /^\d{12}$/

/** The root user of the account that `TargetPrincipal` names: an account id or a root ARN. */
function targetOf(principal: string): string {
  if (ACCOUNT.test(principal)) return rootArn(principal)
  const arn = parseArn(principal)
  if (arn?.service !== 'iam' || arn.resource !== 'root') throw new StsError('ValidationError', `${principal} is invalid`)
  return principal
}

const refused = (caller: Caller, target: string, reason: string): WireError =>
  notAuthorized(caller, { action: 'sts:AssumeRoot', resource: targetOf(target), reason })

/**
 * A privileged session on a member account (STS API reference, AssumeRoot). Only the management account of an organization, or an account that it
 * delegated to, may get one. daypass issues no such sessions yet, so every caller is denied.
 */
export const AssumeRoot = operation('AssumeRoot', {
  summary: 'Issues a privileged session on a member account.',
  actions: ['sts:AssumeRoot'],
  unavailable: 'sessions of the root users of members are not issued yet',
  check(input, caller) {
    refuseSessions('AssumeRoot', caller, RESTRICTED_SESSIONS)
    targetOf(input.TargetPrincipal)
  },
  authorize: (input) => {
    const resource = targetOf(input.TargetPrincipal)
    const resourceAccount = parseArn(resource)?.account
    return [{ action: 'sts:AssumeRoot', resource, resourceAccount, context: { 'sts:TaskPolicyArn': input.TaskPolicyArn.arn } }]
  },
  // Short, like the error of AssumeRole: a reason that names policies would be misleading, because it is the organization that is missing.
  denied: ({ caller, decision }, input) => refused(caller, input.TargetPrincipal, decision.reason),
  handle(input, caller, { endpoint }) {
    refuseGlobalEndpoint('AssumeRoot', endpoint)
    throw refused(signed(caller), input.TargetPrincipal, 'no sessions of root users')
  },
})
