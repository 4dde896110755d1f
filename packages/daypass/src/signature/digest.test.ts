import { createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacHex, sameText, wireBytes } from './digest.js'
import { OneShotHmac } from './hmac.js'

const byObject = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(wireBytes(text)).digest('hex')

describe('HMAC-SHA256', () => {
  // RFC 4231, test cases 1 to 4 and 6, whose data is text.
  it.each([
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [Buffer.from('Jefe'), 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('is that of RFC 4231 for a key %j', (key, text, expected) => {
    expect(hmacHex(createSecretKey(key), text)).toBe(expected)
  })

  it('equals that of node:crypto for any key and text, in any order of calls', () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 150 })
    const texts = fc.oneof(fc.string({ maxLength: 2_000 }), fc.string({ unit: 'binary', maxLength: 200 }))
    fc.assert(
      fc.property(keys, fc.array(texts, { minLength: 1, maxLength: 4 }), (key, asked) => {
        const object = createSecretKey(key)
        for (const text of asked) expect(hmacHex(object, text)).toBe(byObject(key, text))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the same text', () => {
  const hex = 'ab'.repeat(32)

  it.each([
    ['itself', hex, true],
    ['the last digit changed', `${hex.slice(0, 63)}c`, false],
    ['the first digit changed', `b${hex.slice(1)}`, false],
    ['another case', hex.toUpperCase(), false],
    ['a longer one', `${hex}a`, false],
    ['a shorter one', hex.slice(1), false],
    ['wide characters', '\u0161'.repeat(64), false],
    ['one wide character', `${hex.slice(0, 63)}\u0162`, false],
    ['one of three bytes', `${hex.slice(0, 63)}\u3062`, false],
  ])('as 64 digits: %s', (_what, given, same) => {
    expect(sameText(hex, given)).toBe(same)
    expect(sameText(hex, hex)).toBe(true)
    expect(sameText(given, given)).toBe(/^[\x20-\x7f]*$/.test(given) || given.length !== 64)
  })
})

describe('HMAC of bytes', () => {
  it.each(['sha256', 'sha512'] as const)('with %s equals that of node:crypto for any key and message', (algorithm) => {
    const hmac = new OneShotHmac(algorithm)
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 1_000, maxLength: 1_100 }))),
        (key, messages) => {
          const object = createSecretKey(key)
          for (const message of messages)
            expect(hmac.of(object, message).equals(createHmac(algorithm, key).update(message).digest())).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
})
