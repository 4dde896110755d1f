import { createHash } from 'node:crypto'
// How keys are written: in a path, and in XML.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { element, errorOf, presigned, type Reply, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, refusal, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
  await ask(bench.root, { service: 's3', method: 'PUT', path: '/named' })
})
afterAll(() => bench.server.close())

const BODY = Buffer.from('what it is called')
const request = (method: string, path: string, query = ''): Unsigned => ({
  service: 's3',
  method,
  path,
  query,
  ...(method === 'PUT' ? { body: BODY } : {}),
})
const asked = (method: string, path: string, query = ''): Promise<Reply> => ask(bench.root, request(method, path, query))
const texts = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text)
const keys = async (query = ''): Promise<string[]> => texts((await asked('GET', '/named', query)).text, 'Key')

describe('a plus in a path', () => {
  const ways = [
    ['in the header', (method: string, path: string) => send(bench.root.endpoint, signed(bench.root, request(method, path)))],
    [
      'in the query',
      (method: string, path: string) => send(bench.root.endpoint, presigned(bench.root, request(method, path), { expires: 60 })),
    ],
  ] as const

  it.each(ways)('is a space when it is not escaped, for every method, signed %s', async (_where, sent) => {
    expect((await sent('PUT', '/named/lib++docs')).status).toBe(200)
    expect(await keys()).toEqual(['lib  docs'])
    for (const path of ['/named/lib++docs', '/named/lib%20%20docs', '/named/lib+%20docs']) {
      expect((await sent('GET', path)).text).toBe(BODY.toString())
      expect((await sent('HEAD', path)).status).toBe(200)
    }
    expect((await sent('GET', '/named/lib%2B%2Bdocs')).status).toBe(404)
    expect((await sent('DELETE', '/named/lib++docs')).status).toBe(204)
    expect(await keys()).toEqual([])
  })

  it('is a plus when it is %2B', async () => {
    await asked('PUT', '/named/a%2Bb')
    expect(await keys()).toEqual(['a+b'])
    await asked('DELETE', '/named/a%2bb')
    expect(await keys()).toEqual([])
  })

  it('must not be signed as a plus, and the canonical request shows that', async () => {
    const raw = { ...signed(bench.root, request('GET', '/named/lib%2B%2Bdocs')), target: '/named/lib++docs' }
    const reply = await send(bench.root.endpoint, raw)
    expect([reply.status, errorOf(reply).code]).toEqual([403, 'SignatureDoesNotMatch'])
    expect(element(reply.text, 'CanonicalRequest')).toMatch(/^GET\n\/named\/lib%20%20docs\n/)
  })
})

describe('a key that XML 1.0 cannot contain', () => {
  const named = ['\u0001a', '\u0019a', '\u0019/a', '\u001fa', '\ufffea'].map((key) => encodeURIComponent(key))
  const written = ['&#x1;a', '&#x19;/a', '&#x19;a', '&#x1f;a', '&#xfffe;a']
  beforeAll(async () => {
    for (const key of named) await asked('PUT', `/named/${key}`)
  })
  afterAll(async () => {
    for (const key of named) await asked('DELETE', `/named/${key}`)
  })

  it.each(['', 'list-type=2'])('differs from every other in a listing (?%s)', async (version) => {
    expect(await keys(version)).toEqual(written)
    const { text } = await asked('GET', '/named', `${version}&prefix=%19&delimiter=%2F&${version === '' ? 'marker' : 'start-after'}=%18`)
    expect(texts(text, 'Prefix')).toEqual(['&#x19;', '&#x19;/'])
    expect(texts(text, 'Key')).toEqual(['&#x19;a'])
    expect(texts(text, version === '' ? 'Marker' : 'StartAfter')).toEqual(['&#x18;'])
    expect(texts((await asked('GET', '/named', `${version}&delimiter=%19`)).text, 'Delimiter')).toEqual(['&#x19;'])
    expect(await keys(`${version}&encoding-type=url`)).toEqual(['%01a', '%19/a', '%19a', '%1Fa', '%EF%BF%BEa'])
  })

  it('is in the error NoSuchKey', async () => {
    const reply = await send(bench.root.endpoint, signed(bench.root, request('GET', '/named/%19b')))
    expect([reply.status, texts(reply.text, 'Code'), texts(reply.text, 'Key')]).toEqual([404, ['NoSuchKey'], ['&#x19;b']])
  })

  it('is in the error AccessDenied', async () => {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })
    const form = new URLSearchParams({
      Version: '2010-05-08',
      Action: 'PutUserPolicy',
      UserName: 'bench-user',
      PolicyName: 'none',
      PolicyDocument: policy,
    })
    const headers = ['content-type', 'application/x-www-form-urlencoded']
    await ask(bench.root, { service: 'iam', method: 'POST', path: '/', headers, body: Buffer.from(form.toString()) })
    const reply = await send(bench.root.endpoint, signed(bench.user, request('GET', '/named/%19b')))
    expect([reply.status, texts(reply.text, 'Code')]).toEqual([403, ['AccessDenied']])
    expect(texts(reply.text, 'Message')[0]).toContain('arn:aws:s3:::named/&#x19;b')
  })

  it('is refused in a request body, as S3 refuses it', async () => {
    const body = Buffer.from('<Delete><Object><Key>&#x19;a</Key></Object></Delete>')
    const headers = ['content-md5', createHash('md5').update(body).digest('base64')]
    const raw = signed(bench.root, { service: 's3', method: 'POST', path: '/named', query: 'delete', headers, body })
    expect((await refusal(bench.root.endpoint, raw)).slice(0, 2)).toEqual([400, 'MalformedXML'])
  })
})
