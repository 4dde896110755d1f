import { requestTags } from '../../access/request-tags.js'
import { federatedUserArn } from '../../core/arn.js'
import type { SignedCaller } from '../../core/caller.js'
import { StsError } from './error.js'
import { issueCredentials } from './session/issue-credentials.js'
import { ALL_SESSIONS, refuseSessions } from './session/session-gate.js'
import { checkManaged, checkSessionPolicies, packedSize, policyArnsOf } from './session/session-policies.js'
import { checkSessionTags, sessionTags } from './session/session-tags.js'
import { operation, ownSessionSeconds, signed, wholeSeconds } from './sts.js'

/**
 * Temporary credentials that the caller issues to someone else (STS API reference, GetFederationToken). They allow what both the caller's own
 * policies and the session policies allow. Without session policies they allow only what a resource policy grants to the federated user by name.
 */
export const GetFederationToken = operation('GetFederationToken', {
  summary: 'Issues temporary credentials for a federated user.',
  actions: ['sts:GetFederationToken', 'sts:TagSession'],
  check(input, caller) {
    refuseSessions('GetFederationToken', caller, ALL_SESSIONS)
    checkSessionTags(input, {})
    checkSessionPolicies(input)
  },
  authorize(input, caller) {
    const permission = { resource: federatedUserArn(caller.account, input.Name), context: requestTags(input.Tags) }
    const actions = (input.Tags ?? []).length > 0 ? ['sts:GetFederationToken', 'sts:TagSession'] : ['sts:GetFederationToken']
    return actions.map((action) => ({ action, ...permission }))
  },
  allowedInDisabledRegion: 'the account the credentials are for is tested instead',
  handle(input, caller, deps) {
    const { awsManaged, clock, state } = deps
    const who = signed(caller)
    const policyArns = policyArnsOf(input)
    for (const arn of policyArns ?? []) checkManaged(arn, who.account, { state, awsManaged })
    const { tags } = sessionTags(input, {})
    // Present and 0 when nothing was passed, unlike with AssumeRole (recorded on AWS).
    const PackedPolicySize = packedSize({ policy: input.Policy, policyArns, tags })
    const issuedAt = clock.now()
    const expiresAt = wholeSeconds(issuedAt) + 1000 * ownSessionSeconds(who, input.DurationSeconds)
    const own = { kind: 'federated-user', account: who.account, principal: issuerOf(who), name: input.Name, issuedAt, expiresAt } as const
    const Credentials = issueCredentials(who, { policy: input.Policy, policyArns, tags, ...own }, deps)
    const FederatedUser = { FederatedUserId: `${who.account}:${input.Name}`, Arn: federatedUserArn(who.account, input.Name) }
    return { Credentials, FederatedUser, PackedPolicySize }
  },
})

function issuerOf(caller: SignedCaller): string {
  if (caller.kind === 'user') return caller.id
  if (caller.kind === 'root') return ''
  throw new StsError('AccessDenied', 'Cannot call GetFederationToken with session credentials')
}
