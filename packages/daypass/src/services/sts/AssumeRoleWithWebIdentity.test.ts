import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { oidcProviders } from '../../directory/iam/identity-providers/oidc-provider.js'
import { ACCOUNT, world } from '../../testing/world.js'
import { AssumeRoleWithWebIdentity } from './AssumeRoleWithWebIdentity.js'

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: unknown) => `${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2ln`
const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
const NONE = 'No OpenIDConnect provider found in your account for '
const ask = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, RoleSessionName: 'ci' }

describe('AssumeRoleWithWebIdentity', () => {
  it('needs no signature', () => {
    expect(AssumeRoleWithWebIdentity.authorize).toMatchObject({ kind: 'unsigned' })
  })

  it("refuses a token of a provider of the role's account too, because it cannot verify one", async () => {
    const { change, refusal } = await world()
    await change((state) =>
      oidcProviders.put(state, { account: ACCOUNT, name: 'id.example/a', createdAt: 0, tags: {}, clientIds: [], thumbprints: [] }),
    )
    const answer = async (iss: string, over: object = {}) =>
      (await refusal(AssumeRoleWithWebIdentity, { ...ask, WebIdentityToken: jwt({ iss }), ...over }, anonymous)).message
    const refused = 'Tokens of OpenID Connect providers are not verified by this version of daypass.'
    expect(await answer('https://id.example/a')).toBe(refused)
    for (const other of ['https://id.example/a/', 'https://id.example/A', 'http://id.example/a', 'id.example/a'])
      expect(await answer(other)).toBe(NONE + other)
    for (const account of ['111122223333', '1'.repeat(1_900)])
      expect(await answer('https://id.example/a', { RoleArn: `arn:aws:iam::${account}:role/r` })).toBe(`${NONE}https://id.example/a`)
    expect(await answer('https://id.example/a', { ProviderId: 'www.amazon.com' })).toBe(`${NONE}www.amazon.com`)
  })

  it.each<[string, object, string, string]>([
    [
      'a token of any issuer',
      { WebIdentityToken: jwt({ iss: 'https://id.example' }) },
      'InvalidIdentityToken',
      `${NONE}https://id.example`,
    ],
    ['a token without an issuer', { WebIdentityToken: jwt({}) }, 'InvalidIdentityToken', NO_JWT],
    ['a token whose claims are not an object', { WebIdentityToken: jwt(null) }, 'InvalidIdentityToken', NO_JWT],
    ['a token whose claims are not JSON', { WebIdentityToken: 'a.b.c' }, 'InvalidIdentityToken', NO_JWT],
    [
      'a token of an issuer without end',
      { WebIdentityToken: jwt({ iss: `https://${'é%'.repeat(4_000)}` }) },
      'InvalidIdentityToken',
      expect.any(String),
    ],
    ['an invalid token', { WebIdentityToken: 'garbage' }, 'InvalidIdentityToken', NO_JWT],
    [
      'an access token of a provider',
      { WebIdentityToken: 'garbage', ProviderId: 'www.amazon.com' },
      'InvalidIdentityToken',
      `${NONE}www.amazon.com`,
    ],
    ['an invalid role', { RoleArn: 'arn:aws:s3:::bucket-of-mine', WebIdentityToken: 'x.y.z' }, 'ValidationError', 'Request ARN is invalid'],
  ])('refuses %s', async (_what, over, code, message) => {
    const { refusal } = await world()
    expect(await refusal(AssumeRoleWithWebIdentity, { ...ask, ...over }, anonymous)).toEqual({ code, message })
  })
})
