import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
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

  it.each<[string, object, string, string]>([
    ['a provider that does not exist', {}, 'InvalidIdentityToken', "Specified provider doesn't exist."],
    ['an invalid role', { RoleArn: `arn:aws:iam::${ACCOUNT}:user/u` }, 'ValidationError', 'Request ARN is invalid'],
    ['an invalid session policy', { Policy: '{' }, 'MalformedPolicyDocument', expect.any(String)],
  ])('refuses %s', async (_what, over, code, message) => {
    const { refusal } = await world()
    expect(await refusal(AssumeRoleWithSAML, { ...ask, ...over }, anonymous)).toEqual({ code, message })
  })
})
