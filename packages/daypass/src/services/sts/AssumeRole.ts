import { notAuthorized } from '../../access/not-authorized.js'
import { findRole } from '../../access/policy-sets.js'
import { parseArn } from '../../core/arn.js'
import { assumeRolePermissions, checkSourceIdentity, inheritedSourceIdentity } from './assume-role-permissions.js'
import { StsError } from './error.js'
import { mfaEvidence } from './mfa.js'
import { issueRoleSession } from './session/role-session.js'
import { roleSessionSeconds } from './session/session-duration.js'
import { refuseSessions } from './session/session-gate.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { checkSessionTags, inheritedTags } from './session/session-tags.js'
import { operation, signed, wholeSeconds } from './sts.js'

/**
 * Returns temporary credentials of a role to a caller that both the trust policy and the caller's own policies allow (STS API reference, AssumeRole).
 * A role that does not exist and a role that does not trust the caller give the same error.
 */
export const AssumeRole = operation('AssumeRole', {
  summary: 'Issues temporary credentials of a role.',
  actions: ['sts:AssumeRole', 'sts:SetContext', 'sts:SetSourceIdentity', 'sts:TagSession'],
  check(input, caller) {
    const who = signed(caller)
    refuseSessions('AssumeRole', who, ['federation-token', 'assume-root'])
    if (who.kind === 'root') throw new StsError('AccessDenied', 'Roles may not be assumed by root accounts.')
    if (parseArn(input.RoleArn) === undefined) throw new StsError('ValidationError', `${input.RoleArn} is invalid`)
    checkSessionTags(input, inheritedTags(caller))
    checkSourceIdentity(input, who)
    checkSessionPolicies(input)
  },
  evidence: mfaEvidence,
  authorize: assumeRolePermissions,
  allowedInDisabledRegion: 'the account the credentials are for is tested instead',
  handle(input, caller, deps) {
    const { clock, state } = deps
    const who = signed(caller)
    const role = findRole(input.RoleArn, state)
    if (role === undefined) throw new Error('a role that does not exist was allowed')
    // daypass knows no context providers, so no provider can have signed these contexts (daypass's own rule; AWS has one provider, IdentityCenter).
    if (input.ProvidedContexts !== undefined && input.ProvidedContexts.length > 0)
      throw notAuthorized(who, { action: 'sts:SetContext', resource: input.RoleArn, reason: 'no provider of contexts is known' })
    const issuedAt = clock.now()
    const expiresAt = wholeSeconds(issuedAt) + 1000 * roleSessionSeconds(input.DurationSeconds, role, who)
    const sourceIdentity = input.SourceIdentity ?? inheritedSourceIdentity(caller)
    const asked = { name: input.RoleSessionName, policies: input, passed: input }
    return issueRoleSession(who, { role, issuedAt, expiresAt, sourceIdentity, inherited: inheritedTags(caller), ...asked }, deps)
  },
})
