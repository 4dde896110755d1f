import { describe, expect, it } from 'vitest'
import { comparesBody, isSameForRange, requireDeletable, requireReadable, requireWritable } from './preconditions.js'

const modifiedAt = Date.UTC(2026, 0, 2, 3, 4, 5)
const object = { etag: '"abc"', modifiedAt }
const at = (seconds: number) => new Date(modifiedAt + 1000 * seconds)

function outcome(body: () => void): string {
  try {
    body()
    return 'goes on'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('the conditions of a read', () => {
  it.each([
    [{}, 'goes on'],
    [{ IfMatch: '"abc"' }, 'goes on'],
    [{ IfMatch: 'abc' }, 'goes on'],
    [{ IfMatch: '"abc' }, 'goes on'],
    [{ IfMatch: 'abc"' }, 'goes on'],
    [{ IfMatch: '"x", abc"' }, 'goes on'],
    [{ IfMatch: '"' }, 'PreconditionFailed'],
    [{ IfMatch: '"ab' }, 'PreconditionFailed'],
    [{ IfMatch: '""abc""' }, 'PreconditionFailed'],
    [{ IfMatch: '*' }, 'goes on'],
    [{ IfMatch: '"x", "abc"' }, 'goes on'],
    [{ IfMatch: '"x"' }, 'PreconditionFailed'],
    [{ IfMatch: '' }, 'PreconditionFailed'],
    [{ IfMatch: 'W/"abc"' }, 'PreconditionFailed'],
    [{ IfNoneMatch: '"abc"' }, 'NotModified'],
    [{ IfNoneMatch: 'W/"abc"' }, 'NotModified'],
    [{ IfNoneMatch: '"abc' }, 'NotModified'],
    [{ IfNoneMatch: 'abc"' }, 'NotModified'],
    [{ IfNoneMatch: '*' }, 'NotModified'],
    [{ IfNoneMatch: '"x"' }, 'goes on'],
    [{ IfModifiedSince: at(-1) }, 'goes on'],
    [{ IfModifiedSince: at(0) }, 'NotModified'],
    [{ IfModifiedSince: at(1) }, 'NotModified'],
    [{ IfUnmodifiedSince: at(-1) }, 'PreconditionFailed'],
    [{ IfUnmodifiedSince: at(0) }, 'goes on'],
    [{ IfMatch: '"abc"', IfUnmodifiedSince: at(-1) }, 'goes on'],
    [{ IfMatch: '"x"', IfUnmodifiedSince: at(1) }, 'PreconditionFailed'],
    [{ IfNoneMatch: '"x"', IfModifiedSince: at(1) }, 'goes on'],
    [{ IfNoneMatch: '"abc"', IfModifiedSince: at(-1) }, 'NotModified'],
    [{ IfMatch: '"abc"', IfNoneMatch: '"abc"' }, 'NotModified'],
    [{ IfMatch: '"x"', IfNoneMatch: '"abc"' }, 'PreconditionFailed'],
    [{ IfUnmodifiedSince: at(-1), IfNoneMatch: '"abc"' }, 'PreconditionFailed'],
  ])('%j: %s', (conditions, expected) => {
    expect(outcome(() => requireReadable(object, conditions))).toBe(expected)
  })

  it('return the entity tag and the date with a 304, for its headers', () => {
    const fields = { ETag: '"abc"', LastModified: 'Fri, 02 Jan 2026 03:04:05 GMT' }
    expect(() => requireReadable(object, { IfNoneMatch: '*' })).toThrow(expect.objectContaining({ detail: { fields } }))
  })
})

describe('the conditions of a put', () => {
  it.each([
    [undefined, {}, 'goes on'],
    [object, {}, 'goes on'],
    [undefined, { IfNoneMatch: '*' }, 'goes on'],
    [object, { IfNoneMatch: '*' }, 'PreconditionFailed'],
    [object, { IfMatch: '"abc"' }, 'goes on'],
    [object, { IfMatch: '*' }, 'goes on'],
    [object, { IfMatch: '"x"' }, 'PreconditionFailed'],
    [undefined, { IfMatch: '"abc"' }, 'NoSuchKey'],
    [undefined, { IfMatch: '*' }, 'NoSuchKey'],
  ])('for %j with %j: %s', (existing, conditions, expected) => {
    expect(outcome(() => requireWritable('k', existing, conditions))).toBe(expected)
  })
})

describe('the condition of a delete', () => {
  it.each([
    [object, undefined, 'goes on'],
    [undefined, undefined, 'goes on'],
    [object, '"abc"', 'goes on'],
    [object, '*', 'goes on'],
    [object, '"x"', 'PreconditionFailed'],
    [object, 'abc"', 'goes on'],
    [undefined, '"abc"', 'NoSuchKey'],
    [undefined, '*', 'NoSuchKey'],
  ])('for %j with %j: %s', (existing, ifMatch, expected) => {
    expect(outcome(() => requireDeletable('k', existing, ifMatch))).toBe(expected)
  })
})

describe('an If-Match', () => {
  it.each([
    [undefined, false],
    ['*', false],
    [' * ', false],
    ['"abc"', true],
    ['', true],
  ])('%j compares the body: %s', (ifMatch, compares) => {
    expect(comparesBody(ifMatch)).toBe(compares)
  })
})

describe('an If-Range', () => {
  it.each([
    [undefined, true],
    ['"abc"', true],
    [' "abc" ', true],
    ['Fri, 02 Jan 2026 03:04:05 GMT', true],
    ['"x"', false],
    ['abc', false],
    ['W/"abc"', false],
    ['*', false],
    ['"abc", "x"', false],
    ['', false],
    ['Fri, 02 Jan 2026 03:04:04 GMT', false],
    ['Fri, 02 Jan 2026 03:04:06 GMT', false],
    ['Friday, 02-Jan-26 03:04:05 GMT', false],
    ['2026-01-02T03:04:05Z', false],
    ['1767323045', false],
  ])('%j names the current object: %s', (ifRange, same) => {
    expect(isSameForRange(object, ifRange)).toBe(same)
  })
})
