import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { START, type World, world } from '../testing/world.js'
import { openAuthorizationMessage, sealAuthorizationMessage } from './authorization-message.js'
import { openCursor, sealCursor } from './cursor.js'
import { openSession, sealSession } from './session-token.js'

/** Random texts for each kind; set more for a longer search: `FORGERY_RUNS=1000000`. */
const RUNS = Number(process.env.FORGERY_RUNS ?? 2_000)
const ACCOUNT = '000000000000'
const SCOPE = { account: ACCOUNT, operation: 'ListUsers', filter: '/' }
const accessKeyId = 'ASIAQAAAAAAAAAAAAAAA'
const CLAIMS = { kind: 'user', account: ACCOUNT, principal: 'AIDAQAAAAAAAAAAAAAAAA', name: '', issuedAt: 0, expiresAt: 1 } as const

/** A kind of sealed text that clients hold: how to make, open and encode it. */
interface Sealed {
  readonly seal: (here: World) => string
  readonly open: (here: World, text: string) => unknown
  readonly mark: string
  readonly spelling: 'base64' | 'base64url'
}

const KINDS: Readonly<Record<string, Sealed>> = {
  'session token': {
    seal: ({ ring, ids, read }) => read((state) => sealSession({ claims: CLAIMS, accessKeyId, ring, state, ids }).token),
    open: ({ ring, read }, token) => read((state) => openSession({ token, accessKeyId, ring, state })),
    mark: 'IQoJb3JpZ2luX2Vj',
    spelling: 'base64',
  },
  'authorization message': {
    seal: ({ ring, ids, read }) =>
      read((state) => sealAuthorizationMessage(() => '{"allowed":false}', ACCOUNT, { ring, ids, state, now: START })),
    open: ({ ring, read }, text) => read((state) => openAuthorizationMessage(text, ACCOUNT, { ring, state, now: START })),
    mark: '',
    spelling: 'base64url',
  },
  'pagination marker': {
    seal: ({ ring, ids, read }) => read((state) => sealCursor('some-user-of-some-length', SCOPE, { ring, state, ids })),
    open: ({ ring, read }, text) => read((state) => openCursor(text, SCOPE, { ring, state })),
    mark: '',
    spelling: 'base64url',
  },
}

const bytesOf = ({ mark, spelling }: Sealed, text: string): Buffer => Buffer.from(text.slice(mark.length), spelling)
const textOf = ({ mark, spelling }: Sealed, bytes: Uint8Array): string => mark + Buffer.from(bytes).toString(spelling)

/** The first text with a piece of the second, at the same or another position. */
function withPiece(first: Buffer, second: Buffer, { from, to, size }: { from: number; to: number; size: number }): Buffer {
  const mixed = Buffer.from(first)
  second.copy(mixed, to, from, from + size)
  return mixed
}

/** Combinations of two sealed texts: pieces of one in the other, heads and tails of both, pieces moved within one. */
function* mixtures(first: Buffer, second: Buffer): Generator<Buffer> {
  // Not every position of a long text, but a few hundred spread over it.
  const step = Math.ceil(first.length / 400)
  for (const size of [1, 2, 4, 12, 16, 32])
    for (let at = 0; at + size <= first.length; at += step) {
      yield withPiece(first, second, { from: at, to: at, size })
      for (const from of [0, 4, 5, 20, 37, first.length - 16 - size]) yield withPiece(first, first, { from, to: at, size })
    }
  for (let at = 0; at <= first.length; at += step) {
    yield Buffer.concat([first.subarray(0, at), second.subarray(at)])
    yield Buffer.concat([first.subarray(0, at), second])
    yield Buffer.concat([first.subarray(at), first.subarray(0, at)])
  }
}

describe.each(Object.entries(KINDS))('a %s', (_, kind) => {
  async function setUp() {
    const here = await world()
    const [first, second] = [kind.seal(here), kind.seal(here)]
    expect([kind.open(here, first), kind.open(here, second)]).not.toContain(undefined)
    return { first, second, true: new Set([first, second]), opened: (text: string) => kind.open(here, text), here }
  }

  it('cannot be forged by combining two of them', async () => {
    const { first, second, opened, true: ours } = await setUp()
    let tried = 0
    for (const mixed of mixtures(bytesOf(kind, first), bytesOf(kind, second))) {
      const text = textOf(kind, mixed)
      if (ours.has(text)) continue
      tried += 1
      if (opened(text) !== undefined) throw new Error(`opens: ${text}`)
    }
    expect(tried).toBeGreaterThan(1_000)
  })

  it('cannot be guessed', async () => {
    const { first, opened } = await setUp()
    const bytes = bytesOf(kind, first)
    const guesses = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.uint8Array({ maxLength: 400 }).map((guess) => textOf(kind, guess)),
      fc.uint8Array({ minLength: 20, maxLength: 400 }).map((guess) => textOf(kind, Buffer.concat([bytes.subarray(0, 5), guess]))),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((guess) => textOf(kind, Buffer.concat([guess, bytes.subarray(guess.length)]))),
    )
    const property = fc.property(guesses, (guess) => guess === first || opened(guess) === undefined)
    fc.assert(property, { numRuns: RUNS, seed: 1 })
  })

  it('cannot be made from one of another kind, or in a wrong length', async () => {
    const { first, opened, here } = await setUp()
    for (const other of Object.values(KINDS)) {
      if (other === kind) continue
      const bytes = bytesOf(other, other.seal(here))
      for (const text of [textOf(other, bytes), textOf(kind, bytes)]) expect(opened(text)).toBeUndefined()
    }
    const huge = Buffer.alloc(100_000, bytesOf(kind, first))
    for (const text of ['', kind.mark, `${first}${first}`, textOf(kind, huge), 'A'.repeat(1_000_000)]) expect(opened(text)).toBeUndefined()
  })
})

describe('the mark of a session token', () => {
  it.each(['', 'FwoGZXIvYXdzEJr', 'AgoJb3JpZ2luX2Vj', 'IQoJb3JpZ2luX2V', 'iQoJb3JpZ2luX2Vj', ' IQoJb3JpZ2luX2Vj'])(
    'must be exact: not %j',
    async (mark) => {
      const { open, seal, mark: right } = KINDS['session token'] as Sealed
      const here = await world()
      const token = seal(here)
      expect(open(here, token)).toBeDefined()
      expect(open(here, mark + token.slice(right.length))).toBeUndefined()
    },
  )
})
