import { describe, expect, it } from 'vitest'
import { anonymous, type RoleCaller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { samlProviders } from '../../directory/iam/identity-providers/saml-provider.js'
import { nameQualifier } from '../../federation/saml/condition-keys.js'
import { addRole, deleteProvider, federatedWorld, login, loginRefusal, request, trusting } from '../../testing/saml/federated-world.js'
import {
  attribute,
  audience,
  confirmation,
  ENTITY_ID,
  LOGIN,
  PROVIDER_ARN,
  RECIPIENT,
  ROLE_ARN,
  type Says,
  signedResponse,
} from '../../testing/saml/identity-provider.js'
import { ACCOUNT, ISSUER_BASE, START, type World } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'
import { AssumeRoleWithSAML } from './AssumeRoleWithSAML.js'

const ACTION = 'sts:AssumeRoleWithSAML'
const DENIED = { code: 'AccessDenied', message: `Not authorized to perform ${ACTION}` }
const invalid = (message: string) => ({ code: 'InvalidIdentityToken', message })
const genuine = signedResponse()
const qualifier = nameQualifier(ENTITY_ID, { account: ACCOUNT, name: 'Corp' })
const withAttributes = (attributes: Says['attributes'], more = '') => signedResponse({ attributes: { ...LOGIN, ...attributes }, more })
const at = (seconds: number) => new Date(START + 1000 * seconds).toISOString()

async function sessionOf(here: World, document: string): Promise<RoleCaller> {
  const { Credentials } = await login(here, document)
  const { AccessKeyId: accessKeyId = '', SessionToken: sessionToken } = Credentials ?? {}
  const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
  const resolved = here.read((state) => resolveKey({ accessKeyId, sessionToken }, state, { resolver, now: here.clock.now() }))
  if (!('caller' in resolved) || resolved.caller.kind !== 'role') throw new Error('the token does not open')
  return resolved.caller
}

describe('AssumeRoleWithSAML', () => {
  it('needs no signature, only an assertion', () => {
    expect(AssumeRoleWithSAML.provenBy).toBe('the assertion of a SAML provider')
    expect(AssumeRoleWithSAML.actions).toEqual(['sts:AssumeRoleWithSAML', 'sts:SetSourceIdentity', 'sts:TagSession'])
  })

  it('answers who logged in, where, and as what', async () => {
    const document = withAttributes({ SourceIdentity: ['ann'], 'PrincipalTag:Team': ['blue'] })
    expect(await login(await federatedWorld(), document)).toEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: new Date(START + 3_600_000),
      },
      AssumedRoleUser: {
        AssumedRoleId: 'AROADEVAAAAAAAAAAAAAA:ann@example.com',
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/dev/ann@example.com`,
      },
      PackedPolicySize: expect.any(Number),
      Subject: 'ann',
      SubjectType: 'persistent',
      Issuer: ENTITY_ID,
      Audience: RECIPIENT,
      NameQualifier: qualifier,
      SourceIdentity: 'ann',
    })
  })

  it.each<[string, number | undefined, Says, number]>([
    ['an hour where nothing is said', undefined, {}, 3_600],
    ['as long as the request says', 7_200, {}, 7_200],
    ['as long as SessionDuration lets it', 7_200, { attributes: { ...LOGIN, SessionDuration: ['1800'] } }, 1_800],
    ['no longer for SessionDuration', 900, { attributes: { ...LOGIN, SessionDuration: ['43200'] } }, 900],
    ['until the login ends', 7_200, { authn: `<saml:AuthnStatement SessionNotOnOrAfter="${at(600)}"></saml:AuthnStatement>` }, 600],
  ])('issues a session for %s', async (_what, DurationSeconds, says, seconds) => {
    const { Credentials } = await login(await federatedWorld(), signedResponse(says), { DurationSeconds })
    expect(Credentials?.Expiration).toEqual(new Date(START + 1000 * seconds))
  })

  it.each<[string, object]>([
    ['the audience, which is the recipient', { StringEquals: { 'saml:aud': RECIPIENT } }],
    ['the issuer', { StringEquals: { 'saml:iss': ENTITY_ID } }],
    ['the subject and its type', { StringEquals: { 'saml:sub': 'ann', 'SAML:sub_type': 'persistent' } }],
    ['account and name of the provider', { StringEquals: { 'saml:doc': `${ACCOUNT}/Corp`, 'saml:namequalifier': qualifier } }],
    ['a list', { 'ForAnyValue:StringLike': { 'saml:edupersonaffiliation': 'st*' } }],
    ['a value alone', { StringEquals: { 'saml:mail': 'ann@example.com' } }],
    ['the name of the session', { StringEquals: { 'sts:RoleSessionName': 'ann@example.com' } }],
  ])('lets the trust policy decide by %s', async (_what, condition) => {
    const affiliation = attribute('urn:oid:1.3.6.1.4.1.5923.1.1.1.1', ['member', 'staff'])
    const mail = attribute('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', ['ann@example.com'])
    const document = withAttributes({}, affiliation + mail)
    await login(await federatedWorld({ trust: [trusting(condition)] }), document)
    const other = JSON.parse(JSON.stringify(condition).replace(/:("[^"{]*")}/, ':"other"}')) as object
    expect(await loginRefusal(await federatedWorld({ trust: [trusting(other)] }), document)).toEqual(DENIED)
  })

  it('needs sts:TagSession for tags, and sts:SetSourceIdentity for a source identity', async () => {
    const tagged = withAttributes({ 'PrincipalTag:Team': ['blue'], TransitiveTagKeys: ['Team'] })
    const named = withAttributes({ SourceIdentity: ['ann'] })
    const here = await federatedWorld({ trust: [trusting({})] })
    for (const document of [tagged, named]) expect(await loginRefusal(here, document)).toEqual(DENIED)
    await login(here, genuine)
    const all = await federatedWorld()
    expect((await sessionOf(all, tagged)).session).toMatchObject({ tags: { Team: 'blue' }, transitiveTagKeys: ['Team'] })
    expect((await sessionOf(all, named)).session).toMatchObject({ sourceIdentity: 'ann' })
  })

  it('leaves subject and name qualifier in the session, for the next trust policy too, and no more', async () => {
    const here = await federatedWorld()
    const session = await sessionOf(here, withAttributes({ 'PrincipalTag:Team': ['blue'], TransitiveTagKeys: ['Team'] }))
    const kept = { 'saml:namequalifier': qualifier, 'saml:sub': 'ann', 'saml:sub_type': 'persistent' }
    expect(session.session).toMatchObject({ federatedProvider: PROVIDER_ARN, federatedKeys: kept })
    const next = (name: string, Condition: object) =>
      addRole(here, {
        name,
        trust: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'], Condition }],
      })
    await next('next', { StringEquals: { 'saml:sub': 'ann', 'aws:PrincipalTag/Team': 'blue' }, Null: { 'saml:aud': 'true' } })
    await next('other', { StringEquals: { 'saml:sub': 'bob' } })
    const assume = (name: string) => ({ RoleArn: ROLE_ARN.replace('dev', name), RoleSessionName: 'two' })
    await here.call(AssumeRole, assume('next'), session)
    expect(await here.refusal(AssumeRole, assume('other'), session)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each<[string, string, object]>([
    ['AWS in a region', 'https://eu-west-1.signin.aws.amazon.com/saml', {}],
    ['this server', `${ISSUER_BASE}/saml`, {}],
    ['this provider on this server', `${ISSUER_BASE}/saml/acs/UUID`, {}],
    ['this provider on AWS', 'https://us-east-1.signin.aws.amazon.com/saml/acs/UUID', {}],
    ['another provider on this server', `${ISSUER_BASE}/saml/acs/${'F'.repeat(32)}`, invalid('Invalid SAML response')],
    ['another provider on AWS', `https://signin.aws.amazon.com/saml/acs/${'F'.repeat(32)}`, invalid('Invalid SAML response')],
    ['another server', 'https://daypass.test.attacker.example/saml', invalid('Invalid SAML response')],
    ['a host that ends as that of AWS', 'https://x.signin.aws.amazon.com/saml', invalid('Invalid SAML response')],
  ])('takes or refuses a response that was sent to %s', async (_what, address, expected) => {
    const here = await federatedWorld()
    const { uuid = '' } = here.read((state) => samlProviders.find(state, ACCOUNT, PROVIDER_ARN)) ?? {}
    const to = address.replace('UUID', uuid)
    const document = signedResponse({ confirmation: confirmation(`NotOnOrAfter="${at(290)}" Recipient="${to}"`) })
    if ('code' in expected) expect(await loginRefusal(here, document)).toEqual(expected)
    else expect(await login(here, document)).toMatchObject({ Audience: to })
    const forIt = signedResponse({ conditions: `<saml:Conditions>${audience(to)}</saml:Conditions>` })
    if ('code' in expected) expect(await loginRefusal(here, forIt)).toEqual(invalid('Response does not contain the required audience.'))
    else await login(here, forIt)
  })

  it.each<[string, Says['attributes'], object]>([
    ['34 a role that the assertion does not offer', { Role: [`${ROLE_ARN}2,${PROVIDER_ARN}`] }, DENIED],
    ['34 the role by another provider', { Role: [`${ROLE_ARN},${PROVIDER_ARN}2`] }, DENIED],
    ['34 the role of another account', { Role: [`${ROLE_ARN.replace(ACCOUNT, '111122223333')},${PROVIDER_ARN}`] }, DENIED],
    ['the role in another letter case', { Role: [`${ROLE_ARN.replace('dev', 'DEV')},${PROVIDER_ARN}`] }, DENIED],
    ['no role', { Role: [] }, DENIED],
    ['no name', { RoleSessionName: [] }, invalid('RoleSessionName is required in AuthnResponse')],
    [
      '36 a source identity of AWS',
      { SourceIdentity: ['aws:x'] },
      invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
    ],
    ['36 a tag key of AWS', { 'PrincipalTag:aws:x': ['1'] }, { code: 'InvalidIdentityToken' }],
    [
      '36 51 tags',
      Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`PrincipalTag:k${n}`, ['1']])),
      { code: 'InvalidIdentityToken' },
    ],
    ['36 one key in two letter cases', { 'PrincipalTag:a': ['1'], 'PrincipalTag:A': ['1'] }, { code: 'InvalidIdentityToken' }],
    ['a tag key of 129 characters', { [`PrincipalTag:${'a'.repeat(129)}`]: ['1'] }, { code: 'InvalidIdentityToken' }],
    ['a transitive key without its tag', { TransitiveTagKeys: ['a'] }, { code: 'InvalidIdentityToken' }],
  ])('refuses %s', async (_what, attributes, expected) => {
    expect(await loginRefusal(await federatedWorld(), withAttributes(attributes))).toMatchObject(expected)
  })

  it('34 takes the pair in either order, among a hundred', async () => {
    const Role = Array.from({ length: 99 }, (_, n) => `${ROLE_ARN}${n},${PROVIDER_ARN}`)
    await login(await federatedWorld(), withAttributes({ Role: [...Role, ` ${PROVIDER_ARN} , ${ROLE_ARN} `] }))
  })

  it.each<[string, object, object]>([
    ['a provider that does not exist', { PrincipalArn: `${PROVIDER_ARN}2` }, invalid("Specified provider doesn't exist.")],
    [
      'a provider of another account',
      { PrincipalArn: PROVIDER_ARN.replace(ACCOUNT, '111122223333') },
      invalid("Specified provider doesn't exist."),
    ],
    ['an OpenID Connect provider', { PrincipalArn: PROVIDER_ARN.replace('saml', 'oidc') }, invalid("Specified provider doesn't exist.")],
    [
      'the ARNs the other way round',
      { RoleArn: PROVIDER_ARN, PrincipalArn: ROLE_ARN },
      { code: 'ValidationError', message: 'Request ARN is invalid' },
    ],
    ['the ARN of a user', { RoleArn: ROLE_ARN.replace('role', 'user') }, { code: 'ValidationError', message: 'Request ARN is invalid' }],
    ['an invalid session policy', { Policy: '{' }, { code: 'MalformedPolicyDocument' }],
    ['other characters than base64', { SAMLAssertion: '####' }, invalid('Invalid base64 SAMLResponse')],
    ['another document', { SAMLAssertion: 'PGEvPg==' }, invalid('Invalid SAML response')],
    ['a longer session than the role lets', { DurationSeconds: 7_201 }, { code: 'ValidationError' }],
  ])('refuses %s', async (_what, over, expected) => {
    expect(await loginRefusal(await federatedWorld(), genuine, over)).toMatchObject(expected)
  })

  it('refuses roles that do not exist, do not trust the provider or belong to Identity Center with the same words', async () => {
    const here = await federatedWorld({ trust: [trusting({}, 'sts:AssumeRoleWithWebIdentity'), { ...trusting(), Principal: '*' }] })
    expect(await loginRefusal(here, genuine)).toEqual(DENIED)
    for (const name of ['none', 'AWSReservedSSO_dev']) {
      if (name !== 'none') await addRole(here, { name })
      const RoleArn = ROLE_ARN.replace('dev', name)
      expect(await loginRefusal(here, withAttributes({ Role: [`${RoleArn},${PROVIDER_ARN}`] }), { RoleArn })).toEqual(DENIED)
    }
  })

  it('is for whoever brings the assertion, several times, until the provider is deleted', async () => {
    const here = await federatedWorld()
    await addRole(here, { name: 'two' })
    const document = withAttributes({ Role: [...LOGIN.Role, LOGIN.Role[0]?.replace('dev', 'two') ?? ''] })
    await login(here, document)
    await login(here, document, { RoleArn: ROLE_ARN.replace('dev', 'two') })
    await deleteProvider(here, PROVIDER_ARN)
    expect(await here.refusal(AssumeRoleWithSAML, request(document), anonymous)).toEqual(invalid("Specified provider doesn't exist."))
  })
})
