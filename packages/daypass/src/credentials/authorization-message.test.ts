import { describe, expect, it } from 'vitest'
import { ACCOUNT, START, world } from '../testing/world.js'
import { MOST_TEXT, openAuthorizationMessage, sealAuthorizationMessage } from './authorization-message.js'

const TEXT = JSON.stringify({ allowed: false, of: 'Grüße' })
const DAY = 86_400_000

async function setUp() {
  const { ring, ids, read } = await world()
  const message = read((state) => sealAuthorizationMessage(() => TEXT, ACCOUNT, { ring, ids, state, now: START }))
  const open = (given = message, account = ACCOUNT, now = START) =>
    read((state) => openAuthorizationMessage(given, account, { ring, state, now }))
  return { message, open, ring, ids, read }
}

describe('an authorization message', () => {
  it('can be decoded by its own account for 24 hours', async () => {
    const { open, message } = await setUp()
    expect([open(), open(message, ACCOUNT, START + DAY - 1)]).toEqual([TEXT, TEXT])
    expect(open(message, ACCOUNT, START + DAY)).toBeUndefined()
    expect(open(message, '111122223333')).toBeUndefined()
  })

  it('has the same length for any text, and returns the text byte for byte', async () => {
    const { ring, ids, read, open } = await setUp()
    const texts = ['', '{}', 'a'.repeat(100), 'aAbB'.repeat(100), 'ü'.repeat(MOST_TEXT / 2), 'x'.repeat(MOST_TEXT)]
    const messages = texts.map((text) => read((state) => sealAuthorizationMessage(() => text, ACCOUNT, { ring, ids, state, now: START })))
    expect(new Set(messages.map(({ length }) => length))).toEqual(new Set([6_144]))
    expect(messages.map((message) => open(message))).toEqual(texts)
    const tooLong = () =>
      read((state) => sealAuthorizationMessage(() => 'x'.repeat(MOST_TEXT + 1), ACCOUNT, { ring, ids, state, now: START }))
    expect(tooLong).toThrow()
  })

  it('is one line of base64url that differs every time', async () => {
    const { message, ring, ids, read } = await setUp()
    expect(message).toMatch(/^[\w-]+$/)
    expect(read((state) => sealAuthorizationMessage(() => TEXT, ACCOUNT, { ring, ids, state, now: START }))).not.toBe(message)
  })

  it('does not open with any bit changed, truncated, extended, or in another spelling', async () => {
    const { message, open } = await setUp()
    const bytes = Buffer.from(message, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      // All bits except the padding and the seal; one bit of each byte there.
      if (bit > 1_600 && bit < bytes.length * 8 - 256 && bit % 8 !== (bit >> 3) % 8) continue
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(open(changed.toString('base64url')), `bit ${bit}`).toBeUndefined()
    }
    for (let length = 0; length < message.length; length++) expect(open(message.slice(0, length))).toBeUndefined()
    for (const other of [`${message}A`, `${message}=`, `${message}\n`, ` ${message}`, `${message.slice(0, 9)}\n${message.slice(9)}`])
      expect(open(other)).toBeUndefined()
  })
})
