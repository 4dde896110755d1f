import { describe, expect, it } from 'vitest'
import { oidcProviders } from '../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../directory/iam/identity-providers/saml-provider.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { roleSession } from '../testing/callers.js'
import { ACCOUNT, world } from '../testing/world.js'
import { acceptTrust } from './policy-document.js'
import { importedTrust, principalsToArns, principalsToIds, principalsToPresentArns, trustsServicesOnly } from './trust-document.js'

const trust = (principal: unknown) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] })

describe('a trust policy', () => {
  it('is stored with ids, is shown with ARNs while they exist, and follows a rename', async () => {
    const { user, read, change } = await world()
    const bob = await user('bob')
    const text = trust({ AWS: [bob.arn, ACCOUNT] })
    const frozen = read((state) => principalsToIds(text, state))
    expect(frozen).toEqual({ ok: true, text: trust({ AWS: [bob.id, ACCOUNT] }) })
    const stored = frozen.ok ? frozen.text : ''
    expect(read((state) => principalsToArns(stored, state))).toBe(text)
    await change((state) => {
      const record = users.get(state, ACCOUNT, 'bob')!
      users.rename(state, record, { ...record, name: 'robert' })
    })
    expect(read((state) => principalsToArns(stored, state))).toBe(trust({ AWS: [`arn:aws:iam::${ACCOUNT}:user/robert`, ACCOUNT] }))
    await change((state) => users.delete(state, users.get(state, ACCOUNT, 'robert')!))
    expect(read((state) => principalsToArns(stored, state))).toBe(stored)
  })

  it('is kept byte for byte if it names no user or role', async () => {
    const { read } = await world()
    const text = ` ${trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` })}\n`
    expect(read((state) => principalsToIds(text, state))).toEqual({ ok: true, text })
  })

  it('replaces principals by ids, however the JSON spells them', async () => {
    const { user, read } = await world()
    const bob = await user('bob')
    const text = trust({ AWS: bob.arn }).replace('"Principal"', '"\\u0050rincipal"').replace('user/', 'user\\/')
    expect(read((state) => principalsToIds(text, state))).toEqual({
      ok: true,
      text: trust({ AWS: bob.id }).replace('"Principal"', '"\\u0050rincipal"'),
    })
  })

  it('keeps every other byte as it was written, especially in numbers', async () => {
    const { user, read } = await world()
    const [bob, ann] = [await user('bob'), await user('ann')]
    const text = `{"Version":"2012-10-17",\n "Statement":{"Effect":"Allow","Principal":{"AWS":["${bob.arn}" , "${ann.arn}"]},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":12345678901234567890}}}}`
    const frozen = read((state) => principalsToIds(text, state))
    expect(frozen).toEqual({ ok: true, text: text.replace(bob.arn, bob.id).replace(ann.arn, ann.id) })
    expect(read((state) => principalsToArns(frozen.ok ? frozen.text : '', state))).toBe(text)
  })

  it.each([
    `arn:aws:iam::${ACCOUNT}:user/nobody`,
    `arn:aws:iam::${ACCOUNT}:role/nobody`,
    `arn:aws:iam::${ACCOUNT}:user/wrong/path/bob`,
    'arn:aws:iam::999999999999:user/bob',
    `arn:aws-cn:iam::${ACCOUNT}:user/bob`,
    'AIDAQAAAAAAAAAAAAAAAA',
    'AROAQAAAAAAAAAAAAAAAA',
    `arn:aws:sts::${ACCOUNT}:assumed-role/nobody/session`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/ADMIN/session`,
    'arn:aws:sts::999999999999:assumed-role/admin/session',
  ])('is not saved if it names %s, who does not exist', async (arn) => {
    const here = await world()
    await here.user('bob')
    await roleSession(here, 'admin')
    const problem = { message: `Invalid principal in policy: "AWS":"${arn}"` }
    expect(here.read((state) => acceptTrust(trust({ AWS: arn }), state))).toMatchObject({ problem })
    expect(here.read((state) => acceptTrust(trust({ AWS: [ACCOUNT, arn] }), state))).toMatchObject({ problem })
    const negated = trust({ AWS: arn }).replace('"Principal"', '"NotPrincipal"').replace('Allow', 'Deny')
    expect(here.read((state) => acceptTrust(negated, state))).toMatchObject({ problem: { message: 'Has prohibited field NotPrincipal' } })
  })

  it('is saved with ids of existing users and roles, sessions of existing roles, federated users, and accounts of other installations', async () => {
    const here = await world()
    const [bob, admin] = [await here.user('bob'), await roleSession(here, 'admin')]
    const federated = [`arn:aws:sts::${ACCOUNT}:federated-user/guest`, 'arn:aws:sts::999999999999:federated-user/guest']
    const accounts = ['999999999999', 'arn:aws:iam::999999999999:root', `arn:aws:iam::${ACCOUNT}:root`, '*']
    const text = trust({ AWS: [bob.id, admin.id, admin.arn, ...federated, ...accounts], Service: 'ec2.amazonaws.com' })
    expect(here.read((state) => acceptTrust(text, state))).toEqual({ text })
  })

  it('is saved with identity providers that exist, and with issuers that need none', async () => {
    const here = await world()
    const oidc = { account: ACCOUNT, name: 'id.example/a/', createdAt: 0, tags: {}, clientIds: [], thumbprints: [] }
    const saml = { account: ACCOUNT, name: 'Corp', uuid: '', createdAt: 0, tags: {}, validUntil: 0, privateKeys: [] }
    const at = (rest: string, account = ACCOUNT) => `arn:aws:iam::${account}:${rest}`
    const accept = (Federated: unknown, stored?: string) =>
      here.read((state) => acceptTrust(trust({ Federated }), state, { account: ACCOUNT, stored }))
    const refused = (arn: string) => ({ problem: { message: `Invalid principal in policy: "FEDERATED":"${arn}"` } })
    const both = [at('oidc-provider/id.example/a/'), at('saml-provider/Corp'), 'accounts.google.com']
    for (const arn of both.slice(0, 2)) expect(accept(arn)).toEqual(refused(arn))
    await here.change((state) => {
      oidcProviders.put(state, oidc)
      samlProviders.put(state, saml)
    })
    expect(accept(both)).toEqual({ text: trust({ Federated: both }) })
    for (const arn of [
      ...[at('oidc-provider/id.example/a'), at('oidc-provider/ID.example/a/'), at('saml-provider/corp')],
      ...[at('saml-provider/id.example/a/'), at('oidc-provider/Corp'), at('saml-provider/Corp', '999999999999')],
    ])
      expect(accept([...both, arn])).toEqual(refused(arn))
    await here.change((state) => samlProviders.put(state, { ...saml, account: '999999999999' }))
    const foreign = at('saml-provider/Corp', '999999999999')
    for (const principal of [foreign, 'some.example', 'AIDAXXXXXXXXXXXXXXXXX']) expect(accept(principal)).toEqual(refused(principal))
    expect(accept(foreign, trust({ AWS: foreign }))).toEqual(refused(foreign))
    await here.change((state) => samlProviders.delete(state, saml))
    expect(accept(both)).toEqual(refused(both[1] ?? ''))
    expect(accept(both, trust({ Federated: both[1] }))).toEqual({ text: trust({ Federated: both }) })
    expect(here.read((state) => principalsToArns(trust({ Federated: both }), state))).toBe(trust({ Federated: both }))
  })

  it('can be saved again with what it names already, even if that was deleted since', async () => {
    const here = await world()
    const [bob, admin] = [await here.user('bob'), await roleSession(here, 'admin')]
    const frozen = here.read((state) => principalsToIds(trust({ AWS: [bob.arn, admin.roleArn, admin.arn] }), state))
    const stored = frozen.ok ? frozen.text : ''
    await here.change((state) => {
      users.delete(state, users.get(state, ACCOUNT, 'bob')!)
      roles.delete(state, roles.get(state, ACCOUNT, 'admin')!)
    })
    const shown = here.read((state) => principalsToArns(stored, state))
    const accept = (text: string) => here.read((state) => acceptTrust(text, state, { stored }))
    expect(accept(shown)).toEqual({ text: stored })
    expect(accept(shown.replace('Allow', 'Deny'))).toEqual({ text: stored.replace('Allow', 'Deny') })
    expect(accept(shown.replace(bob.id, 'AIDAQAAAAAAAAAAAAAAAA'))).toEqual({
      problem: { message: 'Invalid principal in policy: "AWS":"AIDAQAAAAAAAAAAAAAAAA"' },
    })
    expect(accept(trust({ AWS: bob.arn }))).toEqual({ problem: { message: `Invalid principal in policy: "AWS":"${bob.arn}"` } })
    expect(here.read((state) => acceptTrust(shown, state))).toEqual({
      problem: { message: `Invalid principal in policy: "AWS":"${bob.id}"` },
    })
  })
})

describe('an imported trust policy', () => {
  const ELSE = 'arn:aws:iam::444455556666'
  const STORED = 'arn:aws-absent:iam::444455556666'

  it('names who comes with it by their ids, who is here by theirs, and nobody by a name', async () => {
    const { user, read } = await world()
    const bob = await user('bob')
    const later = `arn:aws:iam::${ACCOUNT}:role/later`
    const given = [
      bob.arn,
      later,
      'AIDADELETED0000000000',
      `${ELSE}:root`,
      `${ELSE}:user/someone`,
      '*',
      `arn:aws:sts::${ACCOUNT}:assumed-role/later/s`,
    ]
    const stored = [
      bob.id,
      'AROALATER000000000000',
      'AIDADELETED0000000000',
      `${ELSE}:root`,
      `${STORED}:user/someone`,
      '*',
      `arn:aws:sts::${ACCOUNT}:assumed-role/later/s`,
    ]
    const text = trust({ AWS: given, Service: 'ec2.amazonaws.com', Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/none` })
    const imported = read((state) => importedTrust(text, state, new Map([[later, 'AROALATER000000000000']])))
    expect(JSON.parse(imported).Statement[0].Principal).toEqual({ ...JSON.parse(text).Statement[0].Principal, AWS: stored })
    expect(JSON.parse(read((state) => principalsToArns(imported, state))).Statement[0].Principal.AWS[4]).toBe(`${ELSE}:user/someone`)
    expect(JSON.parse(read((state) => principalsToPresentArns(imported, state))).Statement[0].Principal.AWS[4]).toBe(
      `${STORED}:user/someone`,
    )
  })

  it('prefers the id that it comes with to that of a namesake who is here', async () => {
    const { user, read } = await world()
    const bob = await user('bob')
    const imported = read((state) => importedTrust(trust({ AWS: bob.arn }), state, new Map([[bob.arn, 'AIDAOTHERBOB000000000']])))
    expect(imported).toBe(trust({ AWS: 'AIDAOTHERBOB000000000' }))
  })

  it.each<[expected: boolean, principal: unknown]>([
    [true, { Service: ['ec2.amazonaws.com', 'batch.amazonaws.com'] }],
    [false, { Service: 'ec2.amazonaws.com', AWS: ACCOUNT }],
    [false, { AWS: ACCOUNT }],
    [false, '*'],
  ])('says %s to trusting services only: %j', (expected, principal) => expect(trustsServicesOnly(trust(principal))).toBe(expected))
})
