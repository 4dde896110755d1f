import { describe, expect, it } from 'vitest'
import { ACCOUNT, alice, anonymous, carol, ec2, FOREIGN, GITHUB, guest, root, workflow, zoe } from '../testing/sample.js'
import { FIT, fitPrincipal, isSpared, type Principal } from './principal.js'
import { type PrincipalPattern, readPrincipal } from './principal-pattern.js'

function aws(value: string): PrincipalPattern {
  const pattern = readPrincipal({ type: 'AWS', value })
  if (pattern === undefined) throw new Error(`not a principal: ${value}`)
  return pattern
}

const ROOT = `arn:aws:iam::${ACCOUNT}:root`

describe('fitPrincipal', () => {
  it.each<[string, Principal, number]>([
    ['*', anonymous, FIT.wildcard],
    ['*', zoe, FIT.wildcard],
    [ACCOUNT, alice, FIT.account],
    [ROOT, alice, FIT.account],
    [ROOT, carol, FIT.account],
    [ROOT, guest, FIT.account],
    [ROOT, root, FIT.direct],
    [`arn:aws-cn:iam::${ACCOUNT}:root`, alice, FIT.none],
    [FOREIGN, alice, FIT.none],
    [ACCOUNT, anonymous, FIT.none],
    [ACCOUNT, { ...ec2, account: ACCOUNT }, FIT.none],
    [ACCOUNT, { ...workflow, account: ACCOUNT }, FIT.none],
    [alice.arn, alice, FIT.direct],
    [alice.arn.toUpperCase().replace('ARN:AWS:IAM', 'arn:aws:iam').replace('USER/', 'user/'), alice, FIT.none],
    [alice.arn, guest, FIT.issuer],
    ['AIDAALICEEXAMPLE00000', alice, FIT.direct],
    ['AIDAALICEEXAMPLE00000', guest, FIT.issuer],
    ['AROADEVEXAMPLE0000000', carol, FIT.role],
    ['AROADEVEXAMPLE0000001', carol, FIT.none],
    [`arn:aws:iam::${ACCOUNT}:role/team/dev`, carol, FIT.role],
    [`arn:aws:iam::${ACCOUNT}:role/dev`, carol, FIT.none],
    [carol.arn, carol, FIT.direct],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/dev/mallory`, carol, FIT.none],
    [guest.arn, guest, FIT.direct],
  ])('fits %s to a caller', (value, caller, fit) => {
    expect(fitPrincipal(aws(value), caller)).toBe(fit)
  })

  it('never takes one kind of caller for another with the same text', () => {
    const service = readPrincipal({ type: 'Service', value: 'ec2.amazonaws.com' })!
    const provider = readPrincipal({ type: 'Federated', value: GITHUB })!
    const canonical = readPrincipal({ type: 'CanonicalUser', value: 'ec2.amazonaws.com' })!
    expect(fitPrincipal(service, ec2)).toBe(FIT.direct)
    expect(fitPrincipal(service, { ...ec2, kind: 'web-identity' })).toBe(FIT.none)
    expect(fitPrincipal(provider, workflow)).toBe(FIT.direct)
    expect(fitPrincipal(provider, { ...workflow, kind: 'saml' })).toBe(FIT.direct)
    expect(fitPrincipal(provider, { ...workflow, kind: 'service' })).toBe(FIT.none)
    expect(fitPrincipal(canonical, ec2)).toBe(FIT.none)
  })
})

describe('a name', () => {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/team/dev`
  const id = 'AIDAALICEEXAMPLE00000'

  it.each<[string, string, Principal]>([
    ['of a user names no role', alice.arn, { ...carol, arn: alice.arn }],
    ['of a user names no user behind a role', alice.arn, { ...carol, userArn: alice.arn }],
    ['of a user names no session of another user', alice.arn, { ...guest, userArn: zoe.arn }],
    ['of a user names no root', alice.arn, { ...root, arn: alice.arn }],
    ['of a role names no user', roleArn, { ...alice, roleArn }],
    ['of a session names no user', carol.arn, { ...alice, arn: carol.arn }],
    ['of a federated session names no user', guest.arn, { ...alice, arn: guest.arn }],
    ['of an id names no root', id, { ...root, id }],
    ['of an id names no service', id, { ...ec2, id }],
    ['of an id names no login', id, { ...workflow, id }],
  ])('%s', (_, value, caller) => {
    expect(fitPrincipal(aws(value), caller)).toBe(FIT.none)
  })

  it('of an account names its users, roles, root and federated users only', () => {
    const kinds = ['user', 'role', 'federated-user', 'root', 'service', 'anonymous', 'web-identity', 'saml'] as const
    const fits = kinds.map((kind) => fitPrincipal(aws(ACCOUNT), { kind, account: ACCOUNT, arn: '' }))
    expect(fits).toEqual([FIT.account, FIT.account, FIT.account, FIT.direct, 0, 0, 0, 0])
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
    expect(isSpared(values.map(aws), caller)).toBe(spared)
  })
})
