import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HeldBytes } from './connections/held-bytes.js'
import { LIMITS } from './connections/limits.js'
import { bytesToRead, PacedBody } from './paced-body.js'

const LIMIT = 1_048_576

/** A message whose body has already arrived, or arrives on demand. */
function sent(body: string, headers: Record<string, string>, isThere = true) {
  const stream = new PassThrough({ highWaterMark: 2 * LIMIT })
  const message = Object.assign(stream, { complete: isThere, headers }) as unknown as IncomingMessage
  if (isThere) stream.end(body)
  const come = () => {
    Object.assign(message, { complete: true })
    stream.end(body)
  }
  const asked: number[] = []
  const goOn: (() => void)[] = []
  const turnFor = (bytes: number) => {
    asked.push(bytes)
    return new Promise<void>((resolve) => goOn.push(resolve))
  }
  const room = new HeldBytes({ all: LIMITS.heldBytes, perAddress: LIMITS.heldBytes })
  const terms = { limits: LIMITS, held: room, believed: room, addressOf: () => undefined }
  const paced = new PacedBody(message, terms, { begin: () => {}, turns: { turnFor } })
  return { paced, come, asked, goOn: () => goOn.shift()?.() }
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a body that is read whole', () => {
  it('does not wait for another turn where it is small, arrived with its headers and was counted with them', () => {
    const { paced, asked } = sent('Action=GetCallerIdentity', { 'content-length': '24' })
    const bytes = paced.collect(LIMIT)
    expect(bytes).toBeInstanceOf(Uint8Array)
    expect(asked).toEqual([])
  })

  it.each([
    ['is large', 'a'.repeat(4_097), { 'content-length': '4097' }],
    ['came in chunks, so that its length was unknown', 'a', { 'transfer-encoding': 'chunked' }],
  ])('waits for a turn with capacity for it where it %s', async (_what, body, headers) => {
    const { paced, asked, goOn } = sent(body, headers)
    let given: Uint8Array | undefined
    const reading = Promise.resolve(paced.collect(LIMIT)).then((bytes) => {
      given = bytes
    })
    await settle()
    expect([asked, given]).toEqual([[512 + body.length], undefined])
    goOn()
    await reading
    expect(text(given)).toBe(body)
  })

  it('also waits for such a turn where it arrived after its headers: many may end at the same time', async () => {
    const { paced, come, asked, goOn } = sent('a', { 'content-length': '1' }, false)
    let given: Uint8Array | undefined
    const reading = Promise.resolve(paced.collect(LIMIT)).then((bytes) => {
      given = bytes
    })
    come()
    await settle()
    expect([asked, given]).toEqual([[513], undefined])
    goOn()
    await reading
    expect(text(given)).toBe('a')
  })

  it('does not wait to be rejected as too large', async () => {
    const { paced, asked } = sent('a'.repeat(200), { 'content-length': '200' })
    expect([await paced.collect(100), asked]).toEqual([undefined, []])
  })
})

describe('the bytes to read for a request', () => {
  it('are those of its target, its headers and a small body, plus a constant for the request itself', () => {
    const request = (length: string) => ({ url: '/k?a=b', rawHeaders: ['Host', 'localhost'], headers: { 'content-length': length } })
    expect(bytesToRead(request('100'))).toBe(512 + 6 + 13 + 100)
    // A large body is counted when it was read; an object never is.
    expect(bytesToRead(request('5000000000'))).toBe(512 + 6 + 13)
  })

  it('are so few for a usual request that 32 clients continue in one turn', () => {
    const headers = [
      'Host',
      'localhost',
      'Authorization',
      'x'.repeat(230),
      'X-Amz-Security-Token',
      'x'.repeat(1_500),
      'User-Agent',
      'x'.repeat(300),
    ]
    expect(32 * bytesToRead({ url: '/', rawHeaders: headers, headers: { 'content-length': '200' } })).toBeLessThan(131_072)
  })
})

describe('a body whose start is read whole, and the rest streams', () => {
  afterEach(() => void vi.useRealTimers())

  it('has no deadline and holds nothing once it streams', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const stream = new PassThrough()
    const message = Object.assign(stream, { complete: false, headers: {} }) as unknown as IncomingMessage
    const room = new HeldBytes({ all: 8, perAddress: 8 })
    const limits = { ...LIMITS, smallBody: 20, freeBytes: 2 }
    const turnFor = () => Promise.resolve()
    const body = new PacedBody(
      message,
      { limits, held: room, believed: room, addressOf: () => 'a' },
      { begin: () => {}, turns: { turnFor } },
    )
    const pieces = body[Symbol.asyncIterator]()
    stream.write('start')
    expect(text((await pieces.next()).value ?? undefined)).toBe('start')
    body.flows()
    // Longer than the deadline, and more than there is room for.
    const next = pieces.next()
    vi.advanceTimersByTime(2 * limits.smallBody)
    stream.write('x'.repeat(1_000))
    expect(text((await next).value ?? undefined)).toHaveLength(1_000)
    expect(room.take(8, 'a')).toBe(true)
    stream.end()
    expect((await pieces.next()).done).toBe(true)
  })
})
