import { describe, expect, it } from 'vitest'
import { contextFrom, variable } from '../testing/sample.js'
import { splitArn } from './arn.js'
import { bucketListResource, compileResource, matchesResource, requestedResource, resourceHasValues, resourcePrefix } from './resource.js'

function matches(pattern: string, resource: string, action = 's3:getobject'): boolean | undefined {
  const compiled = compileResource(pattern)
  if (compiled === undefined) throw new Error(`not a pattern: ${pattern}`)
  return matchesResource(compiled, bucketListResource(requestedResource(resource), action), new Map())
}

describe('a resource pattern', () => {
  it.each([
    ['*', 'arn:aws:s3:::b', true],
    ['*', '*', true],
    ['arn:aws:s3:::b', 'arn:aws:s3:::b', true],
    ['arn:aws:s3:::B', 'arn:aws:s3:::b', false],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/x/y:z', true],
    ['arn:aws:s3:::b/?', 'arn:aws:s3:::b/xy', false],
    ['arn:aws:*:::b', 'arn:aws:s3:::b', true],
    ['arn:aws:sqs:*:q', 'arn:aws:sqs:us-east-1:111122223333:q', undefined],
    ['arn:aws:sqs:*:*:q', 'arn:aws:sqs:us-east-1:111122223333:q', true],
    ['arn:aws:sqs:us-*:*:q', 'arn:aws:sqs:eu-west-1:111122223333:q', false],
    ['arn:aws:ec2:*:*:image/*', 'arn:aws:ec2:us-east-1::image/ami-1', true],
    ['arn:*:s3:::*', '*', false],
    ['arn:aws:s3:::*', 'acme-data/x', undefined],
  ])('%s covers %s: %s', (pattern, resource, expected) => {
    if (compileResource(pattern) === undefined) expect(expected).toBeUndefined()
    else expect(matches(pattern, resource)).toBe(expected)
  })

  it.each(['', 'b', '**', 'arn:aws:s3', 'arn:aws:s3:::', '?rn:aws:s3:::b', 'x:aws:s3:::b'])(
    'accepts %j only if it is an ARN with six parts',
    (pattern) => {
      expect(compileResource(pattern) !== undefined).toBe(pattern === 'arn:aws:s3:::')
    },
  )

  it('grants the list of all buckets on * and on arn:aws:s3:::*, and on nothing narrower', () => {
    expect(matches('*', '*', 's3:listallmybuckets')).toBe(true)
    expect(matches('arn:aws:s3:::*', '*', 's3:listallmybuckets')).toBe(true)
    expect(matches('arn:aws:s3:::', '*', 's3:listallmybuckets')).toBe(false)
    expect(matches('arn:aws:s3:::b*', '*', 's3:listallmybuckets')).toBe(false)
    expect(matches('arn:aws:s3:::b', 'arn:aws:s3:::b', 's3:listallmybuckets')).toBe(true)
    expect(matches('arn:aws:s3:::*', '*', 's3:createjob')).toBe(false)
  })
})

describe('each part of an ARN', () => {
  const parts = ['arn', 'aws', 'sqs', 'us-east-1', '111122223333', 'queue']
  const other = ['arx', 'aws-cn', 's3', 'us-west-2', '444455556666', 'queue2']
  const replaced = (index: number, text: string) => parts.with(index, text).join(':')

  it.each([1, 2, 3, 4, 5])('part %i must match, whether the pattern is plain or has wildcards before or after it', (index) => {
    const asked = replaced(index, other[index] ?? '')
    expect(matches(parts.join(':'), parts.join(':'))).toBe(true)
    expect(matches(parts.join(':'), asked)).toBe(false)
    for (const wild of [1, 2, 3, 4, 5].filter((part) => part !== index)) {
      expect(matches(replaced(wild, '*'), parts.join(':'))).toBe(true)
      expect(matches(replaced(wild, '*'), asked)).toBe(false)
    }
    expect(matches(replaced(index, '*'), asked)).toBe(true)
  })

  it.each([
    ['team-1/x', { 'aws:key': 'team-1' }, true],
    ['team-1/x', { 'aws:key': 'team' }, false],
    ['team/x', { 'aws:key': 'team-1' }, false],
    ['*/x', { 'aws:key': '*' }, true],
    ['a/x', { 'aws:key': '*' }, false],
    ['a/x', {}, false],
  ])('a variable before the first wildcard matches its value and nothing else: %s with %j', (rest, context, expected) => {
    const pattern = compileResource(`arn:aws:s3:::${variable('aws:key')}/*`, true)
    if (pattern === undefined) throw new Error('not a pattern')
    expect(matchesResource(pattern, requestedResource(`arn:aws:s3:::${rest}`), contextFrom(context as Record<string, string>))).toBe(
      expected,
    )
  })
})

describe('the prefix of a resource', () => {
  it.each([
    ['arn:aws:s3:::b', 'arn:aws:s3:::b'],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/'],
    ['arn:aws:s3:::b?c*', 'arn:aws:s3:::b'],
    [`arn:aws:s3:::${variable('aws:x')}`, 'arn:aws:s3:::'],
    ['arn:aws:s3:::$b', 'arn:aws:s3:::$b'],
  ])('%s is %s', (pattern, prefix) => {
    expect(resourcePrefix(pattern)).toBe(prefix)
  })
})

describe('a variable in a resource', () => {
  const early = `arn:aws:s3:${variable('aws:x')}::b`

  it('is allowed in its last part only, and is plain text in documents of 2008', () => {
    expect(compileResource(early, true)).toBeUndefined()
    expect(compileResource(early, false)).toBeDefined()
    expect(compileResource(early)).toBeDefined()
    expect(compileResource(`arn:aws:s3:::${variable('aws:x')}`, true)).toBeDefined()
    expect(compileResource('arn:aws:s3:::$' + '{x', true)).toBeUndefined()
    expect(compileResource('arn:aws:s3:::$' + '{x')).toBeDefined()
  })

  it('has a value or not', () => {
    const pattern = compileResource(`arn:aws:s3:::${variable('aws:x')}`, true)!
    expect(resourceHasValues(pattern, contextFrom({ 'aws:x': 'y' }))).toBe(true)
    expect(resourceHasValues(pattern, new Map())).toBe(false)
    expect(resourceHasValues('any', new Map())).toBe(true)
  })
})

describe('the resource of a request', () => {
  it('is an ARN, absent, or unreadable', () => {
    expect(requestedResource('*').kind).toBe('none')
    expect(requestedResource('arn:aws:s3:::b').kind).toBe('arn')
    for (const text of ['b', '', 'arn:aws:s3', 'x:aws:s3:::b']) expect(requestedResource(text).kind).toBe('unreadable')
  })
})

describe('splitArn', () => {
  it('keeps further colons in the sixth part', () => {
    expect(splitArn('arn:aws:logs:r:a:log-group:x:y')).toEqual(['arn', 'aws', 'logs', 'r', 'a', 'log-group:x:y'])
    expect(splitArn('arn:aws:s3::b')).toBeUndefined()
  })
})
