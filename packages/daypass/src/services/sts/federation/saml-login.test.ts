import { describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../../../core/caller.js'
import { NO_EVIDENCE, type Operation } from '../../../core/operation.js'
import { encrypted } from '../../../testing/saml/encrypted.js'
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
import { cut } from '../../../testing/saml/hand-made-signature.js'
import {
  assertion,
  encoded,
  LOGIN,
  PROVIDER_ARN,
  ROLE_ARN,
  response,
  signed,
  signedResponse,
} from '../../../testing/saml/identity-provider.js'
import { DECRYPTION_KEY, KEYS } from '../../../testing/saml/key-pairs.js'
import { mutated } from '../../../testing/saml/mutations.js'
import { verify } from '../../../testing/saml/verification.js'
import { ACCOUNT, root } from '../../../testing/world.js'
import { AssumeRoleWithSAML } from '../AssumeRoleWithSAML.js'
import { federatedPermissions } from './federated-role-session.js'

const genuine = signedResponse()
const INVALID = { code: 'InvalidIdentityToken', message: 'Response signature invalid' }
const ISSUER = { code: 'InvalidIdentityToken', message: 'Issuer not present in specified provider' }
const inner = cut(genuine, '<saml:Assertion', '</saml:Assertion>')

describe('a SAML login', () => {
  it('is proven by any of the keys in the metadata, and by no other', async () => {
    const here = await federatedWorld()
    const next = signedResponse({}, 'both', { key: KEYS.next })
    const ecdsa = signedResponse({}, 'assertion', { key: KEYS.p256, algorithm: 'ecdsa-sha256' })
    for (const document of [next, ecdsa]) expect(await loginRefusal(here, document)).toEqual(INVALID)
    const update = (SAMLMetadataDocument: string) => updateProvider(here, PROVIDER_ARN, { SAMLMetadataDocument })
    await update(metadataOf([KEYS.rsa, KEYS.next, KEYS.p256]))
    for (const document of [genuine, next, ecdsa]) await login(here, document)
    await update(metadataOf([KEYS.next]))
    expect(await loginRefusal(here, genuine)).toEqual(INVALID)
    await login(here, next)
  })

  it('is not proven by metadata that has expired', async () => {
    const here = await federatedWorld(
      {},
      { provider: { SAMLMetadataDocument: metadataOf(undefined, ' validUntil="2026-01-02T03:05:00Z"') } },
    )
    await login(here, genuine)
    here.clock.move(60_000)
    expect(await loginRefusal(here, genuine)).toEqual(INVALID)
  })

  it('30 is bound to provider and account, where issuers and keys are the same', async () => {
    const here = await federatedWorld()
    const other = samlProvider('Other')
    await createProvider(here, 'Other', metadataOf([KEYS.next]))
    expect(await loginRefusal(here, genuine, { PrincipalArn: other })).toEqual(INVALID)
    const Role = [...LOGIN.Role, `${ROLE_ARN},${other}`]
    const byNext = signedResponse({ attributes: { ...LOGIN, Role } }, 'assertion', { key: KEYS.next })
    expect(await loginRefusal(here, byNext)).toEqual(INVALID)
    // The same metadata under another name: the trust policy names the first only.
    await updateProvider(here, other, { SAMLMetadataDocument: metadataOf() })
    const both = signedResponse({ attributes: { ...LOGIN, Role } })
    await login(here, both)
    expect(await loginRefusal(here, both, { PrincipalArn: other })).toMatchObject({ code: 'AccessDenied' })
    await updateProvider(here, other, {
      SAMLMetadataDocument: metadataOf().replace('idp.example', 'idp2.example'),
    })
    expect(await loginRefusal(here, both, { PrincipalArn: other })).toEqual(ISSUER)
    // A provider of the same name and keys in another account does not open roles here, nor this one roles there.
    const there = '111122223333'
    await addRole(here, { account: there, trust: [trusting()] })
    const RoleArn = ROLE_ARN.replace(ACCOUNT, there)
    const across = signedResponse({ attributes: { ...LOGIN, Role: [`${RoleArn},${PROVIDER_ARN}`] } })
    expect(await loginRefusal(here, across, { RoleArn })).toMatchObject({ message: "Specified provider doesn't exist." })
  })

  it('may be encrypted for a private key of the provider, and must be where that is required', async () => {
    const sealed = response(encrypted(inner))
    expect(await loginRefusal(await federatedWorld(), sealed)).toMatchObject({ message: 'Invalid SAML response' })
    const here = await federatedWorld({}, { provider: { AddPrivateKey: DECRYPTION_KEY, AssertionEncryptionMode: 'Allowed' } })
    for (const document of [sealed, genuine]) await login(here, document)
    await updateProvider(here, PROVIDER_ARN, { AssertionEncryptionMode: 'Required' })
    expect(await login(here, sealed)).toMatchObject({ Subject: 'ann' })
    expect(await loginRefusal(here, genuine)).toMatchObject({ message: 'Invalid SAML response' })
  })

  it('says what is wrong in its explanation, on a server that explains errors, and nothing of the assertion', async () => {
    const here = await federatedWorld({}, { explainErrors: true })
    const { message } = await loginRefusal(here, signedResponse({}, 'none'))
    expect(message).toContain('Response signature invalid')
    expect(message).toContain('The Response or its Assertion must be signed.')
  })

  it('tells how the provider is set up only after a genuine signature', async () => {
    const expired = metadataOf(undefined, ' validUntil="2026-01-02T03:05:00Z"')
    const provider = { SAMLMetadataDocument: expired, AddPrivateKey: DECRYPTION_KEY, AssertionEncryptionMode: 'Required' }
    const here = await federatedWorld({}, { explainErrors: true, provider })
    const bare = await federatedWorld({}, { explainErrors: true })
    const forged = [
      signedResponse({}, 'both', { key: KEYS.attacker }),
      signedResponse({}, 'none'),
      response(encrypted('<a/>', { beside: true })),
    ]
    here.clock.move(60_000)
    bare.clock.move(60_000)
    for (const document of forged.slice(0, 2)) expect(await loginRefusal(here, document)).toEqual(await loginRefusal(bare, document))
    const { message } = await loginRefusal(bare, forged[2] ?? '')
    expect(message).toContain('The assertion cannot be decrypted')
    expect((await loginRefusal(here, genuine)).message).toContain('requires encrypted assertions')
    expect((await loginRefusal(here, response(encrypted(inner)))).message).toContain('has expired')
  })

  it('gives credentials for no response that was not verified, on whatever path', async () => {
    const here = await federatedWorld()
    const documents = (['assertion', 'response', 'both', 'none'] as const).map((signs) => signedResponse({}, signs))
    let refused = 0
    for (let n = 0; n < 240; n++) {
      const numbers = [n, 7 * n + 3, 13 * n + 5, n + 4, 5 * n + 1, 11 * n + 2].slice(0, n % 2 === 0 ? 3 : 6)
      const document = mutated(documents[n % 4] ?? '', numbers)
      if (verify(document).ok) {
        expect(await login(here, document)).toMatchObject({ Subject: 'ann' })
        continue
      }
      refused += 1
      // `refusal` fails when there is an answer.
      expect((await loginRefusal(here, document)).code).toMatch(/^(?:InvalidIdentityToken|ExpiredTokenException|AccessDenied)$/)
    }
    expect(refused).toBeGreaterThan(150)
  })

  it('is not asked for without evidence, nor with a fault in its verification', async () => {
    const here = await federatedWorld({ trust: [trusting(), { ...trusting(), Principal: '*' }] })
    const call = (verifying: () => Promise<object>, caller: Caller = anonymous) =>
      here.refusal({ ...AssumeRoleWithSAML, evidence: { isPresent: () => true, verify: verifying } } as Operation, request(genuine), caller)
    expect(await call(async () => NO_EVIDENCE)).toMatchObject({ code: 'defect' })
    expect(await call(async () => Promise.reject(new Error('the key ring is gone')))).toMatchObject({ code: 'defect' })
    const proven = { login: { kind: 'saml', account: '', arn: PROVIDER_ARN, keys: {}, wish: {}, shown: {} } }
    expect(await call(async () => proven, root)).toMatchObject({ code: 'defect' })
    const reads = here.read((state) => ({ ...here, state, evidence: NO_EVIDENCE }))
    expect(() => federatedPermissions('sts:AssumeRoleWithSAML', request(genuine), reads as never)).toThrow('not proven by a login')
  })

  it('of an attacker with a provider of its own opens no role of others', async () => {
    const here = await federatedWorld()
    const mine = samlProvider('Mine')
    await createProvider(here, 'Mine', metadataOf([KEYS.attacker]))
    const says = { attributes: { ...LOGIN, Role: [`${ROLE_ARN},${mine}`, `${ROLE_ARN},${PROVIDER_ARN}`] } }
    const document = signed(response(assertion(says)), '_assertion', { key: KEYS.attacker })
    expect(await loginRefusal(here, document)).toEqual(INVALID)
    expect(await loginRefusal(here, document, { PrincipalArn: mine })).toMatchObject({ code: 'AccessDenied' })
    expect(encoded(document).length).toBeLessThan(100_000)
  })
})

const samlProvider = (name: string) => PROVIDER_ARN.replace('Corp', name)
