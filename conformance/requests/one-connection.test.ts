import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { bytesOf, form, type Raw, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, KEPT, listing, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const s3 = (method: string, key: string, more: Partial<Unsigned> = {}): Raw =>
  signed(bench.root, { service: 's3', method, path: `/${bench.bucket}/${key}`, ...more })
const put = (key: string, body: string): Raw =>
  s3('PUT', key, { body: Buffer.from(body), headers: ['content-length', String(body.length)] })
const all = (...requests: Raw[]): Buffer => Buffer.concat(requests.map(bytesOf))
const statuses = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status as string)

describe('on one connection', () => {
  it('a PUT and the DELETE sent with it always leave nothing', async () => {
    for (let round = 0; round < 30; round++) {
      const socket = await RawSocket.open(bench.root.endpoint)
      const text = await socket
        .write(all(put(`gone-${round}`, 'x'.repeat(5_000)), s3('DELETE', `gone-${round}`)))
        .finish()
        .closed()
      expect(statuses(text)).toEqual(['200', '204'])
    }
    expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  })

  it('a request after a change sees the change, in the same service and in another', async () => {
    const socket = await RawSocket.open(bench.root.endpoint)
    const iam = (parameters: Record<string, string>): Raw => {
      const raw = signed(bench.root, form('iam', parameters))
      return { ...raw, headers: [...raw.headers, 'content-length', String(raw.body.length)] }
    }
    const user = (Action: string) => iam({ Action, UserName: 'pipelined' })
    socket.write(
      all(
        user('GetUser'),
        user('CreateUser'),
        user('GetUser'),
        put('seen', 'abc'),
        s3('GET', 'seen'),
        user('DeleteUser'),
        user('GetUser'),
        s3('DELETE', 'seen'),
      ),
    )
    const text = await socket.finish().closed()
    expect(statuses(text)).toEqual(['404', '200', '200', '200', '200', '200', '404', '204'])
  })

  it('a complete request is answered when its client closes its side afterwards, also with a large body', async () => {
    const body = 'y'.repeat(300_000)
    await ask(bench.root, { service: 's3', method: 'PUT', path: `/${bench.bucket}/large`, body: Buffer.from(body) })
    const socket = await RawSocket.open(bench.root.endpoint)
    expect(
      (
        await socket
          .write(bytesOf(s3('GET', 'large')))
          .finish()
          .closed()
      ).endsWith(`\r\n\r\n${body}`),
    ).toBe(true)
    const upload = await RawSocket.open(bench.root.endpoint)
    expect(
      statuses(
        await upload
          .write(bytesOf(put('large', 'z')))
          .finish()
          .closed(),
      ),
    ).toEqual(['200'])
    await ask(bench.root, { service: 's3', method: 'DELETE', path: `/${bench.bucket}/large` })
  })

  it.each([
    ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: foo\r\n\r\n', 417, 'ExpectationFailed'],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 501, 'NotImplemented'],
    ['a request without a Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'BadRequest'],
    ['garbage', 'no request at all\r\n\r\n', 400, 'BadRequest'],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: localhost\r\nx: ${'a'.repeat(70_000)}`, 431, 'BadRequest'],
  ])('%s is answered, and the audit has a line', async (_what, bytes, status, error) => {
    const before = bench.server.audit().length
    const socket = await RawSocket.open(bench.root.endpoint, { stubborn: true })
    expect(statuses(await socket.write(bytes).ended())).toEqual([String(status)])
    expect(bench.server.audit().slice(before)).toMatchObject([{ service: 'http', status, error, decision: 'none', sourceIp: '127.0.0.1' }])
    socket.cut()
  })
})
