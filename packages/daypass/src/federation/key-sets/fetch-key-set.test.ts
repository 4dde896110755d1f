import type { lookup } from 'node:dns'
import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { X509Certificate } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { TLS_CHAIN } from '../../testing/key-material/tls-chain.js'
import type { FetchRules } from './fetch-document.js'
import { fetchKeySet, freshness } from './fetch-key-set.js'

const { root, intermediate, leaf, leafKey, otherRoot } = TLS_CHAIN
const RULES: FetchRules = { addresses: 'any', loopbackHttp: true, thumbprints: [], milliseconds: 5_000 }
const digestOf = (pem: string) => new X509Certificate(pem).fingerprint.replaceAll(':', '').toLowerCase()

const running: Server[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    ;(server as http.Server).closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function portOf(server: Server): Promise<number> {
  running.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const CONFIGURATION = '/.well-known/openid-configuration'

/** An issuer that answers as the test says; by default with a configuration and an empty key set. Counts what it is asked. */
async function issuer(answers: Record<string, RequestListener> = {}, cert?: string) {
  const asked: string[] = []
  const at = { url: '' }
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const answer = answers[path]
    if (answer !== undefined) return answer(request, response)
    const known: Record<string, object> = { [CONFIGURATION]: { issuer: at.url, jwks_uri: `${at.url}/keys` }, '/keys': { keys: [] } }
    response.writeHead(known[path] === undefined ? 404 : 200, { 'Cache-Control': 'max-age=60' }).end(JSON.stringify(known[path] ?? {}))
  }
  const server = cert === undefined ? http.createServer(listener) : https.createServer({ cert, key: leafKey }, listener)
  at.url = `${cert === undefined ? 'http' : 'https'}://127.0.0.1:${await portOf(server)}`
  return { url: at.url, asked }
}

const json =
  (value: unknown): RequestListener =>
  (_request, response) =>
    void response.end(JSON.stringify(value))
const redirect =
  (location: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(302, { location }).end()

describe('the key set of an issuer', () => {
  it('is found by its configuration', async () => {
    const { url, asked } = await issuer()
    expect(await fetchKeySet(url, RULES)).toEqual({ keys: [], freshFor: 60 })
    expect(asked).toEqual([CONFIGURATION, '/keys'])
  })

  it('follows one redirect of each document', async () => {
    const { url } = await issuer({ '/keys': redirect('/moved'), '/moved': json({ keys: [] }) })
    expect(await fetchKeySet(url, RULES)).toMatchObject({ keys: [] })
  })

  it.each<[string, (url: string) => Record<string, RequestListener>, string]>([
    ['names another issuer', (url) => ({ [CONFIGURATION]: json({ issuer: `${url}/`, jwks_uri: `${url}/keys` }) }), 'does not name it'],
    ['has no address of keys', (url) => ({ [CONFIGURATION]: json({ issuer: url }) }), 'without jwks_uri'],
    ['has keys in a file', (url) => ({ [CONFIGURATION]: json({ issuer: url, jwks_uri: 'file:///etc/passwd' }) }), 'https URL'],
    [
      'has keys at the metadata service',
      (url) => ({ [CONFIGURATION]: json({ issuer: url, jwks_uri: 'https://169.254.169.254/' }) }),
      'may not be called',
    ],
    [
      'has keys elsewhere over http',
      (url) => ({ [CONFIGURATION]: json({ issuer: url, jwks_uri: 'http://192.168.0.1/' }) }),
      'may not be called',
    ],
    ['has keys below a user name', (url) => ({ [CONFIGURATION]: json({ issuer: url, jwks_uri: 'https://u:p@127.0.0.1/' }) }), 'not plain'],
    ['is not JSON', () => ({ [CONFIGURATION]: (_request, response) => void response.end('<html>') }), 'does not name it'],
    ['fails', () => ({ [CONFIGURATION]: (_request, response) => void response.writeHead(500).end() }), 'status 500'],
    ['redirects to a file', () => ({ [CONFIGURATION]: redirect('file:///etc/passwd') }), 'another scheme'],
    ['redirects to another scheme', () => ({ [CONFIGURATION]: redirect('https://127.0.0.1/') }), 'another scheme'],
    ['redirects to the metadata service', () => ({ [CONFIGURATION]: redirect('http://169.254.169.254/') }), 'may not be called'],
    ['redirects twice', () => ({ [CONFIGURATION]: redirect('/a'), '/a': redirect('/b') }), 'more than once'],
    ['has keys that are none', () => ({ '/keys': json([]) }), 'key set that is not one'],
    [
      'has compressed keys',
      () => ({ '/keys': (_request, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x') }),
      'encoding',
    ],
    [
      'breaks off',
      () => ({
        '/keys': (_request, response) => void response.writeHead(200, { 'Content-Length': '9' }).write('x', () => response.destroy()),
      }),
      'e',
    ],
  ])('is refused where it %s', async (_what, answers, message) => {
    const table: Record<string, RequestListener> = {}
    const { url } = await issuer(table)
    Object.assign(table, answers(url))
    await expect(fetchKeySet(url, RULES)).rejects.toMatchObject({
      name: 'FetchError',
      message: expect.stringContaining(message),
      mayPass: false,
    })
  })

  it('is refused beyond 256 KiB, before all of it has arrived', async () => {
    let sent = 0
    const { url } = await issuer({
      '/keys': (_request, response) => {
        const more = () => {
          while (!response.destroyed && sent < 1_000_000_000) {
            sent += 65_536
            if (!response.write(Buffer.alloc(65_536, 32))) return void response.once('drain', more)
          }
        }
        more()
      },
    })
    await expect(fetchKeySet(url, RULES)).rejects.toMatchObject({ message: expect.stringContaining('more than 262144 bytes') })
    expect(sent).toBeLessThan(100_000_000)
  })

  it('may come another time where it does not come in time, or never ends', async () => {
    for (const silent of [() => {}, ((_request, response) => void response.write('{')) satisfies RequestListener]) {
      const { url } = await issuer({ '/keys': silent })
      await expect(fetchKeySet(url, { ...RULES, milliseconds: 100 })).rejects.toMatchObject({ mayPass: true })
    }
  })

  it('is not asked for at private addresses, nor over http, unless that is allowed', async () => {
    const { url, asked } = await issuer()
    await expect(fetchKeySet(url, { ...RULES, loopbackHttp: false })).rejects.toMatchObject({
      message: expect.stringContaining('https URL'),
    })
    const secure = url.replace('http:', 'https:')
    await expect(fetchKeySet(secure, { ...RULES, addresses: 'public' })).rejects.toMatchObject({
      message: expect.stringContaining('--oidc-allow-private'),
    })
    expect(asked).toEqual([])
  })

  it.each<[string, readonly string[]]>([
    ['a private address', ['10.0.0.1']],
    ['a public and a private address', ['8.8.8.8', '127.0.0.1']],
    ['a public address that is a private one within IPv6', ['::ffff:127.0.0.1']],
  ])('is not asked for by a name that leads to %s', async (_what, addresses) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const resolve = ((_host: string, _options: object, done: (...results: unknown[]) => void) =>
      done(null, found)) as unknown as typeof lookup
    await expect(fetchKeySet('https://id.example', { ...RULES, addresses: 'public', resolve })).rejects.toMatchObject({
      message: expect.stringContaining('may not be called'),
    })
  })

  it('resolves a name once for each connection, and connects to what was checked', async () => {
    const { url, asked } = await issuer()
    const port = new URL(url).port
    const answers = ['127.0.0.1', '10.0.0.1']
    const resolve = ((_host: string, _options: object, done: (...results: unknown[]) => void) =>
      done(null, [{ address: answers.shift() ?? '10.0.0.1', family: 4 }])) as unknown as typeof lookup
    await expect(fetchKeySet(`http://localhost:${port}`, { ...RULES, resolve })).rejects.toMatchObject({ name: 'FetchError' })
    expect(asked).toEqual([CONFIGURATION])
    expect(answers).toEqual(['10.0.0.1'])
  })

  it.each<[string, Partial<FetchRules>]>([
    ['an authority that the operator gave', { authorities: [root] }],
    ['the thumbprint of the intermediate', { thumbprints: [digestOf(otherRoot), digestOf(intermediate)] }],
    ['the thumbprint of the leaf', { thumbprints: [digestOf(leaf)] }],
  ])('is trusted by %s', async (_what, over) => {
    const { url } = await issuer({}, leaf + intermediate)
    expect(await fetchKeySet(url, { ...RULES, ...over })).toMatchObject({ keys: [] })
  })

  it.each<[string, string, Partial<FetchRules>, object]>([
    ['nobody vouches for it', leaf + intermediate, {}, { thumbprint: false }],
    ['another authority is given', leaf + intermediate, { authorities: [otherRoot] }, { thumbprint: false }],
    ['no thumbprint is in its chain', leaf + intermediate, { thumbprints: [digestOf(otherRoot)] }, { thumbprint: true }],
    ['the thumbprint is of a certificate that only stands beside its chain', leaf + otherRoot, { thumbprints: [digestOf(otherRoot)] }, {}],
  ])('is refused where %s', async (_what, cert, over, error) => {
    const { url, asked } = await issuer({}, cert)
    await expect(fetchKeySet(url, { ...RULES, ...over })).rejects.toMatchObject({ name: 'FetchError', ...error })
    expect(asked).toEqual([])
  })

  it('is refused for another name than that of the certificate, whatever its thumbprint', async () => {
    const { url } = await issuer({}, leaf + intermediate)
    const elsewhere = url.replace('127.0.0.1', 'id.example')
    const resolve = ((_host: string, _options: object, done: (...results: unknown[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as typeof lookup
    for (const over of [{ authorities: [root] }, { thumbprints: [digestOf(intermediate)] }])
      await expect(fetchKeySet(elsewhere, { ...RULES, ...over, resolve })).rejects.toMatchObject({
        message: expect.stringContaining('ALTNAME'),
      })
  })
})

describe('freshness', () => {
  it.each([
    ['', 3600],
    ['max-age=300', 300],
    ['public, MAX-AGE="300", must-revalidate', 300],
    ['max-age=0', 30],
    ['max-age=999999999', 3600],
    ['max-age=1e9', 3600],
    ['no-store', 30],
    ['max-age=300, no-cache', 30],
  ])('of "%s" is %d seconds', (text, seconds) => {
    expect(freshness(text)).toBe(seconds)
  })
})
