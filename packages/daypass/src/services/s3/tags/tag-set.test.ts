import { describe, expect, it } from 'vitest'
import type { WireError } from '../../../core/error.js'
import { BUCKET_TAGS, NEW_BUCKET_TAGS, OBJECT_TAGS, readTags, tagSet } from './tag-set.js'
import { taggingHeader } from './tagging-header.js'

const many = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: 'v' }))

function errorOf(work: () => unknown): object {
  try {
    work()
  } catch (error) {
    const { code, message, detail } = error as WireError
    return { code, message, ...detail.fields }
  }
  return expect.fail('not refused')
}

describe('tags', () => {
  it('are as many as S3 takes, in the letters that it takes', () => {
    const tags = [{ Key: 'a b+c-d=e._:/@é0', Value: '' }, { Key: '__proto__', Value: 'x' }, ...many(8)]
    expect(tagSet(readTags(tags, OBJECT_TAGS))).toEqual(tags)
    expect(tagSet(readTags(many(50), BUCKET_TAGS))).toHaveLength(50)
    expect(tagSet(undefined)).toEqual([])
  })

  it.each([
    [
      [
        { Key: 'Key1', Value: 'a' },
        { Key: 'Key1', Value: 'b' },
      ],
      'InvalidTag',
      'Cannot provide multiple Tags with the same key',
    ],
    [
      [
        { Key: 'key1', Value: 'a' },
        { Key: 'KEY1', Value: 'b' },
      ],
      'InvalidTag',
      'Cannot provide multiple Tags with the same key',
    ],
    [[{ Key: 'Key1,Key2', Value: 'a' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[{ Key: '', Value: 'a' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[{ Key: 'k'.repeat(129), Value: 'a' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
    [[{ Key: 'Key1', Value: 'Val1,Val2' }], 'InvalidTag', 'The TagValue you have provided is invalid'],
    [[{ Key: 'Key1', Value: 'v'.repeat(257) }], 'InvalidTag', 'The TagValue you have provided is invalid'],
    [[{ Key: 'Key1' }], 'MalformedXML', expect.any(String)],
    [[{ Value: 'a' }], 'MalformedXML', expect.any(String)],
    [many(11), 'BadRequest', 'Object tags cannot be greater than 10'],
    [[{ Key: 'AWS:x', Value: 'a' }], 'InvalidTag', 'Your TagKey cannot be prefixed with aws:'],
  ])('%j are refused', (tags, code, message) => {
    expect(errorOf(() => readTags(tags, OBJECT_TAGS))).toMatchObject({ code, message })
  })

  it('of buckets are refused in other words', () => {
    expect(errorOf(() => readTags(many(51), BUCKET_TAGS))).toEqual({
      code: 'BadRequest',
      message: 'Bucket tag count cannot be greater than 50',
    })
    const reserved = [{ Key: 'aws:prefixed', Value: 'a' }]
    expect(errorOf(() => readTags(reserved, BUCKET_TAGS))).toEqual({
      code: 'InvalidTag',
      message: 'System tags cannot be added/updated by requester',
      TagKey: 'aws:prefixed',
    })
    expect(errorOf(() => readTags(reserved, NEW_BUCKET_TAGS))).toMatchObject({ message: expect.stringContaining('User-defined tag keys') })
  })
})

describe('the header x-amz-tagging', () => {
  it.each([
    ['a=b&c=d', { a: 'b', c: 'd' }],
    ['a', { a: '' }],
    ['a+b=%C3%A9%2B', { 'a b': 'é+' }],
    ['', {}],
    [undefined, undefined],
  ])('%j is %j', (header, tags) => {
    expect(taggingHeader(header)).toEqual(tags)
  })

  it.each(['key1=val1&key1=val2', 'key1=val1,key2=val2', 'a=b=c', 'a=%', '=b', 'a=%ff'])('%j is refused', (header) => {
    expect(errorOf(() => taggingHeader(header))).toEqual({
      code: 'InvalidArgument',
      message: "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      ArgumentName: 'x-amz-tagging',
      ArgumentValue: header,
    })
  })
})
