import { afterEach, describe, expect, it } from 'vitest'
import { readBody } from '../core/body.js'
import type { Answer, Request } from '../core/exchange.js'
import { RawSocket } from '../testing/raw-socket.js'
import { stubInstallation } from '../testing/stub-installation.js'
import { tooLarge } from '../testing/too-large.js'
import { trustProxies } from './proxies.js'
import { listen } from './server.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Counts event-loop turns from now on. */
function countTurns(): () => number {
  let turn = 0
  let next: NodeJS.Immediate
  const count = () => {
    turn += 1
    next = setImmediate(count)
  }
  next = setImmediate(count)
  stops.push(() => clearImmediate(next))
  return () => turn
}

/** A server whose service records the turn in which it has read each request, and clients that send to it. */
async function serving() {
  const turn = countTurns()
  const read: { name: string; turn: number }[] = []
  const serve = async (request: Request): Promise<Answer> => {
    await readBody(request.body, 65_536, tooLarge)
    read.push({ name: request.path, turn: turn() })
    return { status: 200, headers: {}, body: 'done.' }
  }
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits: { drain: 100 } }
  const { port, drain } = await listen(stubInstallation(serve).installation, options)
  stops.push(drain)
  /** Sends everything but the last bytes, and then all last bytes at once; resolves when all were answered. */
  const together = async (requests: readonly string[]): Promise<void> => {
    const sockets = await Promise.all(requests.map(() => RawSocket.open(`http://127.0.0.1:${port}`)))
    stops.unshift(() => {
      for (const socket of sockets) socket.cut()
    })
    for (const [i, socket] of sockets.entries()) socket.write(requests[i]?.slice(0, -1) ?? '')
    await (await fetch(`http://127.0.0.1:${port}/_daypass/health`)).text()
    for (const [i, socket] of sockets.entries()) socket.write(requests[i]?.slice(-1) ?? '')
    await Promise.all(sockets.map((socket) => socket.sees('done.')))
  }
  const perTurn = (prefix: string): readonly number[] => {
    const turns = new Map<number, number>()
    for (const one of read) if (one.name.startsWith(prefix)) turns.set(one.turn, (turns.get(one.turn) ?? 0) + 1)
    return [...turns.values()]
  }
  return { together, perTurn, read }
}

const named = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i))
const get = (path: string, bytes: number) => `GET ${path}?${'q'.repeat(bytes)} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const put = (path: string, body: string) => `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`

describe('requests whose last bytes arrive together', () => {
  it('are read one per turn where they are large', async () => {
    const { together, perTurn } = await serving()
    await together(named(30, (i) => get(`/large${i}`, 60_000)))
    expect(perTurn('/large')).toEqual(Array(30).fill(1))
  })

  it('are read one per turn where their bodies are large', async () => {
    const { together, perTurn } = await serving()
    await together(named(30, (i) => put(`/large${i}`, 'b'.repeat(60_000))))
    expect(perTurn('/large')).toEqual(Array(30).fill(1))
  })

  it('are read up to 128 KiB per turn where they are small, including bodies that arrive after their headers', async () => {
    const { together, perTurn } = await serving()
    await together([...named(40, (i) => get(`/small${i}`, 6_000)), ...named(40, (i) => put(`/late${i}`, 'b'.repeat(6_000)))])
    expect(Math.max(...perTurn('/small'))).toBeLessThanOrEqual(20)
    expect(Math.max(...perTurn('/late'))).toBeLessThanOrEqual(20)
  })

  it('do not make a small one wait for all the large ones', async () => {
    const { together, read } = await serving()
    await together([...named(40, (i) => get(`/large${i}`, 60_000)), get('/small', 10)])
    const placeOf = (name: string) => read.findIndex((one) => one.name === name)
    expect(read).toHaveLength(41)
    expect(placeOf('/small')).toBeLessThan(placeOf('/large39'))
  })
})
