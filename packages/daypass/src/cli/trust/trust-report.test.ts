import { describe, expect, it } from 'vitest'
import { type Compared, trustReport } from './trust-report.js'

const NOW = Date.UTC(2026, 0, 2)
const NAME = 'token.actions.githubusercontent.com'
const PROVIDER = `arn:aws:iam::000000000000:oidc-provider/${NAME}`
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (over: object = {}) => {
  const claims = {
    iss: `https://${NAME}`,
    sub: 'repo:acme/app:ref:refs/heads/main',
    aud: 'a',
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
    ...over,
  }
  return `${encode({ alg: 'RS256', kid: 'k' })}.${encode(claims)}.c2lnbmF0dXJl`
}

function reportOf(Condition: object, over: object = {}, more: Partial<Compared> = {}) {
  const Statement = { Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', Condition }
  const trust = JSON.stringify({ Version: '2012-10-17', Statement }, undefined, 1)
  const roleArn = 'arn:aws:iam::000000000000:role/deploy'
  return trustReport(token(over), {
    roleArn,
    trust,
    provider: PROVIDER,
    name: NAME,
    clientIds: ['a'],
    everyClaim: false,
    now: NOW,
    ...more,
  })
}

describe('the report on a token', () => {
  it('says that it would be let in, if its signature holds', () => {
    expect(reportOf({ StringLike: { [`${NAME}:sub`]: 'repo:acme/*' } })).toEqual({
      isLetIn: true,
      lines: [`let in, if its signature holds: repo:acme/app:ref:refs/heads/main, of https://${NAME} for a`],
    })
  })

  it.each<[string, object, object, string]>([
    [
      'another value',
      { StringEquals: { [`${NAME}:sub`]: ['x', 'repo:acme/app:pull_request'] } },
      {},
      'it wants repo:acme/app:pull_request; the token has repo:acme/app:ref:refs/heads/main',
    ],
    ['another letter case', { StringEquals: { [`${NAME}:sub`]: 'repo:Acme/app:ref:refs/heads/main' } }, {}, 'only the letter case differs'],
    ['a wildcard without effect', { StringEquals: { [`${NAME}:sub`]: 'repo:acme/*' } }, {}, '* and ? are wildcards only with StringLike'],
    [
      'the new form',
      { StringLike: { [`${NAME}:sub`]: 'repo:acme/app:*' } },
      { sub: 'repo:acme@1/app@2:ref:refs/heads/main' },
      'the form with ids',
    ],
    ['a claim that is not there', { StringEquals: { [`${NAME}:environment`]: 'prod' } }, {}, 'the token says nothing of it'],
  ])('says which condition is in the way: %s', (_what, condition, over, words) => {
    const { isLetIn, lines } = reportOf(condition, over)
    expect(isLetIn).toBe(false)
    expect(lines.join('\n')).toContain(words)
  })

  it.each<[string, object, Partial<Compared>, string]>([
    ['the audience', { aud: 'b' }, {}, 'Incorrect token audience'],
    ['the end', {}, { now: NOW + 61_000 }, 'Token expired'],
    [
      'the tags, which need an action of their own',
      { 'https://aws.amazon.com/tags': { principal_tags: { a: ['b'] } } },
      {},
      'sts:TagSession',
    ],
  ])('says which rule is broken: %s', (_what, over, more, words) => {
    expect(reportOf({}, over, more).lines.join('\n')).toContain(words)
  })

  it('never has the token in it', () => {
    for (const over of [{}, { aud: 'b' }, { sub: 5 }, { iss: 5 }])
      for (const part of token(over).split('.')) expect(reportOf({}, over).lines.join('\n')).not.toContain(part)
  })
})
