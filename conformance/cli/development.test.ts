// What --dev adds, on a server with it and on one without.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, assume, keyOf, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element, errorOf, form, type Reply, type Signer, send, signed } from '../signed-request.js'

/** An unsigned request to one of the server's own pages; `host` may be any name. */
function page(
  server: ServerProcess,
  path: string,
  parameters: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Reply> {
  const { host } = new URL(server.endpoint)
  const headers = Object.entries({ host, ...parameters.headers }).flat()
  return send(server.endpoint, {
    method: parameters.method ?? 'POST',
    target: `/_daypass/${path}`,
    headers,
    body: Buffer.from(parameters.body ?? ''),
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const day = (time: string): string => time.slice(0, 10)
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:user/traveller' }, Action: 'sts:AssumeRole' },
})

describe('health', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
  })
  afterAll(() => server.close())

  it('tells everyone which services are served', async () => {
    const reply = await page(server, 'health', { method: 'GET' })
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json'])
    expect(JSON.parse(reply.text)).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), enforcement: 'on' })
    expect((await page(server, 'health', { method: 'POST' })).status).toBe(405)
  })

  it.each(['clock', 'reset', 'snapshot', 'restore', 'fault', 'unheard', ''])('has no page %j without --dev', async (name) => {
    const reply = await page(server, name, { headers: JSON_TYPE, body: '{"advance":"PT1H"}' })
    expect([reply.status, reply.text]).toEqual([404, '{"error":"not found"}\n'])
  })
})

describe('--dev', () => {
  let server: ServerProcess
  let root: Signer
  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = signerOf(server, server.rootKey())
  })
  afterAll(() => server.close())

  const refusals: [name: string, status: number, path: string, parameters: Parameters<typeof page>[2]][] = [
    ['a page in a browser', 403, 'clock', { headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:4566' }, body: '{"advance":"PT1H"}' }],
    ['an opaque origin', 403, 'reset', { headers: { ...JSON_TYPE, origin: 'null' }, body: '{}' }],
    ['another host', 403, 'clock', { headers: { ...JSON_TYPE, host: 'attacker.example:4566' }, body: '{"advance":"PT1H"}' }],
    [
      'a host that only begins like a local one',
      403,
      'reset',
      { headers: { ...JSON_TYPE, host: '127.0.0.1.attacker.example' }, body: '{}' },
    ],
    ['a form', 415, 'clock', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '{"advance":"PT1H"}' }],
    ['plain text', 415, 'reset', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['no content type', 415, 'reset', {}],
    ['another method', 405, 'reset', { method: 'GET', headers: JSON_TYPE }],
    ['another method', 405, 'clock', { method: 'PUT', headers: JSON_TYPE, body: '{"advance":"PT1H"}' }],
    ['a body that is not JSON', 400, 'clock', { headers: JSON_TYPE, body: '{"advance"' }],
    ['an invalid duration', 400, 'clock', { headers: JSON_TYPE, body: '{"advance":"1 hour"}' }],
    ['an invalid time', 400, 'clock', { headers: JSON_TYPE, body: '{"now":"tomorrow"}' }],
    ['a day that does not exist', 400, 'clock', { headers: JSON_TYPE, body: '{"now":"2030-02-31T00:00:00Z"}' }],
    ['a time without a zone', 400, 'clock', { headers: JSON_TYPE, body: '{"now":"2030-01-01T00:00:00"}' }],
    ['a time with text after it', 400, 'clock', { headers: JSON_TYPE, body: '{"now":"2030-01-01T00:00:00Z (or so)"}' }],
    ['two parameters at once', 400, 'clock', { headers: JSON_TYPE, body: '{"advance":"PT1H","now":"2030-01-01T00:00:00Z"}' }],
    ['no wish', 400, 'clock', { headers: JSON_TYPE, body: '{}' }],
    ['a list', 400, 'clock', { headers: JSON_TYPE, body: '[]' }],
    ['null', 400, 'clock', { headers: JSON_TYPE, body: 'null' }],
    ['a page in a browser', 403, 'restore', { headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:4566' }, body: '{"name":"s"}' }],
    ['an opaque origin', 403, 'fault', { headers: { ...JSON_TYPE, origin: 'null' }, body: '{"operation":"sts:*","kind":"cut"}' }],
    ['another host', 403, 'snapshot', { headers: { ...JSON_TYPE, host: 'attacker.example:4566' }, body: '{"name":"s"}' }],
    ['what a proxy passed on', 403, 'reset', { headers: { ...JSON_TYPE, 'x-forwarded-for': '192.0.2.1' }, body: '{}' }],
    ['what a proxy passed on', 403, 'clock', { headers: { ...JSON_TYPE, forwarded: 'for=192.0.2.1' }, body: '{"advance":"PT1H"}' }],
    ['plain text', 415, 'restore', { headers: { 'content-type': 'text/plain' }, body: '{"name":"s"}' }],
    ['another method', 405, 'snapshot', { method: 'GET', headers: JSON_TYPE }],
    ['another method', 405, 'fault', { method: 'GET', headers: JSON_TYPE }],
    ['a parameter', 400, 'reset', { headers: JSON_TYPE, body: '{"name":"s"}' }],
    ['a body that is not JSON', 400, 'reset', { headers: JSON_TYPE, body: '{' }],
    ['a list', 400, 'snapshot', { headers: JSON_TYPE, body: '["s"]' }],
    ['a path as name', 400, 'snapshot', { headers: JSON_TYPE, body: '{"name":"../../etc/passwd"}' }],
    ['a number as name', 400, 'snapshot', { headers: JSON_TYPE, body: '{"name":7}' }],
    ['two parameters at once', 400, 'snapshot', { headers: JSON_TYPE, body: '{"name":"s","remove":"s"}' }],
    ['an unknown parameter', 400, 'snapshot', { headers: JSON_TYPE, body: '{"name":"s","file":"/etc/passwd"}' }],
    ['an unknown snapshot', 400, 'snapshot', { headers: JSON_TYPE, body: '{"remove":"s"}' }],
    ['an unknown snapshot', 400, 'restore', { headers: JSON_TYPE, body: '{"name":"s"}' }],
    ['no name', 400, 'restore', { headers: JSON_TYPE, body: '{}' }],
    ['a name of an object', 400, 'restore', { headers: JSON_TYPE, body: '{"name":"__proto__"}' }],
    ['a member of every object', 400, 'restore', { headers: JSON_TYPE, body: '{"__proto__":{"name":"s"}}' }],
    ['an operation that does not exist', 400, 'fault', { headers: JSON_TYPE, body: '{"operation":"sts:Assume","kind":"cut"}' }],
    ['a wait of two minutes', 400, 'fault', { headers: JSON_TYPE, body: '{"operation":"sts:*","kind":"slow","seconds":120}' }],
    ['a member that is not known', 400, 'fault', { headers: JSON_TYPE, body: '{"operation":"sts:*","kind":"cut","time":2}' }],
    ['a text as number', 400, 'fault', { headers: JSON_TYPE, body: '{"operation":"sts:*","kind":"cut","times":"2"}' }],
    ['a fault and its end', 400, 'fault', { headers: JSON_TYPE, body: '{"operation":"sts:*","kind":"cut","clear":true}' }],
    ['a body that is too long', 400, 'fault', { headers: JSON_TYPE, body: `{"operation":"sts:*","kind":"cut"${' '.repeat(10_000)}}` }],
    ['a body that is too long', 400, 'clock', { headers: JSON_TYPE, body: `{"advance":"PT1H"${' '.repeat(10_000)}}` }],
  ]

  it.each(refusals)('refuses %s with %i on %s', async (_, status, path, parameters) => {
    const reply = await page(server, path, parameters)
    expect([reply.status, Object.keys(JSON.parse(reply.text) as object)]).toEqual([status, ['error']])
  })

  it('has not moved because of any of them', async () => {
    const reply = await page(server, 'clock', {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"advance":"PT0S"}',
    })
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, { offsetSeconds: 0 }])
    expect(await (await server.admin('snapshot', {})).json()).toEqual({ snapshots: [] })
    expect(await (await server.admin('fault', {})).json()).toEqual({ faults: [] })
  })

  it('moves issue times and expiry, but not the Date header and the allowed age of signatures', async () => {
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'traveller' }))
    const user = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'traveller' }))))
    await ask(root, form('iam', { Action: 'CreateRole', RoleName: 'future', AssumeRolePolicyDocument: trust }))
    const session = await assume(user, 'future')
    expect((await page(server, 'clock', { headers: JSON_TYPE, body: '{"now":"2040-05-06T07:08:09Z"}' })).status).toBe(200)
    const made = await ask(root, form('iam', { Action: 'CreateUser', UserName: 'born-later' }))
    expect(day(element(made.text, 'CreateDate'))).toBe('2040-05-06')
    expect(Math.abs(Date.parse(String(made.headers.date)) - Date.now())).toBeLessThan(60_000)
    const late = await send(server.endpoint, signed(session, form('sts', { Action: 'GetCallerIdentity' })))
    expect([late.status, errorOf(late).code]).toEqual([403, 'ExpiredToken'])
    const then = signed(root, form('sts', { Action: 'GetCallerIdentity' }), { now: Date.parse('2040-05-06T07:08:10Z') })
    expect(errorOf(await send(server.endpoint, then)).message).toContain('Signature not yet current')
  })

  it('moves aws:CurrentTime', async () => {
    const only2040 = {
      Effect: 'Allow',
      Action: 's3:ListAllMyBuckets',
      Resource: '*',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': '2040-01-01T00:00:00Z' } },
    }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [only2040] })
    await ask(root, form('iam', { Action: 'PutUserPolicy', UserName: 'born-later', PolicyName: 'later', PolicyDocument }))
    const user = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'born-later' }))))
    const list = async () => (await send(server.endpoint, signed(user, { service: 's3', method: 'GET', path: '/' }))).status
    expect(await list()).toBe(200)
    await server.admin('clock', { now: '2039-12-31T23:59:59Z' })
    expect(await list()).toBe(403)
    await server.admin('clock', { now: '2040-05-06T07:08:09Z' })
    expect(await list()).toBe(200)
  })

  it('keeps the offset over kill -9', async () => {
    await server.restart()
    const made = await ask(root, form('iam', { Action: 'CreateUser', UserName: 'born-after-restart' }))
    expect(day(element(made.text, 'CreateDate'))).toBe('2040-05-06')
  })

  it('uses wall time when started without --dev', async () => {
    await server.restart([])
    const made = await ask(root, form('iam', { Action: 'CreateUser', UserName: 'born-today' }))
    expect(day(element(made.text, 'CreateDate'))).toBe(day(new Date().toISOString()))
    await server.restart(['--dev'])
  })

  it('deletes everything except the root key on a reset, also the offset, permanently', async () => {
    await ask(root, { service: 's3', method: 'PUT', path: '/to-be-reset' })
    await ask(root, { service: 's3', method: 'PUT', path: '/to-be-reset/object', body: Buffer.from('gone soon') })
    const user = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'traveller' }))))
    const session = await assume(user, 'future')
    expect((await server.admin('reset', {})).status).toBe(200)
    for (const again of [false, true]) {
      if (again) await server.restart()
      expect((await ask(root, form('iam', { Action: 'ListUsers' }))).text).not.toContain('<member>')
      expect((await ask(root, form('iam', { Action: 'ListRoles' }))).text).not.toContain('<member>')
      expect((await ask(root, { service: 's3', method: 'GET', path: '/' })).text).not.toContain('<Bucket>')
      for (const signer of [user, session]) {
        const reply = await send(server.endpoint, signed(signer, form('sts', { Action: 'GetCallerIdentity' })))
        expect([reply.status, errorOf(reply).code]).toEqual([403, 'InvalidClientTokenId'])
      }
    }
    const files = readdirSync(join(server.dataDir, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name)).toEqual(['installation'])
    const made = await ask(root, form('iam', { Action: 'CreateUser', UserName: 'born-now' }))
    expect(day(element(made.text, 'CreateDate'))).toBe(day(new Date().toISOString()))
  })

  it('brings back a snapshot of data on the disk, which stays over kill -9, where the snapshot itself ends', async () => {
    const put = (body: string) => ask(root, { service: 's3', method: 'PUT', path: '/kept/object', body: Buffer.from(body) })
    const get = async () => (await ask(root, { service: 's3', method: 'GET', path: '/kept/object' })).text
    await ask(root, { service: 's3', method: 'PUT', path: '/kept' })
    await put('before')
    expect(await (await server.admin('snapshot', { name: 'kept' })).json()).toMatchObject({ snapshot: { name: 'kept' } })
    await put('after')
    await ask(root, { service: 's3', method: 'DELETE', path: '/kept/object' })
    await server.advance('PT1H')
    expect((await server.admin('restore', { name: 'kept' })).status).toBe(200)
    expect(await get()).toBe('before')
    await ask(root, { service: 's3', method: 'DELETE', path: '/kept/object' })
    await server.admin('restore', { name: 'kept' })
    await server.restart()
    expect(await get()).toBe('before')
    expect(await (await server.admin('clock', { advance: 'PT0S' })).json()).toMatchObject({ offsetSeconds: 0 })
    expect((await server.admin('restore', { name: 'kept' })).status).toBe(400)
    await server.admin('reset', {})
  })

  it('cuts a connection without a byte, also that of a HEAD, and writes a line about it', async () => {
    await ask(root, { service: 's3', method: 'PUT', path: '/cut' })
    for (const operation of ['s3:HeadBucket', 'sts:GetCallerIdentity']) await server.admin('fault', { operation, kind: 'cut' })
    for (const call of [{ service: 's3', method: 'HEAD', path: '/cut' }, form('sts', { Action: 'GetCallerIdentity' })] as const)
      await expect(send(server.endpoint, signed(root, call))).rejects.toThrow()
    await ask(root, form('sts', { Action: 'GetCallerIdentity' }))
    const lines = server.audit().filter((line) => 'fault' in line)
    expect(lines).toMatchObject([
      { operation: 'HeadBucket', fault: 'cut', error: 'ConnectionCut', status: 0, decision: 'none' },
      { operation: 'GetCallerIdentity', fault: 'cut', error: 'ConnectionCut', status: 0, decision: 'none' },
    ])
  })

  it('answers slowly on one connection and at once on others, and stops without waiting for it', async () => {
    await server.admin('fault', { operation: 'sts:GetCallerIdentity', kind: 'slow', seconds: 60 })
    const slow = send(server.endpoint, signed(root, form('sts', { Action: 'GetCallerIdentity' })))
    const isTaken = async () => ((await (await server.admin('fault', {})).json()) as { faults: unknown[] }).faults.length === 0
    while (!(await isTaken()));
    expect((await send(server.endpoint, signed(root, form('sts', { Action: 'GetCallerIdentity' })))).status).toBe(200)
    const stopped = server.stop()
    expect([(await slow).status, await stopped]).toEqual([200, 0])
    await server.restart()
  })

  it('accepts all three names of this machine', async () => {
    const { port } = new URL(server.endpoint)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const reply = await page(server, 'clock', { headers: { ...JSON_TYPE, host }, body: '{"advance":"PT0S"}' })
      expect([host, reply.status]).toEqual([host, 200])
    }
  })

  it('is limited to times that can be written, 1970 to 9998, and stays usable', async () => {
    const statusOf = async (wish: object) => (await server.admin('clock', wish)).status
    expect(await statusOf({ now: '9998-12-31T00:00:00Z' })).toBe(200)
    expect(await statusOf({ advance: 'P2D' })).toBe(400)
    expect(await statusOf({ now: '1969-12-31T23:59:59Z' })).toBe(400)
    expect((await send(server.endpoint, signed(root, form('sts', { Action: 'GetCallerIdentity' })))).status).toBe(200)
    expect(await statusOf({ now: '1970-01-02T00:00:00Z' })).toBe(200)
    expect((await send(server.endpoint, signed(root, form('sts', { Action: 'GetCallerIdentity' })))).status).toBe(200)
    expect((await server.admin('reset', {})).status).toBe(200)
  })
})
