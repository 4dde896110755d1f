import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath, canonicalTexts, normalizePath } from './canonical.js'
import { sameText, sha256Hex, wireBytes } from './digest.js'
import { canonicalHeaderValue, indexHeaders } from './headers.js'
import { canonicalQuery, decodeComponent, encodeComponent, readSignedQuery } from './query.js'
import { formatAmzDate, parseAmzDate, parseDateHeader } from './timestamp.js'

describe('the canonical query', () => {
  it.each([
    ['', ''],
    ['&', ''],
    ['a', 'a='],
    ['uploads=', 'uploads='],
    ['uploads', 'uploads='],
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=1', 'a=1&a=2'],
    ['Param-3=x&Param=y', 'Param=y&Param-3=x'],
    ['a=x+y', 'a=x%20y'],
    ['a=x%20y', 'a=x%20y'],
    ['a=x%2By', 'a=x%2By'],
    ['a=%7e%2f', 'a=~%2F'],
    ['a=b=c', 'a=b%3Dc'],
    ['a=/*!()', 'a=%2F%2A%21%28%29'],
    ['a=%zz%4', 'a=%25zz%254'],
    ['=x', '=x'],
    ['a=1&&b=2', 'a=1&b=2'],
    ['a=\u00e1\u0088\u00b4', 'a=%E1%88%B4'],
    ['a=ሴ', 'a=%E1%88%B4'],
    ['X-Amz-Signature=abc&a=1', 'a=1'],
    ['B=1&a=2', 'B=1&a=2'],
  ])('of %j is %j', (query, canonical) => {
    expect(canonicalQuery(readSignedQuery(query))).toBe(canonical)
  })

  it('keeps the meaning of encodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [pair] = readSignedQuery(`a=${encodeURIComponent(text)}`)
        expect(Buffer.from(decodeComponent(pair?.value ?? ''), 'latin1').toString()).toBe(text)
      }),
    )
  })

  it('does not change if it is canonicalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        const once = canonicalQuery(readSignedQuery(query))
        expect(canonicalQuery(readSignedQuery(once))).toBe(once)
      }),
    )
  })

  it('encodes plain text so that it can be decoded to the same text', () => {
    fc.assert(fc.property(fc.string(), (text) => decodeURIComponent(encodeComponent(text)) === text))
  })
})

describe('the canonical path', () => {
  it.each([
    ['', '/', '/'],
    ['/', '/', '/'],
    ['/a/../b', '/b', '/a/../b'],
    ['/../..', '/', '/../..'],
    ['/a%20b', '/a%2520b', '/a%20b'],
    ['/a b', '/a%20b', '/a%20b'],
    ['/a%2Fb', '/a%252Fb', '/a%2Fb'],
    ['/a%7e%c3%2f', '/a%257e%25c3%252f', '/a~%C3%2F'],
    ['/a%zb', '/a%25zb', '/a%25zb'],
    ['//x//', '/x/', '//x//'],
    ['/(x)', '/%28x%29', '/%28x%29'],
    ['/b/lib++docs', '/b/lib%2B%2Bdocs', '/b/lib%20%20docs'],
    ['/b/lib%2B%2bdocs', '/b/lib%252B%252bdocs', '/b/lib%2B%2Bdocs'],
    ['/+/', '/%2B/', '/%20/'],
    ['/caf\u00c3\u00a9/+', '/caf%C3%A9/%2B', '/caf%C3%A9/%20'],
    ['/%2e%2e/x', '/%252e%252e/x', '/../x'],
  ])('of %j is %j, for S3 %j', (path, normalized, asSent) => {
    expect(canonicalPath(path, true)).toBe(normalized)
    expect(canonicalPath(path, false)).toBe(asSent)
  })

  it('has no dot segments', () => {
    const segment = fc.constantFrom('.', '..', '', 'a', 'b', '...')
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const path = normalizePath(`/${segments.join('/')}`)
        expect(path.split('/').slice(1, -1)).not.toContain('')
        expect(path.split('/')).not.toContain('..')
        expect(normalizePath(path)).toBe(path)
      }),
    )
  })
})

describe('a canonical header value', () => {
  it.each([
    ['', ''],
    ['   ', ''],
    ['a', 'a'],
    [' a ', 'a'],
    ['a  b', 'a b'],
    ['"a   b   c"', '"a b c"'],
    ['a\tb', 'a b'],
    ['value1\r\n  value2', 'value1 value2'],
    ['a\u00a0 b', 'a\u00a0 b'],
  ])('of %j is %j', (value, canonical) => {
    expect(canonicalHeaderValue(value)).toBe(canonical)
  })

  it('is the words with single blanks between them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '\n') })
    fc.assert(fc.property(text, (value) => canonicalHeaderValue(value) === value.split(/\s+/).filter(Boolean).join(' ')))
  })

  it('joins repeated headers in received order and reports them', () => {
    const index = indexHeaders(['X-A', '2', 'Host', 'h', 'x-a', ' 1 '])
    expect(index.values.get('x-a')).toBe('2,1')
    expect(index.repeated).toEqual(['x-a'])
  })
})

describe('bytes', () => {
  it('are those that were received: latin1 of what node gives', () => {
    expect([...wireBytes('\u00e9')]).toEqual([0xe9])
    expect([...wireBytes('\u0131')]).toEqual([0xc4, 0xb1])
    const texts = canonicalTexts({
      method: 'GET',
      path: '/',
      normalizePath: true,
      query: [],
      headers: indexHeaders(['host', '\u00e9']),
      signedHeaders: ['host'],
      payloadHash: 'x',
      timestamp: '20150830T123600Z',
      scope: { date: '20150830', region: 'r', service: 's', terminator: 'aws4_request' },
    })
    expect(texts.stringToSign.endsWith(sha256Hex(Buffer.from('GET\n/\n\nhost:\u00e9\n\nhost\nx', 'latin1')))).toBe(true)
  })

  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', '', false],
    ['a', 'aa', false],
    ['1', '\u0131', false],
  ])('%j and %j are the same: %s', (expected, given, same) => {
    expect(sameText(expected, given)).toBe(same)
  })
})

describe('a timestamp', () => {
  it('is parsed back to the same time', () => {
    const seconds = fc.integer({ min: 0, max: 250_000_000_000 })
    fc.assert(fc.property(seconds, (second) => parseAmzDate(formatAmzDate(second * 1000)) === second * 1000))
  })

  it.each(['Sun, 30 Aug 2015 12:36:00 GMT', 'Sun, 30 Aug 2015 12:36:00 +0000', 'Sun, 30 Aug 2015 12:36:00 -0000', '20150830T123600Z'])(
    'is read from the Date header %s',
    (text) => {
      expect(parseDateHeader(text)).toBe(Date.UTC(2015, 7, 30, 12, 36))
    },
  )

  it.each([
    'Mon, 30 Aug 2015 12:36:00 GMT',
    '30 Aug 2015',
    '2015-08-30',
    'Sunday, 30-Aug-15 12:36:00 GMT',
    'Sun, 30 Aug 2015 12:36:00 +0200',
    'Sun, 30 Aug 2015 12:36:00 -0001',
    'Sun, 30 Aug 2015 12:36:00+0000',
    'Mon, 30 Aug 2015 12:36:00 +0000',
    '20150830T123600 +0000',
    '',
  ])('is not read from %j', (text) => {
    expect(parseDateHeader(text)).toBeUndefined()
  })
})
