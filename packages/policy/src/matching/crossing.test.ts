import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resourceMatches } from '../testing/naive/matching.js'
import { contextFrom, variable } from '../testing/sample.js'
import { compileResource, isResourcePattern, matchesResource, requestedResource } from './resource.js'

const NONE = new Map()

function covers(pattern: string, resource: string): boolean {
  const compiled = compileResource(pattern, true)
  return compiled !== undefined && matchesResource(compiled, requestedResource(resource), NONE) === true
}

const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:f'

describe('a star at the end of a part of an ARN', () => {
  it.each([
    ['arn:aws:lambda:*:function:f', FUNCTION],
    ['arn:aws:lambda:us-*:function:f', FUNCTION],
    ['arn:aws:logs:*', 'arn:aws:logs:us-east-1:111122223333:log-group:x:*'],
    ['arn:*', FUNCTION],
    ['arn:aws:s3:*', 'arn:aws:s3:::photos/a'],
    ['arn:aws:s3:::*', 'arn:aws:s3:::photos/a:b'],
    ['arn:aws:lambda:*:1111*:function:f', FUNCTION],
    ['arn:aws:lambda:*:function:*:live', 'arn:aws:lambda:us-east-1:111122223333:function:f:live'],
  ])('crosses the colon: %s covers %s', (pattern, resource) => {
    expect(covers(pattern, resource)).toBe(true)
  })

  it.each([
    ['arn:aws:lambda:eu-*:function:f', FUNCTION],
    ['arn:aws:lambda:*:function:g', FUNCTION],
    ['arn:aws:lambda:*:function:f', `${FUNCTION}2`],
    ['arn:aws:lambda:*:functio', FUNCTION],
    ['arn:aws:s3:*', 'arn:aws:s3-object-lambda:us-east-1:111122223333:accesspoint/x'],
    ['arn:aws:logs:*', 'arn:aws:lambda:us-east-1:111122223333:function:logs'],
  ])('covers nothing that does not match: %s not %s', (pattern, resource) => {
    expect(covers(pattern, resource)).toBe(false)
  })

  it.each([
    ['arn:aws:lambda:*1:function:f', FUNCTION],
    ['arn:aws:lambda:us?east-1?111122223333:function:f', FUNCTION],
    ['arn:aws:lambda:u*1:f', FUNCTION],
  ])('is the only star that does: %s does not cover %s', (pattern, resource) => {
    expect(covers(pattern, resource)).toBe(false)
  })

  it.each(['arn:aws:logs', 'arn:aws:logs:', 'arn:aws:*:x', 'arn:aws:sqs:*:q', 'arn:aws:*s3'])(
    'is needed for a pattern with fewer parts: not %s',
    (pattern) => {
      expect(compileResource(pattern)).toBeUndefined()
    },
  )

  it('works with variables in the last part', () => {
    const pattern = compileResource(`arn:aws:s3:*:${variable('aws:x')}`, true)
    expect(pattern).toBeUndefined()
    const six = compileResource(`arn:aws:sqs:*:*:${variable('aws:x')}`, true)
    const covered = (value: string) =>
      six && matchesResource(six, requestedResource('arn:aws:sqs:r:1:a:q'), contextFrom({ 'aws:x': value }))
    expect([covered('a:q'), covered('q'), covered('a')]).toEqual([true, true, false])
  })

  it.each(['a*'.repeat(50), 'a:*b*c', '*:a*x'])('is not tried at every colon with the whole rest: %s', (last) => {
    // In quadratic time this would be 10^10 steps and never end.
    expect(covers(`arn:aws:s3:*:${last}c`, `arn:aws:s3:::${'a:'.repeat(100_000)}b`)).toBe(false)
  })
})

describe('patterns of every shape', () => {
  const part = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 3 }).map((pieces) => pieces.join(''))
  const plain = fc.array(fc.constantFrom('a', 'b', ':'), { maxLength: 4 }).map((pieces) => pieces.join(''))
  const patterns = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => `arn:${parts.join(':')}`)
  const texts = fc.array(plain, { minLength: 5, maxLength: 6 }).map((parts) => `arn:${parts.join(':')}`)

  it('are decided as if every way was tried', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(covers(pattern, text)).toBe(resourceMatches(pattern, text, {}))
      }),
      { numRuns: 5_000, seed: 26 },
    )
  })

  it('are found in the index by their prefix', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const beginning = pattern.split(/[*?]/)[0] ?? ''
        if (covers(pattern, text)) expect(text.startsWith(beginning)).toBe(true)
      }),
      { numRuns: 5_000, seed: 27 },
    )
  })
})

describe('whether a text is a pattern', () => {
  const texts = fc
    .array(fc.constantFrom('arn:', 'aws:', 's3:', ':', '*', 'b', '$' + '{aws:username}', '$' + '{', '}'), { maxLength: 9 })
    .map((pieces) => pieces.join(''))

  it('is decided alike when a policy is parsed and when it is compiled', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, variables) => {
        expect(isResourcePattern(text, variables)).toBe(compileResource(text, variables) !== undefined)
      }),
      { numRuns: 20_000, seed: 28 },
    )
  })
})
