import { describe, expect, it } from 'vitest'
import { LOGIN, PROVIDER_ARN, ROLE_ARN, signedResponse } from '../../testing/saml/identity-provider.js'
import { verify } from '../../testing/saml/verification.js'
import { readLogin, rolesOf } from './login-attributes.js'

const assertionWith = (attributes: Record<string, readonly string[]>) => {
  const result = verify(signedResponse({ attributes }))
  if (!result.ok) throw new Error(result.refusal.explanation)
  return result.assertion
}
const choice = { roleArn: ROLE_ARN, providerArn: PROVIDER_ARN }
const NAME = 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'
const ONE = 'PrincipalTag and SourceIdentity attributes in AuthnResponse must have one value each'
const DURATION = 'SessionDuration in AuthnResponse must be a number of seconds from 900 to 43200'

describe('rolesOf', () => {
  it.each<[string, string, boolean]>([
    ['role and provider', `${ROLE_ARN},${PROVIDER_ARN}`, true],
    ['34 provider and role', `${PROVIDER_ARN},${ROLE_ARN}`, true],
    ['34 white space around', `\n ${ROLE_ARN} , ${PROVIDER_ARN}\n`, true],
    ['two roles', `${ROLE_ARN},${ROLE_ARN}`, false],
    ['three ARNs', `${ROLE_ARN},${PROVIDER_ARN},${ROLE_ARN}`, false],
    ['a role alone', ROLE_ARN, false],
    ['an OpenID Connect provider', `${ROLE_ARN},${PROVIDER_ARN.replace('saml', 'oidc')}`, false],
    ['nothing', '', false],
  ])('reads %s', (_what, value, offers) => {
    expect(rolesOf(assertionWith({ ...LOGIN, Role: [value] }))).toEqual(offers ? [choice] : [])
  })

  it('34 reads a hundred roles, of one attribute or of several', () => {
    const Role = Array.from({ length: 100 }, (_, n) => `${ROLE_ARN}${n},${PROVIDER_ARN}`)
    expect(rolesOf(assertionWith({ Role }))).toHaveLength(100)
    expect(rolesOf(assertionWith({}))).toEqual([])
  })
})

describe('readLogin', () => {
  it('reads all attributes of AWS', () => {
    const login = readLogin(
      assertionWith({
        ...LOGIN,
        SessionDuration: ['1800'],
        SourceIdentity: ['ann'],
        'PrincipalTag:Team': ['blue'],
        'PrincipalTag:Empty': [''],
        TransitiveTagKeys: ['Team', 'Empty'],
      }),
    )
    expect(login).toEqual({
      ok: true,
      login: {
        roleSessionName: 'ann@example.com',
        sessionDuration: 1_800,
        sourceIdentity: 'ann',
        tags: [
          { Key: 'Team', Value: 'blue' },
          { Key: 'Empty', Value: '' },
        ],
        transitiveTagKeys: ['Team', 'Empty'],
      },
    })
  })

  it.each<[string, Record<string, readonly string[]>, string]>([
    ['no name', { RoleSessionName: [] }, 'RoleSessionName is required in AuthnResponse'],
    ['35 a name with a space', { RoleSessionName: ['a b'] }, NAME],
    ['35 a name of one character', { RoleSessionName: ['a'] }, NAME],
    ['35 a name of 65 characters', { RoleSessionName: ['a'.repeat(65)] }, NAME],
    ['35 two names', { RoleSessionName: ['ann', 'bob'] }, NAME],
    ['a name with a line end', { RoleSessionName: ['ann\n'] }, NAME],
    ['two source identities', { SourceIdentity: ['ann', 'bob'] }, ONE],
    ['a duration that is too short', { SessionDuration: ['899'] }, DURATION],
    ['a duration that is too long', { SessionDuration: ['43201'] }, DURATION],
    ['a duration that is no number', { SessionDuration: ['1e4'] }, DURATION],
    ['two durations', { SessionDuration: ['900', '901'] }, DURATION],
    ['a tag with two values', { 'PrincipalTag:a': ['1', '2'] }, ONE],
    ['a tag without a value', { 'PrincipalTag:a': [] }, ONE],
  ])('refuses %s', (_what, attributes, message) => {
    expect(readLogin(assertionWith({ ...LOGIN, ...attributes }))).toMatchObject({
      ok: false,
      refusal: { code: 'InvalidIdentityToken', message },
    })
  })

  it('does not take the names of attributes in another letter case', () => {
    const { RoleSessionName, ...role } = LOGIN
    expect(readLogin(assertionWith({ ...role, rolesessionname: RoleSessionName }))).toMatchObject({ ok: false })
    expect(rolesOf(assertionWith({ role: LOGIN.Role }))).toEqual([])
  })
})
