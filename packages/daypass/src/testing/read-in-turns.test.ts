import { describe, expect, it } from 'vitest'
import type { Payload, Request, Routed } from '../core/exchange.js'
import { FairTurns } from '../installation/fair-turns.js'
import { protocols } from '../installation/services.js'

const s3 = protocols().s3

/** A routed request for S3, as a client sent it. */
const routed = async (method: string, query: string, headers: Record<string, string> = {}): Promise<Routed> =>
  await s3.route({ id: 'i', method, path: '/photos/k', query, headers, rawHeaders: [], body: {} } as unknown as Request)

const payloadOf = (text: string): Payload => ({
  bytes: async () => Buffer.from(text),
  async *stream() {},
  hasChecksum: true,
  trailers: () => new Map(),
})

/** Turns that end on demand. */
function staged() {
  let asked: (() => void)[] = []
  const turns = new FairTurns((goOn) => asked.push(goOn))
  let rests = 0
  const rest = async () => {
    await turns.rest()
    rests += 1
  }
  const counted = { turnFor: (bytes: number) => turns.turnFor(bytes), rest }
  const endTurn = async () => {
    const now = asked
    asked = []
    for (const goOn of now) goOn()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { counted, endTurn, hasMore: () => asked.length > 0, rests: () => rests }
}

describe('XML bodies', () => {
  const list = `<Delete><Object><Key>${'&amp;'.repeat(30_000)}</Key></Object></Delete>`
  const deleting = async () =>
    await s3.route({
      id: 'i',
      method: 'POST',
      path: '/photos',
      query: 'delete=',
      headers: {},
      rawHeaders: [],
      body: {},
    } as unknown as Request)

  it('that are large are read one piece per turn, however many there are', async () => {
    const { counted, endTurn, hasMore, rests } = staged()
    const { decode } = await deleting()
    const all = Promise.all(Array.from({ length: 10 }, () => decode(payloadOf(list), counted)))
    await new Promise((resolve) => setImmediate(resolve))
    expect(rests()).toBe(0)
    for (let before = 0; hasMore(); before = rests()) {
      await endTurn()
      expect(rests() - before).toBeLessThanOrEqual(1)
    }
    // Each begins in a separate turn, and then continues piece by piece.
    expect(rests()).toBe(10 * 6)
    for (const input of await all) expect(input).toMatchObject({ Bucket: 'photos' })
  })

  it('that are small are read in a turn with capacity for them', async () => {
    const asked: number[] = []
    const { decode } = await deleting()
    const small = '<Delete><Object><Key>k</Key></Object></Delete>'
    const turnFor = async (bytes: number) => void asked.push(bytes)
    await decode(payloadOf(small), { turnFor, rest: () => Promise.reject(new Error('a small one must not pause')) })
    expect(asked).toEqual([2 * small.length])
  })

  it('that are empty do not wait', async () => {
    const never = () => Promise.reject(new Error('there is nothing to read'))
    const { decode } = await routed('GET', '')
    expect(await decode(payloadOf(''), { turnFor: never, rest: never })).toMatchObject({ Key: 'k' })
  })
})

describe('headers in the query', () => {
  it('are read once, at the first use', async () => {
    const { hoisted, decode } = await routed('PUT', 'x-amz-meta-a=b')
    const first = hoisted?.()
    expect(first).toEqual({ 'x-amz-meta-a': 'b' })
    expect(hoisted?.()).toBe(first)
    const nobody = { turnFor: async () => {}, rest: async () => {} }
    expect(await decode(payloadOf(''), nobody)).toMatchObject({ Metadata: { a: 'b' } })
  })

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])(
    'with more metadata than S3 keeps reject %s when it is routed, before authentication',
    async (method) => {
      const query = Array.from({ length: 300 }, (_, i) => `x-amz-meta-${1_000 + i}=123456`).join('&')
      await expect(routed(method, query)).rejects.toMatchObject({
        code: 'MetadataTooLarge',
        message: 'Your metadata headers exceed the maximum allowed metadata size',
      })
      const error = await routed(method, query).catch((refusal: unknown) => refusal)
      expect(s3.fail(error, { id: 'i', method, path: '/photos/k' } as unknown as Request, undefined)).toMatchObject({
        status: 400,
        code: 'MetadataTooLarge',
      })
    },
  )
})
