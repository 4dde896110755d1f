// The flags for the network: TLS, addresses, trusted proxies. One server per set of flags.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { scratchFolder, without } from '../clean-environment.js'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element, form, type Raw, type Signer, send, signed } from '../signed-request.js'

const folder = scratchFolder()
afterAll(() => folder.remove())
const MASTER = randomBytes(32).toString('hex')
const LIST = { service: 's3', method: 'GET', path: '/' } as const

/** A user who may list buckets under a condition. */
async function userWho(root: Signer, UserName: string, Condition: object): Promise<Signer> {
  await ask(root, form('iam', { Action: 'CreateUser', UserName }))
  const Statement = [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await ask(root, form('iam', { Action: 'PutUserPolicy', UserName, PolicyName: 'conditional', PolicyDocument }))
  const { key } = { key: keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName }))) }
  return {
    get endpoint() {
      return root.endpoint
    },
    key,
  }
}

/** Sends over TLS and trusts only the given certificate. */
function sendTls(endpoint: string, raw: Raw, ca: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(endpoint)
  const options = {
    hostname,
    port,
    method: raw.method,
    path: raw.target,
    headers: [...raw.headers, 'content-length', String(raw.body.length)],
    ca,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const request = httpsRequest(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', reject)
    request.end(raw.body)
  })
}

describe('TLS', () => {
  const cert = join(folder.path, 'cert.pem')
  const key = join(folder.path, 'key.pem')
  let server: ServerProcess
  beforeAll(async () => {
    const subject = ['-subj', '/CN=daypass test', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
    const made = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
    ]
    execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' })
    server = await ServerProcess.start({ flags: ['--tls-cert', cert, '--tls-key', key] })
  })
  afterAll(() => server.close())

  it('is served, and aws:SecureTransport is true', async () => {
    expect(server.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const ca = readFileSync(cert, 'utf8')
    const root = signerOf(server, server.rootKey())
    const tell = async (request: Parameters<typeof signed>[1]) => sendTls(server.endpoint, signed(root, request), ca)
    expect((await tell(form('sts', { Action: 'GetCallerIdentity' }))).text).toContain(':root</Arn>')
    const Statement = [
      { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    ]
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await tell(form('iam', { Action: 'CreateUser', UserName: 'secure' }))
    await tell(form('iam', { Action: 'PutUserPolicy', UserName: 'secure', PolicyName: 'p', PolicyDocument }))
    const { text } = await tell(form('iam', { Action: 'CreateAccessKey', UserName: 'secure' }))
    const user = {
      endpoint: server.endpoint,
      key: { accessKeyId: element(text, 'AccessKeyId'), secretAccessKey: element(text, 'SecretAccessKey') },
    }
    expect((await sendTls(server.endpoint, signed(user, LIST), ca)).status).toBe(200)
  })

  it.skipIf(without('awscli'))('works with the AWS CLI, which sends unsigned bodies over TLS', async () => {
    const root = new AwsCli(server, server.rootKey())
    const hello = join(folder.path, 'hello.txt')
    writeFileSync(hello, 'hello over TLS')
    await root.text('s3', 'mb', 's3://tls-bucket', '--ca-bundle', cert)
    await root.text('s3', 'cp', hello, 's3://tls-bucket/hello', '--ca-bundle', cert, '--no-progress')
    expect(await root.text('s3', 'cp', 's3://tls-bucket/hello', '-', '--ca-bundle', cert)).toBe('hello over TLS')
    expect(await root.refusal('s3', 'ls')).toContain('SSL')
  })

  it('is the only protocol on that port', async () => {
    const plain = { endpoint: server.endpoint.replace('https', 'http'), key: server.rootKey() }
    await expect(send(plain.endpoint, signed(plain, LIST))).rejects.toThrow()
  })
})

describe('--insecure-http', () => {
  it('serves all addresses when it is given together with a master key', async () => {
    const options = { flags: ['--host', '0.0.0.0', '--insecure-http'], environment: { DAYPASS_MASTER_KEY: MASTER } }
    const server = await ServerProcess.start(options)
    const endpoint = server.endpoint.replace('0.0.0.0', '127.0.0.1')
    const root = { endpoint, key: server.rootKey() }
    expect((await ask(root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain(':root</Arn>')
    const condition = await userWho(root, 'plain', { Bool: { 'aws:SecureTransport': 'true' } })
    expect((await send(endpoint, signed(condition, LIST))).status).toBe(403)
    await server.close()
  })
})

describe('X-Forwarded-For', () => {
  const from = (ip: string) => ({ IpAddress: { 'aws:SourceIp': `${ip}/32` } })
  const forwarded = (raw: Raw, ...headers: string[]): Raw => ({ ...raw, headers: [...raw.headers, ...headers] })
  const servers = new Map<string, ServerProcess>()
  afterAll(() => Promise.all([...servers.values()].map((server) => server.close())))

  /** The server that trusts these proxies, shared by all tests that need it. */
  async function trusting(...proxies: string[]): Promise<ServerProcess> {
    const started = servers.get(proxies.join())
    if (started !== undefined) return started
    const server = await ServerProcess.start({ flags: proxies.flatMap((proxy) => ['--trusted-proxy', proxy]) })
    servers.set(proxies.join(), server)
    return server
  }

  /** The status and the source address in the audit, for a user who may only come from 203.0.113.7. */
  async function ofRequest(proxies: readonly string[], ...headers: string[]): Promise<readonly [number, string | undefined]> {
    const server = await trusting(...proxies)
    const user = await userWho(signerOf(server, server.rootKey()), `located-${randomBytes(4).toString('hex')}`, from('203.0.113.7'))
    const reply = await send(server.endpoint, forwarded(signed(user, LIST), ...headers))
    const line = await server.auditOf(String(reply.headers['x-amz-request-id']))
    return [reply.status, line?.sourceIp]
  }

  it('is ignored when it does not come from a trusted proxy', async () => {
    expect(await ofRequest([], 'X-Forwarded-For', '203.0.113.7')).toEqual([403, '127.0.0.1'])
  })

  it('is ignored when another proxy is trusted', async () => {
    expect(await ofRequest(['10.0.0.0/8'], 'X-Forwarded-For', '203.0.113.7')).toEqual([403, '127.0.0.1'])
  })

  it('is used when the peer is a trusted proxy', async () => {
    expect(await ofRequest(['127.0.0.1'], 'X-Forwarded-For', '203.0.113.7')).toEqual([200, '203.0.113.7'])
  })

  it('is read from the right: what a client adds in front is not trusted', async () => {
    expect(await ofRequest(['127.0.0.0/8'], 'X-Forwarded-For', '203.0.113.7, 198.51.100.9')).toEqual([403, '198.51.100.9'])
  })

  it('is read past trusted proxies', async () => {
    expect(await ofRequest(['127.0.0.1', '10.0.0.0/8'], 'X-Forwarded-For', '198.51.100.9, 203.0.113.7, 10.1.2.3')).toEqual([
      200,
      '203.0.113.7',
    ])
  })

  it('has one spelling of an address: the policy and the audit see the same for all', async () => {
    const server = await trusting('127.0.0.1')
    const user = await userWho(signerOf(server, server.rootKey()), 'elsewhere', { NotIpAddress: { 'aws:SourceIp': '1.2.3.0/24' } })
    for (const spelling of [
      '1.2.3.4',
      '::ffff:1.2.3.4',
      '0:0:0:0:0:ffff:1.2.3.4',
      '::FFFF:102:304',
      '0000::0:ffff:0102:0304',
      '[::ffff:102:304]:80',
    ]) {
      const reply = await send(server.endpoint, forwarded(signed(user, LIST), 'X-Forwarded-For', spelling))
      const line = await server.auditOf(String(reply.headers['x-amz-request-id']))
      expect([reply.status, line?.sourceIp]).toEqual([403, '1.2.3.4'])
    }
    for (const spelling of ['::1.2.3.4', '::ffff:0:1.2.3.4', 'fe80::1%lo'])
      expect((await send(server.endpoint, forwarded(signed(user, LIST), 'X-Forwarded-For', spelling))).status).toBe(400)
    const other = await send(server.endpoint, forwarded(signed(user, LIST), 'X-Forwarded-For', '2001:0DB8:0:0::1'))
    expect([other.status, (await server.auditOf(String(other.headers['x-amz-request-id'])))?.sourceIp]).toEqual([200, '2001:db8::1'])
  })

  it('is read over all its lines', async () => {
    const lines = ['X-Forwarded-For', '203.0.113.7', 'X-Forwarded-For', '198.51.100.9']
    expect(await ofRequest(['127.0.0.1'], ...lines)).toEqual([403, '198.51.100.9'])
  })
})
