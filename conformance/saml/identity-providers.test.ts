import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { call } from '../query-form.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { type CallAll, type Came, callWithBoto3, callWithCli, callWithSdk } from '../sts/clients.js'
import { homeOf, makeRole, policy, signerLike, tell, trust } from '../sts/principals.js'
import { startSamlify } from './samlify-provider.js'
import { DECRYPTION_KEY, type Provider, RECIPIENT, startSamlp } from './samlp-provider.js'

const ACCOUNT = '000000000000'
const at = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`
const [ROLE, SAMLP, SAMLIFY] = [at('role/dev'), at('saml-provider/samlp'), at('saml-provider/samlify')]
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const GCM = 'http://www.w3.org/2009/xmlenc11#aes256-gcm'
const CBC = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'
const claimsOf = (provider: string, more: object = {}) => ({
  [`${AWS}Role`]: `${ROLE},${provider}`,
  [`${AWS}RoleSessionName`]: 'ann',
  ...more,
})
const qualifier = (issuer: string, name: string) => createHash('sha1').update(`${issuer}${ACCOUNT}/${name}`).digest('base64')

let server: ServerProcess
let samlp: Provider
let samlify: Awaited<ReturnType<typeof startSamlify>>
let root: Signer

beforeAll(async () => {
  ;[server, samlp, samlify] = await Promise.all([ServerProcess.start({ flags: ['--explain-errors'] }), startSamlp(), startSamlify()])
  root = homeOf(server).root
  for (const [Name, { metadata }] of Object.entries({ samlp, samlify }))
    await ask(root, call('iam', 'CreateSAMLProvider', { Name, SAMLMetadataDocument: metadata, AddPrivateKey: DECRYPTION_KEY }))
  const Federated = [SAMLP, SAMLIFY]
  const login = { Effect: 'Allow', Principal: { Federated }, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession', 'sts:SetSourceIdentity'] }
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' }
  await makeRole(homeOf(server), 'dev', { trust: policy(login), policy: policy(allow) })
  const next = {
    Condition: { StringEquals: { 'saml:sub': 'ann', 'aws:PrincipalTag/Team': 'blue' } },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  }
  await makeRole(homeOf(server), 'next', { trust: policy(trust(ACCOUNT, next)) })
})
afterAll(async () => {
  await samlp?.close()
  await server?.close()
})

const assume = (callAll: CallAll, SAMLAssertion: string, over: object = {}): Promise<Came[]> => {
  const parameters = { RoleArn: ROLE, PrincipalArn: SAMLP, SAMLAssertion, ...over }
  return callAll(server, [{ signer: root, unsigned: true, operation: 'AssumeRoleWithSAML', parameters }])
}
const sdk = (assertion: string, over: object = {}) => assume(callWithSdk, assertion, over).then(([came]) => came)
const TIME = expect.anything()

describe('a login at samlp', () => {
  it.skipIf(without('boto3') || without('awscli')).each([
    ['the AWS CLI', callWithCli],
    ['boto3', callWithBoto3],
    ['the SDK for JavaScript', callWithSdk],
  ])('gives credentials to %s, with all that AWS answers', async (_client, callAll) => {
    const [came] = await assume(
      callAll,
      await samlp.login('ann', claimsOf(SAMLP, { [`${AWS}SourceIdentity`]: 'ann', [`${AWS}PrincipalTag:Team`]: 'blue' })),
    )
    expect(came).toEqual({
      output: {
        Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/), SecretAccessKey: TIME, SessionToken: TIME, Expiration: TIME },
        AssumedRoleUser: { AssumedRoleId: expect.stringMatching(/^AROA.*:ann$/), Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/dev/ann` },
        PackedPolicySize: expect.any(Number),
        ...{ Subject: 'ann', SubjectType: 'persistent', Issuer: samlp.entityId, Audience: RECIPIENT, SourceIdentity: 'ann' },
        NameQualifier: qualifier(samlp.entityId, 'samlp'),
      },
    })
  })

  it('lasts no longer than the assertion says', async () => {
    const came = await sdk(await samlp.login('ann', claimsOf(SAMLP, { [`${AWS}SessionDuration`]: '1800' })), { DurationSeconds: 3_600 })
    const { Expiration } = (came as { output: { Credentials: { Expiration: Date } } }).output.Credentials
    expect(Math.abs(Expiration.getTime() - Date.now() - 1_800_000)).toBeLessThan(60_000)
  })

  it('is known to the next trust policy, with the tags that are transitive', async () => {
    const tags = { [`${AWS}PrincipalTag:Team`]: 'blue', [`${AWS}TransitiveTagKeys`]: 'Team' }
    const next = { RoleArn: at('role/next'), RoleSessionName: 'two' }
    for (const [name, status] of [
      ['ann', 200],
      ['bob', 403],
    ] as const) {
      const came = await sdk(await samlp.login(name, claimsOf(SAMLP, tags)))
      const { AccessKeyId, SecretAccessKey, SessionToken } = (came as { output: { Credentials: Record<string, string> } }).output
        .Credentials
      const signer = signerLike(root, {
        accessKeyId: AccessKeyId ?? '',
        secretAccessKey: SecretAccessKey ?? '',
        sessionToken: SessionToken ?? '',
      })
      expect((await tell(signer, call('sts', 'AssumeRole', next))).status).toBe(status)
    }
  })

  it.each<[string, object]>([
    ['with the response signed', { signAssertion: false, signResponse: true }],
    ['with both signed', { signResponse: true }],
    ['with RSA-SHA256 under a prefix', { signatureNamespacePrefix: 'ds', signResponse: true }],
  ])('is accepted %s', async (_what, options) => {
    expect(await sdk(await samlp.login('ann', claimsOf(SAMLP), options))).toMatchObject({ output: { Subject: 'ann' } })
  })

  it('is refused with SHA-1, changed, unsigned, for another service, and for the other provider', async () => {
    const refused = async (assertion: string, over: object = {}) =>
      ((await sdk(assertion, over)) as { refused: readonly unknown[] }).refused
    const invalid = [400, 'InvalidIdentityToken', expect.stringMatching(/^Response signature invalid/)]
    const genuine = await samlp.login('ann', claimsOf(SAMLP))
    const changed = Buffer.from(Buffer.from(genuine, 'base64').toString().replace('>ann<', '>bob<')).toString('base64')
    expect(await refused(changed)).toEqual(invalid)
    expect(await refused(await samlp.login('ann', claimsOf(SAMLP), { signatureAlgorithm: 'rsa-sha1', digestAlgorithm: 'sha1' }))).toEqual(
      invalid,
    )
    expect(await refused(await samlp.login('ann', claimsOf(SAMLP), { signAssertion: false }))).toEqual(invalid)
    const other = await samlp.login('ann', claimsOf(SAMLP), { audience: 'https://sp.example' })
    expect(await refused(other)).toEqual([
      400,
      'InvalidIdentityToken',
      expect.stringMatching(/^Response does not contain the required audience\./),
    ])
    const issuer = [400, 'InvalidIdentityToken', expect.stringMatching(/^Issuer not present in specified provider/)]
    expect(await refused(genuine, { PrincipalArn: SAMLIFY })).toEqual(issuer)
    expect(JSON.stringify(server.audit())).not.toContain(genuine.slice(0, 200))
  })
})

describe('a login at samlify', () => {
  it.each<[string, object]>([
    ['with the assertion signed', {}],
    ['with the response signed', { assertion: false, message: true }],
    ['with both signed', { message: true }],
    ['encrypted with AES-GCM, the assertion signed', { encrypted: GCM }],
    ['encrypted with AES-GCM, both signed', { encrypted: GCM, message: true }],
    ['encrypted with AES-CBC, both signed', { encrypted: CBC, message: true }],
  ])('is accepted %s', async (_what, wanted) => {
    const assertion = await samlify.login('ann', `${ROLE},${SAMLIFY}`, wanted)
    expect(await sdk(assertion, { PrincipalArn: SAMLIFY })).toMatchObject({
      output: { Subject: 'ann', SubjectType: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', Issuer: samlify.entityId },
    })
  })

  it('is refused encrypted with AES-CBC and only the assertion signed', async () => {
    const assertion = await samlify.login('ann', `${ROLE},${SAMLIFY}`, { encrypted: CBC })
    expect(await sdk(assertion, { PrincipalArn: SAMLIFY })).toMatchObject({ refused: [400, 'InvalidIdentityToken', expect.any(String)] })
  })
})

describe('the metadata of the server', () => {
  it('is published for each provider, under its id', async () => {
    const reply = await tell(root, call('iam', 'GetSAMLProvider', { SAMLProviderArn: SAMLP }))
    const [, uuid] = /<SAMLProviderUUID>(\w+)</.exec(String(reply.body)) ?? []
    const metadata = await fetch(`${server.endpoint}/_daypass/saml/${ACCOUNT}/${uuid}/metadata.xml`)
    expect([metadata.status, metadata.headers.get('content-type')]).toEqual([200, 'application/samlmetadata+xml'])
    const address = `${server.endpoint}/saml/acs/${uuid}`
    expect(await metadata.text()).toContain(`entityID="${address}"`)
    const assertion = await samlp.login('ann', claimsOf(SAMLP), { audience: address, recipient: address, destination: address })
    expect(await sdk(assertion)).toMatchObject({ output: { Audience: address } })
    expect((await fetch(`${server.endpoint}/_daypass/saml/${ACCOUNT}/${'0'.repeat(32)}/metadata.xml`)).status).toBe(404)
  })
})
