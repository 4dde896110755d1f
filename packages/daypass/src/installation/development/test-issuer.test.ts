import { describe, expect, it } from 'vitest'
import { systemIds } from '../../core/ids.js'
import { keySetsOf } from '../../testing/identity-providers/token-issuer.js'
import { verifyToken } from '../../testing/verify-token.js'
import { TestIssuer } from './test-issuer.js'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const issuer = () => new TestIssuer({ ids: systemIds(), now: () => NOW, base: () => 'http://127.0.0.1:4566' })
const claimsOf = async (by: TestIssuer, asked: Parameters<TestIssuer['mint']>[0]) => {
  const { keySet } = await by.documents()
  return verifyToken(await by.mint(asked), keySet as never).claims
}

describe('the test issuer', () => {
  it('makes tokens of its own, with claims of any kind, by the clock of the installation', async () => {
    const by = issuer()
    expect(await claimsOf(by, {})).toEqual({
      ...{ iss: 'http://127.0.0.1:4566/_daypass/test-issuer', sub: 'test-subject', aud: 'sts.amazonaws.com' },
      ...{ iat: NOW / 1000, exp: NOW / 1000 + 3_600 },
    })
    expect(await claimsOf(by, { claims: { sub: 'x', aud: ['a'], n: 1, exp: 5 }, without: ['iat'] })).toEqual({
      ...{ iss: 'http://127.0.0.1:4566/_daypass/test-issuer', sub: 'x', aud: ['a'], n: 1, exp: 5 },
    })
  })

  it.each<[string, Record<string, unknown>, object]>([
    ['github', {}, { iss: 'https://token.actions.githubusercontent.com', sub: 'repo:acme/app:ref:refs/heads/main' }],
    ['github', { repository: 'a/b', environment: 'prod' }, { sub: 'repo:a/b:environment:prod', repository: 'a/b' }],
    ['github', { sub: 'other' }, { sub: 'other' }],
    ['github-immutable', { repository: 'octocat/my-repo' }, { sub: 'repo:octocat@123456/my-repo@456789:ref:refs/heads/main' }],
    ['gitlab', { project_path: 'g/p' }, { iss: 'https://gitlab.com', sub: 'project_path:g/p:ref_type:branch:ref:main' }],
    ['kubernetes', { namespace: 'jobs' }, { sub: 'system:serviceaccount:jobs:app', aud: ['sts.amazonaws.com'] }],
    ['cognito', {}, { iss: 'https://cognito-identity.amazonaws.com', amr: ['authenticated'] }],
  ])('makes tokens as %s has them, with %j', async (preset, claims, expected) => {
    expect(await claimsOf(issuer(), { preset, claims })).toMatchObject(expected)
  })

  it('refuses presets that it does not have, also those that objects have', async () => {
    for (const preset of ['bitbucket', 'toString']) await expect(issuer().mint({ preset })).rejects.toThrow(`There is no preset ${preset}.`)
    await expect(issuer().mint({ claims: { x: 'x'.repeat(20_000) } })).rejects.toThrow('at most 20000 characters')
  })

  it('is asked before all others, only for its own key, and not for one that it has given up', async () => {
    const by = issuer()
    const keys = by.before(keySetsOf({}))
    const owner = { account: '000000000000', issuer: 'https://id.example', thumbprints: [] }
    expect(await keys.find(owner, { alg: 'RS256', kid: 'x' })).toHaveProperty('code')
    const first = await by.rotate()
    expect(await keys.find(owner, { alg: 'RS256', kid: first })).toMatchObject({ kid: first })
    expect(await keys.find(owner, { alg: 'RS384', kid: first })).toHaveProperty('code')
    expect(await keys.find(owner, { alg: 'RS256', kid: undefined })).toHaveProperty('code')
    await by.rotate()
    expect(await keys.find(owner, { alg: 'RS256', kid: first })).toHaveProperty('code')
  })
})
