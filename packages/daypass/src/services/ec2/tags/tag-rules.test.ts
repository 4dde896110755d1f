import { describe, expect, it } from 'vitest'
import { mergeTags, readEc2Tags, requestTagKeys } from './tag-rules.js'

const many = (count: number, from = 0) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${from + n}`, '']))
const list = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

describe('tags of a request', () => {
  it('are read as a record has them, a missing value as an empty one, with any name', () => {
    expect(readEc2Tags([{ Key: 'a', Value: '1' }, { Key: 'b' }])).toEqual({ a: '1', b: '' })
    expect(Object.keys(readEc2Tags([{ Key: '__proto__', Value: '1' }]))).toEqual(['__proto__'])
    expect(readEc2Tags(list(many(50)))).toEqual(many(50))
    expect(readEc2Tags([{ Key: '😀'.repeat(128), Value: '😀'.repeat(256) }])).toBeDefined()
  })

  it.each<[string, { Key?: string; Value?: string }[], string]>([
    ['no key', [{ Value: 'a' }], 'MissingParameter'],
    ['an empty key', [{ Key: '' }], 'MissingParameter'],
    ['a reserved key', [{ Key: 'aws:a' }], 'InvalidParameterValue'],
    ['a reserved key in other letters', [{ Key: 'AWS:a' }], 'InvalidParameterValue'],
    ['a key that is too long', [{ Key: 'a'.repeat(129) }], 'InvalidParameterValue'],
    ['a value that is too long', [{ Key: 'a', Value: 'a'.repeat(257) }], 'InvalidParameterValue'],
    ['a key twice', [{ Key: 'a' }, { Key: 'a' }], 'InvalidParameterValue'],
    ['keys that differ by case alone', [{ Key: 'a' }, { Key: 'A' }], 'InvalidParameterValue'],
    ['51 tags', list(many(51)), 'TagLimitExceeded'],
  ])('are refused with %s', (_what, tags, code) => {
    expect(() => readEc2Tags(tags)).toThrow(expect.objectContaining({ code }))
  })

  it('are condition keys', () => {
    expect(requestTagKeys({ a: '1', b: '' })).toEqual({ 'aws:TagKeys': ['a', 'b'], 'aws:RequestTag/a': '1', 'aws:RequestTag/b': '' })
    expect(requestTagKeys(undefined)).toEqual({})
  })
})

describe('tags of a resource', () => {
  it('get others, and new values', () => {
    expect(mergeTags({ a: '1', b: '2' }, { b: '3', c: '' })).toEqual({ a: '1', b: '3', c: '' })
    expect(mergeTags(many(50), { k1: 'x' })).toMatchObject({ k1: 'x' })
  })

  it('are 50 at most, and no two differ by case alone', () => {
    expect(() => mergeTags(many(50), { x: '' })).toThrow(expect.objectContaining({ code: 'TagLimitExceeded' }))
    expect(() => mergeTags({ env: 'prod' }, { ENV: 'dev' })).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }))
  })
})
