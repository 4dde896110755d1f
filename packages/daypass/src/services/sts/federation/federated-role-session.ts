// federation: what a verified login becomes: the permissions that its session needs, and the session. The same for tokens and for assertions. It verifies
// nothing: a login that gets here has been verified as evidence. It refuses a session that its login may not have.
import { findRole } from '../../../access/policy-sets.js'
import { parseIamArn } from '../../../core/arn.js'
import { anonymous } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { FederatedLogin } from '../../../core/federation/federated-login.js'
import type { Evidence, Refusal, RequiredPermission } from '../../../core/operation.js'
import type { AssumeRoleWithWebIdentityRequest } from '../../../wire/generated/sts.js'
import { roleSessionPermissions } from '../assume-role-permissions.js'
import { StsError } from '../error.js'
import { requireClaimedSession } from './claimed-session.js'
import { roleSessionSeconds } from '../session/session-duration.js'
import { checkSessionPolicies } from '../session/session-policies.js'
import { issueRoleSession } from '../session/role-session.js'
import { type StsDeps, type StsReads, wholeSeconds } from '../sts.js'

/** The actions that name a way to assume a role with a login. */
export type FederatedAction = 'sts:AssumeRoleWithWebIdentity' | 'sts:AssumeRoleWithSAML'

/** The parameters that both have. */
type Given = Pick<AssumeRoleWithWebIdentityRequest, 'RoleArn' | 'Policy' | 'PolicyArns' | 'DurationSeconds'>

/** What is wrong with a request, whatever its token or assertion says. */
export function checkFederatedRequest(input: Given): void {
  if (parseIamArn(input.RoleArn, 'role') === undefined) throw new StsError('ValidationError', 'Request ARN is invalid')
  checkSessionPolicies(input)
}

/** The login of a request. Evidence that proves none is a defect: the pipeline refuses it before. */
export function loginOf({ login }: Evidence): FederatedLogin {
  if (login === undefined) throw new Error('the request was not proven by a login')
  return login
}

/** The permissions that the session needs, each from the trust policy of the role, in the name of the login. */
export function federatedPermissions(action: FederatedAction, { RoleArn }: Given, reads: StsReads): RequiredPermission[] {
  requireClaimedSession(loginOf(reads.evidence).wish)
  const { sessionName, tags, transitiveTagKeys, sourceIdentity } = loginOf(reads.evidence).wish
  const wish = { RoleSessionName: sessionName, Tags: tags, TransitiveTagKeys: transitiveTagKeys, SourceIdentity: sourceIdentity }
  return roleSessionPermissions(action, { RoleArn, inherited: { tags: {} }, context: {}, account: '', ...wish }, reads)
}

/** The same short sentence for every refusal, also where the role does not exist (observed on AWS). */
export const notAuthorizedTo =
  (action: FederatedAction) =>
  ({ decision: { reason } }: Pick<Refusal, 'decision'>): WireError =>
    new StsError('AccessDenied', `Not authorized to perform ${action}`, { reason })

/** Issues the session of an authorized login. */
export function issueFederatedSession(input: Given, deps: StsDeps): ReturnType<typeof issueRoleSession> {
  const login = loginOf(deps.evidence)
  const { wish } = login
  const role = findRole(input.RoleArn, deps.state)
  if (role === undefined) throw new Error('a role that does not exist was allowed')
  const passed = { Tags: wish.tags, TransitiveTagKeys: wish.transitiveTagKeys }
  const issuedAt = deps.clock.now()
  const expiresAt = endOf(wish, wholeSeconds(issuedAt), roleSessionSeconds(input.DurationSeconds, role, {}))
  const { sessionName: name, sourceIdentity, kept: federatedKeys } = wish
  const session = { role, name, issuedAt, expiresAt, policies: input, passed, inherited: {}, sourceIdentity }
  return issueRoleSession(anonymous, { federatedProvider: login.arn, federatedKeys, ...session }, deps)
}

/** The login can only shorten what the request asks for. */
function endOf(
  { longest = Number.POSITIVE_INFINITY, endsAt = Number.POSITIVE_INFINITY }: FederatedLogin['wish'],
  from: number,
  seconds: number,
): number {
  return Math.min(from + 1000 * Math.min(seconds, longest), wholeSeconds(endsAt))
}
