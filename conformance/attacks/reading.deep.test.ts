// Many requests that the server must parse at once, in full size: they are complete at the same moment, and the server must not stop answering
// others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { ServerProcess } from '../server-process.js'

/** As many as one address may have, minus those that check the server's health. */
const CLIENTS = 1_000
/** Milliseconds for one small request among them, on a busy machine. All of them together take longer. */
const SOON = 5_000
const FORM_HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n'
const form = (body: string): string => `${FORM_HEAD}Content-Length: ${body.length}\r\n\r\n${body}`
const metadata = Array.from({ length: 3_800 }, (_, i) => `x-amz-meta-${i.toString(36)}=`).join('&')

describe('a thousand requests whose last bytes come at the same time', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
  })
  afterAll(() => server.close())

  it.each([
    [
      'with 60 kB of metadata in the query',
      `GET /photos/k?${metadata} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      ['<Code>MetadataTooLarge</Code>'],
    ],
    [
      'with 60 kB of other parameters',
      `GET /photos/k?${metadata.replaceAll('amz-meta', 'any')} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      ['HTTP/1.1 404'],
    ],
    [
      'with a form of 60 kB',
      form(`Version=2011-06-15&Action=AssumeRoleWithWebIdentity&RoleSessionName=${'"'.repeat(60_000)}`),
      ['HTTP/1.1 400', 'HTTP/1.1 503'],
    ],
  ])('%s delay a small one only by a few turns, and are all answered', async (_what, request, answers) => {
    const sockets: RawSocket[] = []
    try {
      for (let i = 0; i < CLIENTS; i++) {
        const socket = await RawSocket.open(server.endpoint)
        sockets.push(socket.write(request.slice(0, -1)))
      }
      await fetch(`${server.endpoint}/_daypass/health`)
      for (const socket of sockets) socket.write(request.slice(-1))
      await Promise.race(sockets.map((socket) => socket.sees('</Error')))
      const health = await fetch(`${server.endpoint}/_daypass/health`, { signal: AbortSignal.timeout(SOON) })
      expect(health.ok).toBe(true)
      // Forms of one address share 8 MiB; there is no room for the others.
      await Promise.all(sockets.map((socket) => socket.sees('</Error')))
      expect(sockets.some(({ received }) => received.includes(answers[0] ?? ''))).toBe(true)
      expect(sockets.filter(({ received }) => !answers.some((answer) => received.includes(answer)))).toEqual([])
    } finally {
      for (const socket of sockets) socket.cut()
    }
  })
})
