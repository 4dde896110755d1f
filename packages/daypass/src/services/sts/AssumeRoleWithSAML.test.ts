import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { samlProviders } from '../../directory/iam/identity-providers/saml-provider.js'
import { ACCOUNT, world } from '../../testing/world.js'
import { AssumeRoleWithSAML } from './AssumeRoleWithSAML.js'

const ask = {
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
  PrincipalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/p`,
  SAMLAssertion: 'PHNhbWw+',
}

describe('AssumeRoleWithSAML', () => {
  it('needs no signature', () => {
    expect(AssumeRoleWithSAML.authorize).toMatchObject({ kind: 'unsigned' })
  })

  it("refuses an assertion for a provider of the role's account too, because it cannot verify one", async () => {
    const { change, refusal } = await world()
    const answer = async (over: object) => (await refusal(AssumeRoleWithSAML, { ...ask, ...over }, anonymous)).message
    await change((state) =>
      samlProviders.put(state, { account: ACCOUNT, name: 'p', uuid: '', createdAt: 0, tags: {}, validUntil: 0, privateKeys: [] }),
    )
    expect(await answer({})).toBe('Assertions of SAML providers are not verified by this version of daypass.')
    const none = "Specified provider doesn't exist."
    for (const PrincipalArn of [
      `${ask.PrincipalArn}2`,
      ask.PrincipalArn.replace('saml', 'oidc'),
      'arn:aws:iam::111122223333:saml-provider/p',
    ])
      expect(await answer({ PrincipalArn })).toBe(none)
    for (const account of ['111122223333', '1'.repeat(1_900)])
      expect(await answer({ RoleArn: `arn:aws:iam::${account}:role/r` })).toBe(none)
  })

  it.each<[string, object, string, string]>([
    ['a provider that does not exist', {}, 'InvalidIdentityToken', "Specified provider doesn't exist."],
    ['an invalid role', { RoleArn: `arn:aws:iam::${ACCOUNT}:user/u` }, 'ValidationError', 'Request ARN is invalid'],
    ['an invalid session policy', { Policy: '{' }, 'MalformedPolicyDocument', expect.any(String)],
  ])('refuses %s', async (_what, over, code, message) => {
    const { refusal } = await world()
    expect(await refusal(AssumeRoleWithSAML, { ...ask, ...over }, anonymous)).toEqual({ code, message })
  })
})
