// What a server tells about itself: the flags of monitoring, the signal for diagnostics, and its own messages. Servers that fail to start are part of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { RawSocket } from '../raw-socket.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form, send, signed } from '../signed-request.js'

interface Message {
  readonly level: string
  readonly time: string
  readonly message: string
  readonly [more: string]: unknown
}

const SECRET = 'a secret that only a command knows'

let server: ServerProcess
let metrics: string
beforeAll(async () => {
  // The command prints a master key, and its text holds what could be a password.
  const command = `printf '${Buffer.alloc(32, 7).toString('base64')}' # ${SECRET}`
  server = await ServerProcess.start({
    flags: ['--log-messages', 'json', '--admin-port', '0', '--master-key-command', command, '--rate-limit', 'key=1000/s'],
  })
  await server.saysOnStderr('/metrics')
  metrics = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(server.stderr)?.[0] ?? ''
})
afterAll(() => server.close())

const messages = (): Message[] =>
  server.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)

const values = async (): Promise<string> => (await fetch(metrics)).text()

describe('a server that is watched', () => {
  it('counts what real requests did', async () => {
    const key = server.rootKey()
    const asker = { endpoint: server.endpoint, key }
    await send(server.endpoint, signed(asker, form('sts', { Action: 'GetCallerIdentity' })))
    await send(server.endpoint, signed(asker, { service: 's3', method: 'PUT', path: '/counted' }))
    await send(server.endpoint, signed(asker, { service: 's3', method: 'GET', path: '/other' }))
    const text = await values()
    expect(text).toContain('daypass_requests_total{service="sts",operation="GetCallerIdentity",code="ok"} 1\n')
    expect(text).toContain('daypass_requests_total{service="s3",operation="CreateBucket",code="ok"} 1\n')
    expect(text).toMatch(/^daypass_requests_total\{service="s3",operation="ListObjects",code="NoSuchBucket"\} 1$/m)
    expect(text).toMatch(/^daypass_decisions_total\{outcome="allow",decided_by="root"\} [1-9]/m)
    expect(text).toMatch(/^daypass_store_commits_total [1-9]/m)
    expect(text).not.toContain('counted')
    expect(text).not.toContain(key.accessKeyId)
  })

  it('writes one line of diagnostics at SIGUSR2, without secrets, and goes on', async () => {
    // A request that stays in flight, since its body does not come.
    const socket = await RawSocket.open(server.endpoint)
    const scope = 'Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0'
    const head = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9'
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${scope}\r\n${head}\r\n\r\n`)
    while (!/^daypass_requests_in_flight 1$/m.test(await values())) await new Promise((resolve) => setImmediate(resolve))
    process.kill(server.pid, 'SIGUSR2')
    await server.saysOnStderr('"diagnostics"')
    const dump = messages().find(({ message }) => message === 'diagnostics')
    expect(dump).toMatchObject({
      level: 'info',
      pid: server.pid,
      node: process.version,
      requests: { inFlight: 1, byOperation: [{ operation: 'sts:not known yet', requests: 1, oldestSeconds: expect.any(Number) }] },
      store: { revision: expect.any(Number) },
      caches: { sessions: { size: 0 } },
      audit: { waiting: 0 },
      throttled: { account: 0, key: 0 },
      flags: { adminPort: '0', rateLimit: ['key=1000/s'], masterKeyCommand: '[given]' },
    })
    const { secretAccessKey, accessKeyId } = server.rootKey()
    for (const secret of [SECRET, secretAccessKey, accessKeyId]) expect(server.stderr).not.toContain(secret)
    expect((await fetch(metrics.replace('/metrics', '/livez'))).status).toBe(200)
    socket.cut()
  })

  it('writes all of its messages as JSON, and its audit as before', async () => {
    expect(messages().map(({ level, time }) => level !== '' && /Z$/.test(time))).not.toContain(false)
    expect(server.audit().map(({ operation }) => operation)).toContain('CreateBucket')
    expect(await server.stop()).toBe(0)
    expect(messages().map(({ message }) => message)).toEqual(expect.arrayContaining(['draining', 'stopped']))
  })

  it.each([
    [['--admin-port', 'x'], '--admin-port must be a number from 0 to 65535, not x.'],
    [['--admin-host', '127.0.0.1'], '--admin-host needs --admin-port. Give both, or neither.'],
    [['--rate-limit', 'user=1/s'], /^--rate-limit must be account=100\/s/],
  ])('does not start with %j, and says so in JSON if that was asked for', async (flags, text) => {
    const folder = scratchFolder()
    try {
      const { code, stderr } = await runDaypass([
        'serve',
        '--port',
        '0',
        '--data-dir',
        `${folder.path}/data`,
        '--log-messages',
        'json',
        ...flags,
      ])
      expect(code).toBe(1)
      expect(JSON.parse(stderr)).toMatchObject({ level: 'error', message: expect.stringMatching(text) })
    } finally {
      folder.remove()
    }
  })
})
