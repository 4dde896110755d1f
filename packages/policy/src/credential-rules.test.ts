import { describe, expect, it } from 'vitest'
import { applyCredentialRules, type CredentialRule } from './credential-rules.js'
import type { Principal } from './matching/principal.js'
import { alice, anonymous, carol, contextFrom, ec2, guest, root, sampleRequest, workflow } from './testing/sample.js'

const session: Principal = { ...alice, credential: 'session-token' }
const rootSession: Principal = { ...root, credential: 'session-token' }
const assumedRoot: Principal = { ...root, credential: 'assume-root' }
const saml: Principal = { ...workflow, kind: 'saml' }

function rule(principal: Principal, action: string, context: Record<string, string> = {}): CredentialRule {
  return applyCredentialRules(sampleRequest({ principal, context: contextFrom(context) }), action)
}

describe('ruleOnCredentials', () => {
  it.each<[string, string, Principal, CredentialRule]>([
    ['a user', 'sts:getcalleridentity', alice, 'service'],
    ['a service', 'sts:getcalleridentity', ec2, 'service'],
    ['nobody', 'sts:getcalleridentity', anonymous, 'credentialType'],
    ['a web identity', 'sts:getcalleridentity', workflow, 'credentialType'],
    ['a SAML login', 'sts:getcalleridentity', saml, 'credentialType'],
    ['a user', 'sts:getsessiontoken', alice, 'service'],
    ['a user who sets the key itself', 'sts:getsessiontoken', { ...alice, credential: 'long-term' }, 'service'],
    ['root', 'sts:getsessiontoken', root, 'service'],
    ['nobody', 'sts:getsessiontoken', anonymous, 'credentialType'],
    ['a service', 'sts:getfederationtoken', ec2, 'credentialType'],
    ['a web identity', 'sts:getsessiontoken', workflow, 'credentialType'],
    ['a web identity', 'sts:assumerolewithwebidentity', workflow, undefined],
    ['a role', 'sts:getfederationtoken', carol, 'credentialType'],
    ['a role', 'sts:assumerole', carol, undefined],
    ['a federated user', 'sts:assumerole', guest, 'credentialType'],
    ['a federated user', 'iam:listusers', guest, 'credentialType'],
    ['a federated user', 's3:getobject', guest, undefined],
    ['root', 'sts:assumerole', root, 'credentialType'],
    ['root', 'sts:tagsession', root, undefined],
    ['a user', 'sts:assumerole', alice, undefined],
    ['a session of a user', 'sts:assumerole', session, undefined],
    ['a session of a user', 'sts:tagsession', session, undefined],
    ['a session of a user', 'sts:setsourceidentity', session, undefined],
    ['a session of a user', 'sts:getsessiontoken', session, 'credentialType'],
    ['a session of a user', 'sts:getfederationtoken', session, 'credentialType'],
    ['a session of a user', 'iam:listusers', session, 'credentialType'],
    ['a session of root', 'sts:assumerole', rootSession, 'credentialType'],
    ['a session of root', 'sts:tagsession', rootSession, undefined],
    ['a session of root', 'sts:getsessiontoken', rootSession, 'credentialType'],
    ['a session of AssumeRoot', 'sts:getcalleridentity', assumedRoot, 'service'],
    ...['getsessiontoken', 'getfederationtoken', 'assumerole', 'assumeroot', 'tagsession', 'decodeauthorizationmessage'].map(
      (name) => ['a session of AssumeRoot', `sts:${name}`, assumedRoot, 'credentialType'] as [string, string, Principal, CredentialRule],
    ),
    ['a session of AssumeRoot', 'iam:getuser', assumedRoot, undefined],
    ['a session of AssumeRoot', 's3:listallmybuckets', assumedRoot, undefined],
    ['a user who claims to be assumed root', 'iam:listusers', { ...alice, credential: 'assume-root' }, 'credentialType'],
  ])('of %s requesting %s', (_, action, principal, expected) => {
    expect(rule(principal, action)).toBe(expected)
  })

  it('lets a session with MFA call IAM, and no other session', () => {
    expect(rule(session, 'iam:listusers', { 'aws:MultiFactorAuthPresent': 'true' })).toBeUndefined()
    expect(rule(session, 'iam:listusers', { 'aws:MultiFactorAuthPresent': 'false' })).toBe('credentialType')
    expect(rule(session, 'sts:getsessiontoken', { 'aws:MultiFactorAuthPresent': 'true' })).toBe('credentialType')
  })
})
