import { describe, expect, it } from 'vitest'
import { ACCOUNT, alice, anonymous, carol, ec2, FOREIGN, GITHUB, guest, root, workflow, zoe } from '../testing/sample.js'
import { isExcepted, matchPrincipal, PRINCIPAL_MATCH, type Principal } from './principal.js'
import { type PrincipalPattern, parsePrincipal } from './principal-pattern.js'

function aws(value: string): PrincipalPattern {
  const pattern = parsePrincipal({ type: 'AWS', value })
  if (pattern === undefined) throw new Error(`not a principal: ${value}`)
  return pattern
}

const ROOT = `arn:aws:iam::${ACCOUNT}:root`

describe('fitPrincipal', () => {
  it.each<[string, Principal, number]>([
    ['*', anonymous, PRINCIPAL_MATCH.wildcard],
    ['*', zoe, PRINCIPAL_MATCH.wildcard],
    [ACCOUNT, alice, PRINCIPAL_MATCH.account],
    [ROOT, alice, PRINCIPAL_MATCH.account],
    [ROOT, carol, PRINCIPAL_MATCH.account],
    [ROOT, guest, PRINCIPAL_MATCH.account],
    [ROOT, root, PRINCIPAL_MATCH.direct],
    [`arn:aws-cn:iam::${ACCOUNT}:root`, alice, PRINCIPAL_MATCH.none],
    [FOREIGN, alice, PRINCIPAL_MATCH.none],
    [ACCOUNT, anonymous, PRINCIPAL_MATCH.none],
    [ACCOUNT, { ...ec2, account: ACCOUNT }, PRINCIPAL_MATCH.none],
    [ACCOUNT, { ...workflow, account: ACCOUNT }, PRINCIPAL_MATCH.none],
    [alice.arn, alice, PRINCIPAL_MATCH.direct],
    [alice.arn.toUpperCase().replace('ARN:AWS:IAM', 'arn:aws:iam').replace('USER/', 'user/'), alice, PRINCIPAL_MATCH.none],
    [alice.arn, guest, PRINCIPAL_MATCH.issuer],
    ['AIDAALICEEXAMPLE00000', alice, PRINCIPAL_MATCH.direct],
    ['AIDAALICEEXAMPLE00000', guest, PRINCIPAL_MATCH.issuer],
    ['AROADEVEXAMPLE0000000', carol, PRINCIPAL_MATCH.role],
    ['AROADEVEXAMPLE0000001', carol, PRINCIPAL_MATCH.none],
    [`arn:aws:iam::${ACCOUNT}:role/team/dev`, carol, PRINCIPAL_MATCH.role],
    [`arn:aws:iam::${ACCOUNT}:role/dev`, carol, PRINCIPAL_MATCH.none],
    [carol.arn, carol, PRINCIPAL_MATCH.direct],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/dev/mallory`, carol, PRINCIPAL_MATCH.none],
    [guest.arn, guest, PRINCIPAL_MATCH.direct],
  ])('matches %s with a caller', (value, caller, principalMatch) => {
    expect(matchPrincipal(aws(value), caller)).toBe(principalMatch)
  })

  it('never confuses two kinds of caller with the same text', () => {
    const service = parsePrincipal({ type: 'Service', value: 'ec2.amazonaws.com' })!
    const provider = parsePrincipal({ type: 'Federated', value: GITHUB })!
    const canonical = parsePrincipal({ type: 'CanonicalUser', value: 'ec2.amazonaws.com' })!
    expect(matchPrincipal(service, ec2)).toBe(PRINCIPAL_MATCH.direct)
    expect(matchPrincipal(service, { ...ec2, kind: 'web-identity' })).toBe(PRINCIPAL_MATCH.none)
    expect(matchPrincipal(provider, workflow)).toBe(PRINCIPAL_MATCH.direct)
    expect(matchPrincipal(provider, { ...workflow, kind: 'saml' })).toBe(PRINCIPAL_MATCH.direct)
    expect(matchPrincipal(provider, { ...workflow, kind: 'service' })).toBe(PRINCIPAL_MATCH.none)
    expect(matchPrincipal(canonical, ec2)).toBe(PRINCIPAL_MATCH.none)
  })
})

describe('a name', () => {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/team/dev`
  const id = 'AIDAALICEEXAMPLE00000'

  it.each<[string, string, Principal]>([
    ['of a user does not name a role', alice.arn, { ...carol, arn: alice.arn }],
    ['of a user does not name a user through a role', alice.arn, { ...carol, userArn: alice.arn }],
    ['of a user does not name a session of another user', alice.arn, { ...guest, userArn: zoe.arn }],
    ['of a user does not name root', alice.arn, { ...root, arn: alice.arn }],
    ['of a role does not name a user', roleArn, { ...alice, roleArn }],
    ['of a session does not name a user', carol.arn, { ...alice, arn: carol.arn }],
    ['of a federated session does not name a user', guest.arn, { ...alice, arn: guest.arn }],
    ['of an id does not name root', id, { ...root, id }],
    ['of an id does not name a service', id, { ...ec2, id }],
    ['of an id does not name a login', id, { ...workflow, id }],
  ])('%s', (_, value, caller) => {
    expect(matchPrincipal(aws(value), caller)).toBe(PRINCIPAL_MATCH.none)
  })

  it('of an account names its users, roles, root and federated users only', () => {
    const kinds = ['user', 'role', 'federated-user', 'root', 'service', 'anonymous', 'web-identity', 'saml'] as const
    const fits = kinds.map((kind) => matchPrincipal(aws(ACCOUNT), { kind, account: ACCOUNT, arn: '' }))
    expect(fits).toEqual([PRINCIPAL_MATCH.account, PRINCIPAL_MATCH.account, PRINCIPAL_MATCH.account, PRINCIPAL_MATCH.direct, 0, 0, 0, 0])
  })
})

describe('isSpared', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/team/dev`
  it.each<[string, readonly string[], Principal, boolean]>([
    ['the user and its account', [alice.arn, ROOT], alice, true],
    ['the user alone', [alice.arn], alice, false],
    ['the account alone', [ROOT], alice, false],
    ['another user and the account', [zoe.arn, ROOT], alice, false],
    ['the unique id and the account', ['AIDAALICEEXAMPLE00000', ACCOUNT], alice, true],
    ['session, role and account', [carol.arn, role, ROOT], carol, true],
    ['role and account without the session', [role, ROOT], carol, false],
    ['session and account without the role', [carol.arn, ROOT], carol, false],
    ['federated session, its user and account', [guest.arn, alice.arn, ROOT], guest, true],
    ['federated session and account', [guest.arn, ROOT], guest, false],
    ['the root user by its account', [ACCOUNT], root, true],
    ['everyone', ['*'], anonymous, true],
    ['an account, when the caller has none', [ACCOUNT], anonymous, false],
    ['an account, when the caller is a service', [ACCOUNT], ec2, false],
  ])('listing %s', (_, values, caller, spared) => {
    expect(isExcepted(values.map(aws), caller)).toBe(spared)
  })
})
