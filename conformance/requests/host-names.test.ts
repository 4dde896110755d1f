import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, form, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench(['--s3-domain', 'objects.example.test'])
  for (const bucket of ['photos', 'victim-bkt']) await ask(bench.root, { service: 's3', method: 'PUT', path: `/${bucket}` })
})
afterAll(() => bench.server.close())

const s3 = (method: string, path: string, host?: string): Unsigned => ({
  service: 's3',
  method,
  path,
  ...(host === undefined ? {} : { host }),
})

async function reply(request: Unsigned) {
  const answer = await send(bench.server.endpoint, signed(bench.root, request))
  const line = await bench.server.auditOf(String(answer.headers['x-amz-request-id'] ?? answer.headers['x-amzn-requestid']))
  return { status: answer.status, code: errorOf(answer).code, line }
}

const isThere = async (path: string): Promise<boolean> =>
  (await send(bench.server.endpoint, signed(bench.root, s3('HEAD', path)))).status === 200

describe('DELETE /photos', () => {
  it.each([
    'VICTIM-BKT.localhost',
    'victim-bkt.localhost.',
    'victim-bkt.objects.example.test',
    'Victim-Bkt.Objects.Example.Test.:4566',
    'Victim-Bkt.LocalHost.:4566',
    'victim-bkt.S3.us-east-1.amazonaws.com',
    'victim-bkt.s3.dualstack.us-east-1.amazonaws.com',
    'victim-bkt.s3-fips.us-east-1.amazonaws.com',
    'victim-bkt.s3-fips.dualstack.us-east-1.amazonaws.com',
  ])('at %s is for the object photos of victim-bkt, never for the bucket photos', async (host) => {
    await ask(bench.root, s3('PUT', '/victim-bkt/photos'))
    const { status, line } = await reply(s3('DELETE', '/photos', host))
    expect([status, line?.operation, line?.resource]).toEqual([204, 'DeleteObject', 'arn:aws:s3:::victim-bkt/photos'])
    expect([await isThere('/photos'), await isThere('/victim-bkt/photos')]).toEqual([true, false])
  })

  it.each([
    'victim_bkt.localhost',
    'victim_bkt.objects.example.test',
    'photos.amazonaws.com',
    'STS.us-east-1.amazonaws.com',
    'victim-bkt.s3.nowhere-1.amazonaws.com',
    'victim-bkt.s3-accelerate.amazonaws.com',
    'victim-bkt.s3-website-us-east-1.amazonaws.com',
    'victim-bkt.s3.us-east-1.api.aws',
  ])('at %s is refused with an error of S3, and recorded', async (host) => {
    const { status, code, line } = await reply(s3('DELETE', '/photos', host))
    expect([status, code]).toEqual([400, 'InvalidBucketName'])
    expect(line).toMatchObject({ service: 's3', decision: 'none', status: 400, error: 'InvalidBucketName' })
    expect(line?.reason).toContain(host.toLowerCase())
    expect(await isThere('/photos')).toBe(true)
  })

  it.each(['victim-bkt.localhost, localhost', 'victim-bkt.localhost:80:80', 'user@victim-bkt.localhost', 'victim-bkt..localhost'])(
    'at %s, which is not one host, is refused',
    async (host) => {
      const answer = await send(bench.server.endpoint, signed(bench.root, s3('DELETE', '/photos', host)))
      expect(answer.status).toBe(400)
      expect(await isThere('/photos')).toBe(true)
    },
  )

  it.each(['http://localhost/photos', '*'])('is not requested by the target %s', async (target) => {
    const answer = await send(bench.server.endpoint, { ...signed(bench.root, s3('DELETE', '/photos', 'photos.localhost')), target })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('The request target is not a path.')
  })
})

describe('the names of the other services', () => {
  const identity = form('sts', { Action: 'GetCallerIdentity' })
  const users = form('iam', { Action: 'ListUsers' })
  const regions: Unsigned = {
    service: 'account',
    method: 'POST',
    path: '/listRegions',
    headers: ['content-type', 'application/json'],
    body: Buffer.from('{}'),
  }

  it.each([
    ['sts.amazonaws.com', identity],
    ['STS.amazonaws.com.', identity],
    ['sts.us-east-1.amazonaws.com:443', identity],
    ['sts-fips.us-east-1.amazonaws.com', identity],
    ['sts.us-east-1.api.aws', identity],
    ['sts.localhost:4566', identity],
    ['iam.amazonaws.com', users],
    ['iam-fips.amazonaws.com', users],
    ['iam.us-gov.amazonaws.com', users],
    ['iam.localhost', users],
    ['account.us-east-1.amazonaws.com', regions],
    ['account.us-east-1.api.aws', regions],
  ])('%s answers as usual', async (host, request) => {
    const answer = await send(bench.server.endpoint, signed(bench.root, { ...request, host }))
    expect([answer.status, answer.text.includes('Error')]).toEqual([200, false])
  })

  it.each(['victim-bkt.localhost', 'VICTIM-BKT.localhost.', 'sts.amazonaws.com', 'victim_bkt.localhost'])(
    'do not serve the pages of daypass itself: %s',
    async (host) => {
      const answer = await send(bench.server.endpoint, {
        method: 'GET',
        target: '/_daypass/health',
        headers: ['host', host],
        body: Buffer.alloc(0),
      })
      expect([answer.status, answer.text.includes('"ok"')]).not.toEqual([200, true])
    },
  )

  it.each(['localhost', 'LOCALHOST.:4566', '127.0.0.1', '[::1]:80', 'daypass.example.com'])(
    'serve the pages of daypass itself: %s',
    async (host) => {
      const answer = await send(bench.server.endpoint, {
        method: 'GET',
        target: '/_daypass/health',
        headers: ['host', host],
        body: Buffer.alloc(0),
      })
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { status: 'ok' }])
    },
  )
})
