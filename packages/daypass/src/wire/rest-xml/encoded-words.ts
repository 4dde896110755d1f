/** The maximum length of an encoded word, in characters (RFC 2047, section 2). */
const MAX_WORD = 75

/**
 * A header value as ASCII text: unchanged if it is ASCII already, otherwise as encoded words (RFC 2047), separated by spaces. S3 returns user
 * metadata in this form (S3 user guide, "Working with object metadata"; seen as `=?UTF-8?Q?Mini=C3=83=C2=B6?=`, and as `=?UTF-8?B?w4PCtg==?=` if at
 * most half of the characters are ASCII). Each character of the value is one byte of the header that was received, so text that was sent as UTF-8 is
 * encoded twice, as on S3: the decoded text, in ISO-8859-1, has the bytes that were sent.
 */
export function encodedWords(text: string): string {
  const others = text.replace(ascii, '').length
  if (others === 0) return text
  return words(text, others < text.length - others ? quoted : inBase64).join(' ')
}

const ascii = /[\t\x20-\x7e]/g

/** Cut in half until each piece fits, as S3 does (seen); never between the halves of one character. */
function words(text: string, encode: (text: string) => string): string[] {
  const word = encode(text)
  if (word.length <= MAX_WORD) return [word]
  const middle = text.length >> 1
  const cut = isFirstHalf(text.charCodeAt(middle - 1)) ? middle - 1 : middle
  return [...words(text.slice(0, cut), encode), ...words(text.slice(cut), encode)]
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

const inBase64 = (text: string): string => `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`

/** Printable ASCII is not encoded, except for these (RFC 2047, section 4.2). */
const SPECIAL = new Set([...'=?_'].map((character) => character.charCodeAt(0)))
const SPACE = 0x20

function quoted(text: string): string {
  let out = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    if (byte === SPACE) out += '_'
    else if (byte > SPACE && byte < 0x7f && !SPECIAL.has(byte)) out += String.fromCharCode(byte)
    else out += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return `=?UTF-8?Q?${out}?=`
}
