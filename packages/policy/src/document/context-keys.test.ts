import { describe, expect, it } from 'vitest'
import { policyOf } from '../testing/sample.js'
import { contextKeys } from './context-keys.js'

const allow = (over: object) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })

describe('contextKeys', () => {
  it.each<[string, object, string[]]>([
    ['no key in a document without keys', {}, []],
    ['variables of resources before condition keys, as AWS does', userAndTime(), ['aws:username', 'aws:CurrentTime']],
    ['variables of NotResource', { Resource: undefined, NotResource: `arn:aws:s3:::b/\${aws:userid}` }, ['aws:userid']],
    ['each key once, in whatever case it is written', keys({ 'aws:UserName': 'a' }, { 'aws:username': 'b' }), ['aws:UserName']],
    ['each key as it is first written', keys({ 'aws:username': 'a' }, { 'aws:UserName': 'b' }), ['aws:username']],
    ['all variables of one text', keys({ 's3:prefix': `\${aws:a}/\${aws:b}` }), ['s3:prefix', 'aws:a', 'aws:b']],
    ['no variable inside a default value', keys({ 's3:prefix': `\${aws:a, '\${aws:b}'}` }), ['s3:prefix', 'aws:a']],
    ['no variable without its opening brace', keys({ 's3:prefix': 'aws:username}' }), ['s3:prefix']],
    [
      'variables of condition values',
      keys({ 's3:prefix': [`\${aws:PrincipalTag/Team}/*`, `home/\${aws:username, 'x'}`] }),
      ['s3:prefix', 'aws:PrincipalTag/Team', 'aws:username'],
    ],
    ['no key for an escape', keys({ 's3:prefix': `\${*}\${?}\${$}` }), ['s3:prefix']],
  ])('gives %s', (_what, over, expected) => {
    expect(contextKeys([policyOf('identity', allow(over))])).toEqual(expected)
  })

  it('treats variables as plain text in documents of 2008-10-17', () => {
    const old = policyOf('identity', allow({ Resource: `arn:aws:s3:::\${aws:username}` }), '2008-10-17')
    expect(contextKeys([old])).toEqual([])
  })

  it('finds the variables of conditions in a statement without a resource', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', ...keys({ 'aws:SourceIdentity': `\${aws:username}` }) }
    expect(contextKeys([policyOf('trust', statement)])).toEqual(['aws:SourceIdentity', 'aws:username'])
  })

  it('skips what is not a variable, in a policy built by hand', () => {
    const policy = policyOf('identity', allow({}))
    const resource = { negated: false, patterns: [`arn:aws:s3:::\${\${aws:username}`] }
    expect(contextKeys([{ ...policy, statements: policy.statements.map((one) => ({ ...one, resource })) }])).toEqual(['aws:username'])
  })

  it('covers all documents', () => {
    const one = policyOf('identity', allow(keys({ 'aws:SourceIp': 'a' })))
    const other = policyOf('boundary', allow(keys({ 'aws:sourceip': 'b', 'aws:UserAgent': 'c' })))
    expect(contextKeys([one, other])).toEqual(['aws:SourceIp', 'aws:UserAgent'])
  })
})

function userAndTime(): object {
  const Condition = { DateGreaterThan: { 'aws:CurrentTime': '2015-08-16T12:00:00Z' } }
  return { Resource: `arn:aws:dynamodb:us-west-2:123456789012:table/\${aws:username}`, Condition }
}

function keys(like: object, equal?: object): object {
  return { Condition: { StringLike: like, ...(equal && { StringEquals: equal }) } }
}
