import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { RawSocket } from '../raw-socket.js'
import { ask, keyOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { bytesOf, chunked, element, presigned, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { type Account, allow, daypassAs, fate, homeOf, makeRole, makeUser, policy, signerLike, trust } from './principals.js'

const EXPIRED = [
  '403 ExpiredToken: The security token included in the request is expired',
  '403 ExpiredToken: The security token included in the request is expired',
  '400 ExpiredToken: The provided token has expired.',
]
const ASKS: readonly Unsigned[] = [
  call('sts', 'GetCallerIdentity'),
  call('iam', 'ListUsers'),
  { service: 's3', method: 'GET', path: '/bucket/short' },
]
/** More than sockets buffer between a server that writes and a client that does not read. */
const LONG = randomBytes(32_000_000)

let server: ServerProcess
let home: Account
let user: Signer
let role: string

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
  home = homeOf(server)
  user = await makeUser(home, 'owner', policy(allow('*')))
  role = await makeRole(home, 'short', { trust: policy(trust(home.id)), policy: policy(allow('*')) })
  await ask(home.root, { service: 's3', method: 'PUT', path: '/bucket' })
  await ask(home.root, { service: 's3', method: 'PUT', path: '/bucket/short', body: LONG.subarray(0, 10) })
  await ask(home.root, { service: 's3', method: 'PUT', path: '/bucket/long', body: LONG })
})
afterAll(() => server.close())

/** A session and the second in which it expires, according to the answer. */
interface Session {
  readonly signer: Signer
  readonly expiration: string
}

async function issue(operation: string, parameters: object): Promise<Session> {
  const reply = await ask(user, call('sts', operation, { DurationSeconds: 900, ...parameters }))
  return { signer: signerLike(user, keyOf(reply)), expiration: element(reply.text, 'Expiration') }
}
const ofRole = (): Promise<Session> => issue('AssumeRole', { RoleArn: role, RoleSessionName: 'short' })

async function moveTo(now: string): Promise<void> {
  expect((await server.admin('clock', { now })).status).toBe(200)
}

const before = (time: string, milliseconds: number): string => new Date(Date.parse(time) - milliseconds).toISOString()

/** Does it in the last second of the session; repeats it if that second was over before it was done. */
async function inTheLastSecond<T>({ expiration }: Session, act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await moveTo(before(expiration, 1000))
    const done = await act()
    const { now } = (await (await server.admin('clock', { advance: 'PT0S' })).json()) as { now: string }
    if (now < expiration) return done
  }
  throw new Error('no second was long enough')
}

describe('a session', () => {
  beforeEach(() => moveTo(new Date().toISOString()))

  it.each([
    ['AssumeRole', { RoleArn: 'the role', RoleSessionName: 'last-second' }, 'allowed'],
    ['GetSessionToken', {}, '403 InvalidClientTokenId: The security token included in the request is invalid'],
    [
      'GetFederationToken',
      { Name: 'guest', Policy: policy(allow('*')) },
      '403 InvalidClientTokenId: The security token included in the request is invalid',
    ],
  ])('of %s works in its last second and is rejected from the second in which it expires', async (operation, parameters, inIam) => {
    const session = await issue(operation, operation === 'AssumeRole' ? { ...parameters, RoleArn: role } : parameters)
    const fates = () => Promise.all(ASKS.map((one) => fate(session.signer, one)))
    expect(await inTheLastSecond(session, fates)).toEqual(['allowed', inIam, 'allowed'])
    await moveTo(session.expiration)
    expect(await fates()).toEqual(EXPIRED)
    expect(await fate(user, call('sts', 'GetCallerIdentity'))).toBe('allowed')
  })

  it('ends its presigned URLs too, whatever their own expiry', async () => {
    const session = await ofRole()
    const url = presigned(session.signer, { service: 's3', method: 'GET', path: '/bucket/short' }, { expires: 604_800 })
    const whoami = presigned(
      session.signer,
      { service: 'sts', method: 'GET', path: '/', query: 'Action=GetCallerIdentity&Version=2011-06-15' },
      { expires: 900 },
    )
    const statuses = async () => [(await send(server.endpoint, url)).status, (await send(server.endpoint, whoami)).status]
    expect(await inTheLastSecond(session, statuses)).toEqual([200, 200])
    await moveTo(session.expiration)
    expect(await statuses()).toEqual([400, 403])
    expect((await send(server.endpoint, url)).text).toContain('<Code>ExpiredToken</Code>')
  })

  it('shows that it expired only to a caller with its secret; with a wrong one it looks like a valid session', async () => {
    const session = await ofRole()
    const thief = signerLike(session.signer, { ...session.signer.key, secretAccessKey: 'w'.repeat(40) })
    const living = await fate(thief, call('iam', 'ListUsers'))
    await moveTo(session.expiration)
    expect(living).toMatch(/^403 SignatureDoesNotMatch/)
    expect((await fate(thief, call('iam', 'ListUsers'))).slice(0, 90)).toBe(living.slice(0, 90))
  })

  it('does not limit a session assumed with it, which stays valid', async () => {
    const session = await ofRole()
    await moveTo(before(session.expiration, 60_000))
    const reply = await ask(session.signer, call('sts', 'AssumeRole', { RoleArn: role, RoleSessionName: 'child', DurationSeconds: 900 }))
    await moveTo(session.expiration)
    expect(await fate(session.signer, ASKS[0] as Unsigned)).toBe(EXPIRED[0])
    expect(await fate(signerLike(user, keyOf(reply)), ASKS[0] as Unsigned)).toBe('allowed')
  })
})

describe('a request that began before the session expired', () => {
  beforeEach(() => moveTo(new Date().toISOString()))

  /** An upload that the server has accepted and waits for. */
  async function begun({ signer }: Session, path: string): Promise<{ socket: RawSocket; rest: Buffer }> {
    const chunks = [randomBytes(70_000), randomBytes(10)]
    const raw = await chunked(signer, { path, chunks, signs: true, headers: ['expect', '100-continue'] })
    const whole = bytesOf({ ...raw, headers: [...raw.headers, 'content-length', String(raw.body.length)] })
    const head = whole.length - raw.body.length
    const socket = await RawSocket.open(server.endpoint)
    socket.write(whole.subarray(0, head))
    await socket.sees('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(whole.subarray(head, head + 1000))
    return { socket, rest: whole.subarray(head + 1000) }
  }
  const stored = (path: string) => fate(home.root, { service: 's3', method: 'HEAD', path })

  it('is completed: an upload in signed chunks', async () => {
    const session = await ofRole()
    const { socket, rest } = await begun(session, '/bucket/begun')
    await moveTo(session.expiration)
    expect(await fate(session.signer, ASKS[2] as Unsigned)).toBe(EXPIRED[2])
    await socket.write(rest).sees('HTTP/1.1 200 OK')
    socket.cut()
    expect(await stored('/bucket/begun')).toBe('allowed')
  })

  it('is not completed when the session was revoked meanwhile: nothing is stored', async () => {
    const session = await ofRole()
    const { socket, rest } = await begun(session, '/bucket/revoked')
    expect((await daypassAs(home.root, 'sessions', 'revoke', '--role', 'short')).code).toBe(0)
    expect(await socket.write(rest).sees('</Error>')).toContain('<Code>InvalidToken</Code>')
    socket.cut()
    expect(await stored('/bucket/revoked')).toMatch(/^404/)
  })

  it('is completed: a long download', async () => {
    const session = await ofRole()
    const raw = signed(session.signer, { service: 's3', method: 'GET', path: '/bucket/long' })
    const { hostname, port } = new URL(server.endpoint)
    const download = httpRequest({ hostname, port, path: raw.target, headers: [...raw.headers], agent: false }).end()
    const [response] = (await once(download, 'response')) as [IncomingMessage]
    await moveTo(session.expiration)
    expect(await fate(session.signer, ASKS[2] as Unsigned)).toBe(EXPIRED[2])
    const pieces: Buffer[] = []
    for await (const piece of response) pieces.push(piece as Buffer)
    expect(Buffer.concat(pieces).equals(LONG)).toBe(true)
  })
})
