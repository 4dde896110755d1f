// Owns: that a key is a name and never a path: each spelling is stored as the key that it means, by every way to name one, and what was authorized is
// what is stored.
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Bench, deletion, keyOf, signerOf, startBench } from '../requests/bench.js'
import { errorOf, form, type Reply, type Signer, send, signed } from '../signed-request.js'
import { REFUSED, SPELLED } from './key-corpus.js'

let bench: Bench
/** A user who may use what is below `team/`, and list it. */
let limited: Signer
beforeAll(async () => {
  bench = await startBench()
  await ask(bench.root, { service: 's3', method: 'PUT', path: '/keys' })
  const Statement = [
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], Resource: 'arn:aws:s3:::keys/team/*' },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::keys' },
  ]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await ask(bench.root, form('iam', { Action: 'CreateUser', UserName: 'limited' }))
  await ask(bench.root, form('iam', { Action: 'PutUserPolicy', UserName: 'limited', PolicyName: 'team', PolicyDocument }))
  limited = signerOf(bench.server, keyOf(await ask(bench.root, form('iam', { Action: 'CreateAccessKey', UserName: 'limited' }))))
})
afterAll(() => bench.server.close())

const at = (method: string, spelled: string, by: Signer = bench.root, more: { headers?: string[]; body?: Buffer } = {}): Promise<Reply> =>
  send(by.endpoint, signed(by, { service: 's3', method, path: `/keys/${spelled}`, ...more }))

/** The keys, as a listing spells them in `encoding-type=url`, whatever XML can hold. */
async function keys(): Promise<string[]> {
  const query = 'encoding-type=url&list-type=2'
  const { text } = await ask(bench.root, { service: 's3', method: 'GET', path: '/keys', query })
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key.replaceAll('+', ' ')))
}

/** The paths of all files and folders next to the data, except those of the store and of objects with names that daypass made. */
const unexpected = (): string[] =>
  readdirSync(dirname(bench.server.dataDir), { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name).slice(dirname(bench.server.dataDir).length))
    .filter((path) => !/^\/data(\.master-key|\/objects(\/tmp|\/[0-9a-f]{2}|\/[0-9a-f]{2}\/[0-9a-f]{32})?)?$/.test(path))

/** A key as it is shown in the name of a test. */
const titled = (spelled: string): string => (spelled.length > 40 ? `${spelled.slice(0, 20)}, ${spelled.length} characters` : spelled)

describe('a key', () => {
  let before: string[]
  beforeAll(() => {
    before = unexpected()
  })

  it.each(SPELLED.map(([spelled, key]) => [titled(spelled), spelled, key]))('that is spelled %s is a name', async (_, spelled, key) => {
    // In a file, so that a path would show.
    const body = randomBytes(10_000)
    expect((await at('PUT', spelled, bench.root, { body })).status).toBe(200)
    expect(await keys()).toEqual([key])
    expect((await at('GET', spelled)).body.equals(body)).toBe(true)
    expect((await at('GET', encodeURIComponent(key))).body.equals(body)).toBe(true)
    const headers = ['x-amz-copy-source', `/keys/${encodeURIComponent(key)}`]
    expect((await at('PUT', 'copied', bench.root, { headers })).status).toBe(200)
    expect((await at('GET', 'copied')).body.equals(body)).toBe(true)
    for (const name of [spelled, 'copied']) expect((await at('DELETE', name)).status).toBe(204)
    expect(await keys()).toEqual([])
    expect(unexpected()).toEqual(before)
  })

  it.each(REFUSED.map(([spelled, code]) => [titled(spelled), code, spelled]))(
    'that is spelled %s is refused: %s',
    async (_, code, spelled) => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const reply = await at(method, spelled)
        expect([reply.status, errorOf(reply).code]).toEqual([400, code])
      }
      const copy = await at('PUT', 'copied', bench.root, { headers: ['x-amz-copy-source', `/keys/${spelled}`] })
      expect([Math.floor(copy.status / 100), await keys()]).toEqual([4, []])
    },
  )
})

describe('a user of a prefix', () => {
  const mine = SPELLED.filter(([, key]) => Buffer.byteLength(key) < 1_000)
  it.each(mine)('puts team/%s as it is named, and nothing else', async (spelled, key) => {
    await ask(bench.root, { service: 's3', method: 'PUT', path: '/keys/outside', body: Buffer.from('untouched') })
    expect((await at('PUT', `team/${spelled}`, limited, { body: Buffer.from('x') })).status).toBe(200)
    expect((await keys()).sort()).toEqual(['outside', `team/${key}`].sort())
    expect((await at('GET', 'outside')).text).toBe('untouched')
    const escaped = `team/${key}`.replace(/[^\w/.-]/gu, (one) => `&#x${one.codePointAt(0)?.toString(16)};`)
    if ([...key].some((one) => one < ' ')) await at('DELETE', `team/${spelled}`, limited)
    else await ask(limited, deletion('keys', `<Delete><Object><Key>${escaped}</Key></Object></Delete>`))
    expect(await keys()).toEqual(['outside'])
  })

  it.each([...mine.map(([spelled]) => spelled), 'team', 'team%2e/x', 'x/../team/y', '%2e/team/y', '/team/y', 'TEAM/y', 'te%61m'])(
    'may not touch %s, whatever it would lead to as a path',
    async (spelled) => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const reply = await at(method, spelled, limited)
        expect([method, reply.status, errorOf(reply).code]).toEqual([method, 403, 'AccessDenied'])
      }
      const headers = ['x-amz-copy-source', `/keys/${spelled.replaceAll('+', '%20')}`]
      expect((await at('PUT', 'team/stolen', limited, { headers })).status).toBe(403)
      expect(await keys()).toEqual(['outside'])
    },
  )
})
