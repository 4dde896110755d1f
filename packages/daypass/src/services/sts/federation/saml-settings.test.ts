import { describe, expect, it } from 'vitest'
import { anonymous } from '../../../core/caller.js'
import { MOST_USED_ASSERTIONS, usedAssertionEndKeys, usedAssertionKeys, usedAssertions } from '../../../directory/sts/used-assertion.js'
import type { VerifiedAssertion } from '../../../federation/saml/read-assertion.js'
import {
  addRole,
  createProvider,
  federatedWorld,
  login,
  loginRefusal,
  metadataOf,
  request,
  trusting,
  updateProvider,
} from '../../../testing/saml/federated-world.js'
import { audience, confirmation, LOGIN, PROVIDER_ARN, ROLE_ARN, signedResponse } from '../../../testing/saml/identity-provider.js'
import { KEYS } from '../../../testing/saml/key-pairs.js'
import { ACCOUNT, root, START, type World } from '../../../testing/world.js'
import { AssumeRoleWithSAML } from '../AssumeRoleWithSAML.js'
import { requireSamlProvider } from './saml-login.js'
import { useOnce } from './use-once.js'

const at = (seconds: number) => new Date(START + 1000 * seconds).toISOString()
const USED = { code: 'InvalidIdentityToken', message: 'The assertion has been used before' }

describe('the clock skew', () => {
  it.each<[number, number, string]>([
    [60, 59, 'taken'],
    [60, 61, 'refused'],
    [0, 0, 'taken'],
    [0, 1, 'refused'],
    [300, 300, 'taken'],
    [300, 301, 'refused'],
  ])('of %d seconds has an assertion from %d seconds in the future %s', async (skew, issued, outcome) => {
    const here = await federatedWorld({}, { saml: { clockSkew: 1000 * skew } })
    const result = await here.attempt(AssumeRoleWithSAML, request(signedResponse({ issued, ends: issued + 290 })), anonymous)
    expect('output' in result ? 'taken' : 'refused').toBe(outcome)
  })

  it('is added to the end of an assertion too', async () => {
    const late = signedResponse({ ends: -30 })
    expect(await login(await federatedWorld(), late)).toHaveProperty('Credentials')
    expect(await loginRefusal(await federatedWorld({}, { saml: { clockSkew: 30_000 } }), late)).toMatchObject({
      code: 'ExpiredTokenException',
    })
  })
})

describe('the greatest age', () => {
  it('of an assertion is counted from its issue, whatever its end', async () => {
    const old = signedResponse({ issued: -600, ends: 3_600 })
    expect(await login(await federatedWorld({}, { saml: { longestAge: 600_000 } }), old)).toHaveProperty('Credentials')
    for (const longestAge of [300_000, 599_999])
      expect(await loginRefusal(await federatedWorld({}, { saml: { longestAge } }), old)).toMatchObject({ code: 'ExpiredTokenException' })
  })
})

describe('a further recipient', () => {
  it('is taken as recipient and as audience where the operator gave it', async () => {
    const own = 'https://login.example/saml'
    const document = signedResponse({
      confirmation: confirmation(`NotOnOrAfter="${at(290)}" Recipient="${own}"`),
      conditions: `<saml:Conditions>${audience(own)}</saml:Conditions>`,
    })
    expect(await login(await federatedWorld({}, { saml: { recipients: [own] } }), document)).toMatchObject({ Audience: own })
    expect(await loginRefusal(await federatedWorld(), document)).toMatchObject({ code: 'InvalidIdentityToken' })
  })
})

const strict = () => federatedWorld({}, { saml: { replay: 'strict' } })
const stored = (here: World) =>
  here.read((state) => [usedAssertionKeys, usedAssertionEndKeys].map((keys) => state.range({ ...keys.bounds(), limit: 10_000 }).length))

describe('an assertion that may be used once', () => {
  it('is refused the second time, for this role and for another', async () => {
    const here = await strict()
    const other = ROLE_ARN.replace('dev', 'ops')
    await addRole(here, { name: 'ops' })
    const document = signedResponse({ attributes: { ...LOGIN, Role: [`${ROLE_ARN},${PROVIDER_ARN}`, `${other},${PROVIDER_ARN}`] } })
    expect(await login(here, document)).toHaveProperty('Credentials')
    for (const RoleArn of [ROLE_ARN, other]) expect(await loginRefusal(here, document, { RoleArn })).toEqual(USED)
    expect(await login(here, signedResponse({ id: '_another' }))).toHaveProperty('Credentials')
  })

  it('is let in once where it comes many times at once', async () => {
    const here = await strict()
    const asked = Array.from({ length: 20 }, () => here.attempt(AssumeRoleWithSAML, request(signedResponse()), anonymous))
    const outcomes = await Promise.all(asked)
    expect(outcomes.filter((one) => 'output' in one)).toHaveLength(1)
  })

  it('is used up where the trust policy refuses it, and not where it proves nothing', async () => {
    const here = await federatedWorld({ trust: [trusting({ StringEquals: { 'saml:sub': 'bob' } })] }, { saml: { replay: 'strict' } })
    expect(await loginRefusal(here, signedResponse(), { RoleArn: `${ROLE_ARN}s` })).toMatchObject({ code: 'AccessDenied' })
    expect(await loginRefusal(here, signedResponse().replace('>ann<', '>bob<'))).toMatchObject({ message: 'Response signature invalid' })
    expect(stored(here)).toEqual([0, 0])
    expect(await loginRefusal(here, signedResponse())).toMatchObject({ code: 'AccessDenied' })
    expect(await loginRefusal(here, signedResponse())).toEqual(USED)
  })

  it('has the same id as one with other times: the id counts', async () => {
    const here = await strict()
    await login(here, signedResponse())
    expect(await loginRefusal(here, signedResponse({ issued: -5 }))).toEqual(USED)
  })

  it('stays used when the metadata of its provider changes, and for another provider with the same', async () => {
    const here = await strict()
    const second = PROVIDER_ARN.replace('Corp', 'Second')
    await createProvider(here, 'Second', metadataOf())
    const document = signedResponse({ attributes: { ...LOGIN, Role: [`${ROLE_ARN},${PROVIDER_ARN}`, `${ROLE_ARN},${second}`] } })
    await login(here, document)
    expect(await loginRefusal(here, document, { PrincipalArn: second })).toEqual(USED)
    await updateProvider(here, PROVIDER_ARN, { SAMLMetadataDocument: metadataOf([KEYS.rsa, KEYS.next]) })
    expect(await loginRefusal(here, document)).toEqual(USED)
  })

  it('is used for other accounts that have the same metadata, and for nobody by who forges its provider', async () => {
    const here = await strict()
    const account = '111122223333'
    const [there, itsRole] = [PROVIDER_ARN, ROLE_ARN].map((arn) => arn.replace(ACCOUNT, account)) as [string, string]
    const itsRoot = { ...root, account, userId: account, arn: `arn:aws:iam::${account}:root` }
    const asItsRoot: World = { ...here, call: (operation, input) => here.call(operation, input, itsRoot) }
    const Role = [`${ROLE_ARN},${PROVIDER_ARN}`, `${itsRole},${there}`]
    const at = { RoleArn: itsRole, PrincipalArn: there }
    const trust = [{ ...trusting(), Principal: { Federated: there } }]
    await addRole(here, { account, trust, name: 'dev' })
    await createProvider(asItsRoot, 'Corp', metadataOf([KEYS.attacker, KEYS.rsa]))
    const forged = signedResponse({ attributes: { ...LOGIN, Role } }, 'assertion', { key: KEYS.attacker })
    expect(await login(here, forged, at)).toHaveProperty('Credentials')
    const genuine = signedResponse({ attributes: { ...LOGIN, Role } })
    expect(await login(here, genuine)).toHaveProperty('Credentials')
    await updateProvider(asItsRoot, there, { SAMLMetadataDocument: metadataOf() })
    const another = signedResponse({ id: '_another', attributes: { ...LOGIN, Role } })
    expect(await login(here, another)).toHaveProperty('Credentials')
    expect(await loginRefusal(here, another, at)).toEqual(USED)
  })

  it('is forgotten some time after it would be refused in any case', async () => {
    const here = await strict()
    for (let n = 0; n < 5; n++) await login(here, signedResponse({ id: `_n${n}` }))
    expect(stored(here)).toEqual([10, 5])
    here.clock.move(290_000)
    expect(await loginRefusal(here, signedResponse({ id: '_n0' }))).toEqual(USED)
    here.clock.move(290_001)
    expect(await loginRefusal(here, signedResponse({ id: '_n0' }))).toMatchObject({ code: 'ExpiredTokenException' })
    await login(here, signedResponse({ id: '_next', issued: 285, ends: 500 }))
    expect(stored(here)).toEqual([6, 3])
  })

  it('is refused where it ended after it was verified, when the record of its use may be gone', async () => {
    const here = await strict()
    const used = { id: '_used', acceptedUntil: START + 1_000 } as VerifiedAssertion
    const useAt = (now: number, assertion: VerifiedAssertion) =>
      here.change((state) => useOnce(state, assertion, { provider: requireSamlProvider(request(''), state), now }))
    await useAt(START, used)
    await useAt(START + 1_000, { ...used, id: '_next', acceptedUntil: START + 2_000 })
    expect(stored(here)).toEqual([2, 1])
    await expect(useAt(START + 1_000, used)).rejects.toMatchObject({ code: 'ExpiredTokenException' })
  })

  it('is refused where its account has used too many, until the first of them has ended', async () => {
    const here = await strict()
    for (let from = 0; from < MOST_USED_ASSERTIONS; from += 10)
      await here.change((state) => {
        for (let n = from; n < from + 10; n++)
          usedAssertions.add(state, { account: ACCOUNT, digests: [`a${n}`, `b${n}`], until: START + 60_000 + n }, START)
      })
    expect(await loginRefusal(here, signedResponse())).toMatchObject({ code: 'ServiceUnavailable' })
    here.clock.move(60_000)
    expect(await login(here, signedResponse())).toHaveProperty('Credentials')
    expect(await loginRefusal(here, signedResponse({ id: '_another' }))).toMatchObject({ code: 'ServiceUnavailable' })
  })

  it('may be used several times where nobody said otherwise, and is not stored', async () => {
    const here = await federatedWorld()
    for (let n = 0; n < 2; n++) expect(await login(here, signedResponse())).toHaveProperty('Credentials')
    expect(stored(here)).toEqual([0, 0])
  })
})
