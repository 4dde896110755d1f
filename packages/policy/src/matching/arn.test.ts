import { describe, expect, it } from 'vitest'
import { contextFrom, variable } from '../testing/sample.js'
import { compileArnPattern, matchesArn, splitArn } from './arn.js'

const account = variable('aws:PrincipalAccount')

function matches(pattern: string, text: string, variables = false): boolean | undefined {
  const compiled = compileArnPattern(pattern, variables)
  const parts = splitArn(text)
  return compiled && parts && matchesArn(compiled, parts, contextFrom({ 'aws:PrincipalAccount': '1' }))
}

describe('splitArn', () => {
  it('splits at the first five colons, wherever they are', () => {
    expect(splitArn(':a:b:c:d:e:f')).toEqual(['', 'a', 'b', 'c', 'd', 'e:f'])
    expect(splitArn('a:b:c:d:e')).toBeUndefined()
    expect(splitArn('')).toBeUndefined()
  })

  it('has variables only when told to: the text of a request has none', () => {
    expect(splitArn(`arn:aws:iam::${account}:user/x`)).toEqual(['arn', 'aws', 'iam', '', '$' + '{aws', 'PrincipalAccount}:user/x'])
    expect(splitArn(`arn:aws:iam::${account}:user/x`, true)).toEqual(['arn', 'aws', 'iam', '', account, 'user/x'])
    expect(splitArn('arn:aws:iam::$' + '{aws:x:y', true)).toEqual(['arn', 'aws', 'iam', '', '$' + '{aws', 'x:y'])
    expect(splitArn(`${account}:${account}`, true)).toBeUndefined()
    expect(splitArn('arn:aws:iam::$' + '{:x}:y', true)).toEqual(['arn', 'aws', 'iam', '', '$' + '{:x}', 'y'])
    expect(splitArn('arn:a}:s3:::b', true)).toEqual(['arn', 'a}', 's3', '', '', 'b'])
  })
})

describe('an ARN pattern', () => {
  it.each([
    ['arn:aws:iam::1:user/a', 'arn:aws:iam::1:user/a'],
    ['*:*:*:*:*:*', 'arn:aws:iam::1:user/a'],
  ])('%s matches %s', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true)
  })

  it.each([
    'x:aws:iam:r:1:user/a',
    'arn:x:iam:r:1:user/a',
    'arn:aws:x:r:1:user/a',
    'arn:aws:iam:x:1:user/a',
    'arn:aws:iam:r:x:user/a',
    'arn:aws:iam:r:1:x',
  ])('compares every part: not %s', (text) => {
    expect(matches('arn:aws:iam:r:1:user/a', text)).toBe(false)
  })

  it.each([0, 1, 2, 3, 4, 5])('is invalid when a variable of part %i is malformed', (broken) => {
    const parts = ['arn', 'aws', 's3', 'r', '1', 'b'].map((part, index) => (index === broken ? '$' + '{x' : part))
    expect(compileArnPattern(parts.join(':'), true)).toBeUndefined()
  })

  it('has variables if told to', () => {
    expect(matches(`arn:aws:iam::${account}:user/*`, 'arn:aws:iam::1:user/a', true)).toBe(true)
    expect(matches(`arn:aws:iam::${account}:user/*`, 'arn:aws:iam::2:user/a', true)).toBe(false)
    expect(matches(`arn:aws:iam::1:user/${account}`, 'arn:aws:iam::1:user/1')).toBe(false)
    expect(matches(`arn:aws:iam::1:user/${account}`, `arn:aws:iam::1:user/${account}`)).toBe(true)
    expect(compileArnPattern('arn:aws:s3:::$' + '{x', true)).toBeUndefined()
    expect(compileArnPattern('arn:aws:s3:::$' + '{x')).toBeDefined()
    expect(compileArnPattern('arn:aws:s3')).toBeUndefined()
  })
})
