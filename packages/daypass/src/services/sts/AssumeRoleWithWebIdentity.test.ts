import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
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
