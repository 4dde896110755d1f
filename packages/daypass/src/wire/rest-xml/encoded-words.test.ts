import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodedWords } from './encoded-words.js'

/** The text of encoded words according to RFC 2047: white space between two of them is not part of the text. */
function decoded(value: string): string {
  if (!value.startsWith('=?UTF-8?')) return value
  const pieces = value.split(' ').map((word) => {
    const [, kind, body = ''] = /^=\?UTF-8\?([QB])\?([^?]*)\?=$/.exec(word) ?? []
    if (kind === undefined) throw new Error(`${word} is no encoded word`)
    if (kind === 'B') return Buffer.from(body, 'base64').toString('utf8')
    const bytes = body.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return Buffer.from(bytes, 'latin1').toString('utf8')
  })
  return pieces.join('')
}

/** The header value of a text that was sent as UTF-8: one character for each byte. */
const received = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe('encodedWords', () => {
  // The first three are from S3: from its user guide, and from a public discussion of its responses to `Miniö` and `ö`.
  it.each([
    [received('ÄMÄZÕÑ S3'), '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
    [received('Miniö'), '=?UTF-8?Q?Mini=C3=83=C2=B6?='],
    [received('ö'), '=?UTF-8?B?w4PCtg==?='],
    ['AMAZONS3', 'AMAZONS3'],
    ['', ''],
    ['\ta =?UTF-8?Q?b?= _', '\ta =?UTF-8?Q?b?= _'],
    ['caf\xe9', '=?UTF-8?Q?caf=C3=A9?='],
    ['a_b = c? é', '=?UTF-8?Q?a=5Fb_=3D_c=3F_=C3=A9?='],
    ['“Workout”. Make', '=?UTF-8?Q?=E2=80=9CWorkout=E2=80=9D._Make?='],
    ['a\tb\r\ncdefgh', '=?UTF-8?Q?a=09b=0D=0Acdefgh?='],
    ['ab\xe9\xe9', '=?UTF-8?B?YWLDqcOp?='],
    [`${'a'.repeat(60)}é`, `=?UTF-8?Q?${'a'.repeat(30)}?= =?UTF-8?Q?${'a'.repeat(30)}=C3=A9?=`],
    ['\u{1faa3}'.repeat(13), '=?UTF-8?B?8J+qo/CfqqPwn6qj8J+qo/CfqqPwn6qj?= =?UTF-8?B?8J+qo/CfqqPwn6qj8J+qo/CfqqPwn6qj8J+qow==?='],
  ])('writes %j', (text, expected) => {
    expect(encodedWords(text)).toBe(expected)
  })

  it('is ASCII in words of at most 75 characters, and loses nothing, whatever the text', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(' ', '=', '?', '_', '\t', 'a', 'é'), fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 2_048,
    })
    fc.assert(
      fc.property(
        text.filter((one) => !one.startsWith('=?UTF-8?')),
        (one) => {
          const value = encodedWords(one)
          expect(value).toMatch(/^[\t\x20-\x7e]*$/)
          expect(decoded(value)).toBe(one)
          if (value !== one) for (const word of value.split(' ')) expect(word.length).toBeLessThanOrEqual(75)
        },
      ),
    )
  })
})
