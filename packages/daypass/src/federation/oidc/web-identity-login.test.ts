import { describe, expect, it } from 'vitest'
import { loginOfClaims } from './web-identity-login.js'

const keysOf = (name: string, all: object, everyClaim = false) => {
  const claims = { issuer: `https://${name}`, subject: 's', audience: 'a', all: { aud: 'a', sub: 's', ...all } as Record<string, unknown> }
  const login = loginOfClaims(claims, { provider: 'p', name, sessionName: 'n', everyClaim })
  if (!('keys' in login)) throw new Error(login.message)
  return login
}

describe('the condition keys of a login', () => {
  it.each<[string, object, object]>([
    [
      'token.actions.githubusercontent.com',
      { repository: 'acme/app', actor_id: 5, ref_type: 'branch' },
      { ':repository': 'acme/app', ':actor_id': '5' },
    ],
    ['token.actions.githubusercontent.com/acme', { environment: 'prod' }, { ':environment': 'prod' }],
    [
      'token.actions.acme.ghe.com',
      { job_workflow_ref: 'a/b/.github/workflows/x.yml@refs/heads/main' },
      { ':job_workflow_ref': 'a/b/.github/workflows/x.yml@refs/heads/main' },
    ],
    ['gitlab.com', { ref_protected: true, project_path: 'a/b' }, { ':ref_protected': 'true' }],
    ['oidc.circleci.com/org/0a1b', { 'oidc.circleci.com/project-id': 'p' }, { ':oidc.circleci.com/project-id': 'p' }],
    ['agent.buildkite.com', { pipeline_slug: 'deploy', step_key: 'x' }, { ':pipeline_slug': 'deploy' }],
  ])('of %s are those that AWS has, of %j', (name, claims, expected) => {
    const standard = { [`${name}:aud`]: 'a', [`${name}:sub`]: 's' }
    const { keys, wish } = keysOf(name, claims)
    expect(keys).toEqual({ ...standard, ...Object.fromEntries(Object.entries(expected).map(([key, value]) => [name + key, value])) })
    expect(wish.kept).toEqual(standard)
  })

  it.each([
    'gitlab.example.com',
    'evil-gitlab.com',
    'gitlab.com/x',
    'token.actions.githubusercontent.com/a/b',
    'token.actions.a.b.ghe.com',
    'oidc.circleci.com/org/../x',
  ])('of %s are the standard ones only', (name) => {
    const claims = { repository: 'x', project_id: 'x', environment: 'x', 'oidc.circleci.com/project-id': 'x' }
    expect(Object.keys(keysOf(name, claims).keys)).toEqual([`${name}:aud`, `${name}:sub`])
  })

  it('are all claims where the operator says so, but objects, and what another claim would stand for', () => {
    const claims = {
      groups: ['x', 'y'],
      level: 3,
      admin: true,
      nested: { a: 1 },
      mixed: ['a', 1],
      sub: ['evil'],
      aud: 'evil',
      email: 'a@b',
      email_verified: false,
    }
    expect(keysOf('id.example', { ...claims, 'a b': 'x', '8443:sub': 'x', 'line\nbreak': 'x', note: 'a\nb' }, true).keys).toEqual({
      ...{ 'id.example:groups': ['x', 'y'], 'id.example:level': '3', 'id.example:admin': 'true', 'id.example:email_verified': 'false' },
      ...{ 'id.example:aud': 'a', 'id.example:sub': 's' },
    })
  })
  it('are never those of a standard claim in another letter case, which a condition could not tell from it', () => {
    const claims = { SUB: 'admin', Aud: 'other', AMR: ['mfa'], oaud: 'other', OAUD: 'other', Email: 'admin@id.example' }
    for (const [name, value] of Object.entries(claims))
      expect(keysOf('id.example', { [name]: value }, true).keys).toEqual({ 'id.example:aud': 'a', 'id.example:sub': 's' })
  })

  it('are not chosen between two claims that differ in letter case only: such a token is refused', () => {
    const login = (all: object, everyClaim: boolean) =>
      loginOfClaims(
        { issuer: 'https://id.example', subject: 's', audience: 'a', all: { ...all } },
        { provider: 'p', name: 'id.example', sessionName: 'n', everyClaim },
      )
    expect(login({ Group: 'staff', group: 'guests' }, true)).toMatchObject({
      code: 'InvalidIdentityToken',
      message: 'Invalid claim: group',
    })
    expect(login({ Group: 'staff', group: 'guests' }, false)).toHaveProperty('keys')
    expect(login({ 'Group x': 'staff', 'group x': 'guests' }, true)).toHaveProperty('keys')
  })
})
