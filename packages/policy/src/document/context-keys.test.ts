import { describe, expect, it } from 'vitest'
import { policyOf } from '../testing/sample.js'
import { contextKeys } from './context-keys.js'

const allow = (over: object) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })

describe('contextKeys', () => {
  it.each<[string, object, string[]]>([
    ['no key where there is none', {}, []],
    ['variables of resources before keys of conditions, as AWS does', userAndTime(), ['aws:username', 'aws:CurrentTime']],
    ['variables of NotResource', { Resource: undefined, NotResource: `arn:aws:s3:::b/\${aws:userid}` }, ['aws:userid']],
    ['each key once, whatever its case', keys({ 'aws:UserName': 'a' }, { 'aws:username': 'b' }), ['aws:UserName']],
    [
      'variables of condition values',
      keys({ 's3:prefix': [`\${aws:PrincipalTag/Team}/*`, `home/\${aws:username, 'x'}`] }),
      ['s3:prefix', 'aws:PrincipalTag/Team', 'aws:username'],
    ],
    ['no key for an escape', keys({ 's3:prefix': `\${*}\${?}\${$}` }), ['s3:prefix']],
  ])('gives %s', (_what, over, expected) => {
    expect(contextKeys([policyOf('identity', allow(over))])).toEqual(expected)
  })

  it('takes variables for plain text in documents of 2008-10-17', () => {
    const old = policyOf('identity', allow({ Resource: `arn:aws:s3:::\${aws:username}` }), '2008-10-17')
    expect(contextKeys([old])).toEqual([])
  })

  it('goes through all documents', () => {
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
