import { describe, expect, it } from 'vitest'
import { sharedIssuerProblem } from './shared-issuers.js'

const GITHUB = 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com'
const KEY = 'token.actions.githubusercontent.com:sub'
const problem = (over: object) => {
  const base = { Effect: 'Allow', Principal: { Federated: GITHUB }, Action: 'sts:AssumeRoleWithWebIdentity' }
  return sharedIssuerProblem(JSON.stringify({ Version: '2012-10-17', Statement: { ...base, ...over } }))
}

describe('a trust policy with a shared issuer', () => {
  it.each<[string, object]>([
    ['no condition', {}],
    [
      'a condition on the audience only',
      { Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } } },
    ],
    ['a condition on another claim', { Condition: { StringEquals: { 'token.actions.githubusercontent.com:actor': 'octocat' } } }],
    ['a condition that excludes', { Condition: { StringNotLike: { [KEY]: 'repo:evil/*' } } }],
    ['a condition that asks only whether there is one', { Condition: { Null: { [KEY]: 'false' } } }],
    ['a condition that everything meets', { Condition: { StringLike: { [KEY]: '*' } } }],
    ['a condition that everything meets too', { Condition: { StringLike: { [KEY]: ['repo:acme/*', '*?'] } } }],
    ['a condition that every subject meets as its own', { Condition: { StringEquals: { [KEY]: `\${${KEY}}` } } }],
    ['the same with a default, and a wildcard', { Condition: { StringLike: { [KEY]: `\${${KEY}, 'x'}*` } } }],
    ['every action', { Action: 'sts:*' }],
    ['all actions but one', { Action: undefined, NotAction: 'sts:AssumeRole' }],
    ['the action in other letter case', { Action: 'STS:assumerolewithwebidentity' }],
    ['another provider besides', { Principal: { Federated: ['arn:aws:iam::000000000000:oidc-provider/id.example', GITHUB] } }],
  ])('and %s is refused', (_what, over) => {
    expect(problem(over)).toMatchObject({ message: `Missing a required condition on ${KEY}` })
  })

  it.each<[string, object]>([
    ['a condition on the subject', { Condition: { StringLike: { [KEY]: 'repo:acme/app:*' } } }],
    ['one in other letter case', { Condition: { stringequals: { [KEY.toUpperCase()]: 'repo:acme/app:ref:refs/heads/main' } } }],
    ['one with a variable in it', { Condition: { StringEquals: { [KEY]: `repo:acme/\${sts:RoleSessionName}` } } }],
    ['one with a set operator', { Condition: { 'ForAllValues:StringEquals': { [KEY]: 'repo:acme/app:pull_request' } } }],
    ['the Effect Deny', { Effect: 'Deny' }],
    ['only actions that assume no role', { Action: ['sts:TagSession', 'sts:SetSourceIdentity'] }],
  ])('and %s is accepted', (_what, over) => {
    expect(problem(over)).toBeUndefined()
  })

  it('asks for the audience where the subject tells nothing, and nothing for issuers of one organization', () => {
    expect(problem({ Principal: { Federated: 'cognito-identity.amazonaws.com' } })?.message).toContain('cognito-identity.amazonaws.com:aud')
    expect(problem({ Principal: { Federated: 'accounts.google.com' } })?.message).toContain('accounts.google.com:aud')
    expect(problem({ Principal: { Federated: 'arn:aws:iam::000000000000:oidc-provider/id.example' } })).toBeUndefined()
    expect(problem({ Principal: { Federated: 'arn:aws:iam::000000000000:saml-provider/corp' } })).toBeUndefined()
  })
})
