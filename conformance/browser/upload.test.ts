import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, PutBucketCorsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { CHROMIUM, FLAGS } from './policy-page.js'

const Bucket = 'uploads'
const file = (name: string) => readFileSync(new URL(name, import.meta.url))

/** A form of version 4, as a server of a page makes it. */
function formFor(server: ServerProcess, fields: Readonly<Record<string, string>>) {
  const { accessKeyId, secretAccessKey } = server.rootKey()
  const now = new Date()
  const date = `${now.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
  const scope = [date.slice(0, 8), 'us-east-1', 's3', 'aws4_request']
  const all = {
    ...fields,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [accessKeyId, ...scope].join('/'),
    'x-amz-date': date,
  }
  const conditions = [
    { bucket: Bucket },
    ['starts-with', '$key', 'in/'],
    ...Object.entries(all)
      .filter(([name]) => name !== 'key')
      .map(([name, value]) => ({ [name]: value })),
  ]
  const policy = Buffer.from(JSON.stringify({ expiration: new Date(now.getTime() + 60_000).toISOString(), conditions })).toString('base64')
  const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`)
  return { url: `${server.endpoint}/${Bucket}`, fields: { ...all, policy, 'x-amz-signature': hmac(key, policy).toString('hex') } }
}

describe.skipIf(without('chromium'))('a page in Chromium, of another origin than the bucket', () => {
  let server: ServerProcess
  let pages: Server
  let root: Clients
  let results: Record<string, unknown>
  beforeAll(async () => {
    server = await ServerProcess.start()
    root = clientsOf(server, server.rootKey())
    pages = createServer((request, response) => {
      const [body, type] = signed.get(request.url ?? '') ?? ['', 'text/plain']
      response.writeHead(body === '' ? 404 : 200, { 'content-type': type }).end(body)
    }).listen(0, '127.0.0.1')
    await once(pages, 'listening')
    const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
    const signed = new Map<string, [body: string | Buffer, type: string]>([
      ['/', [file('upload-page.html'), 'text/html; charset=utf-8']],
      ['/upload-page.mjs', [file('upload-page.mjs'), 'text/javascript; charset=utf-8']],
      ['/signed.json', [JSON.stringify(await prepare(origin)), 'application/json']],
    ])
    results = await open(`${origin}/`)
  }, 120_000)
  afterAll(async () => {
    pages.closeAllConnections()
    pages.close()
    await server.close()
  })

  async function prepare(origin: string) {
    for (const name of [Bucket, 'closed']) await root.s3.send(new CreateBucketCommand({ Bucket: name }))
    const rule = { AllowedOrigins: [origin], AllowedMethods: ['GET', 'PUT', 'POST'], AllowedHeaders: ['x-amz-*'], ExposeHeaders: ['ETag'] }
    await root.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }))
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'was there' }))
    // Else the SDK signs the checksum of an empty body.
    const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.rootKey(), forcePathStyle: true }
    const presigner = new S3Client({ ...settings, requestChecksumCalculation: 'WHEN_REQUIRED' })
    const url = (command: GetObjectCommand | PutObjectCommand) =>
      getSignedUrl(presigner, command as never, { expiresIn: 60, unhoistableHeaders: new Set(['x-amz-meta-from']) })
    return {
      form: formFor(server, { key: `in/\${filename}`, success_action_status: '201', 'Content-Type': 'text/plain' }),
      put: await url(new PutObjectCommand({ Bucket, Key: 'put', Metadata: { from: 'page' } })),
      get: await url(new GetObjectCommand({ Bucket, Key: 'there' })),
      denied: await url(new GetObjectCommand({ Bucket: 'closed', Key: 'there' })),
    }
  }

  async function open(url: string): Promise<Record<string, unknown>> {
    const scratch = scratchFolder()
    try {
      const args = [...FLAGS, `--user-data-dir=${join(scratch.path, 'profile')}`, '--dump-dom', url]
      const { stdout, stderr } = await runProgram(CHROMIUM, args, { ...cleanEnvironment(), HOME: scratch.path })
      const text = /<pre id="out">(.*?)<\/pre>/s.exec(stdout)?.[1] ?? ''
      if (text === '') throw new Error(`${stdout}\n${stderr}`)
      return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'))
    } finally {
      scratch.remove()
    }
  }

  it('uploads a form, and reads the answer', async () => {
    expect(results.form).toEqual([201, true])
    const got = await root.s3.send(new GetObjectCommand({ Bucket, Key: 'in/ü in a form.txt' }))
    expect([await got.Body?.transformToString(), got.ContentType]).toEqual(['from a form', 'text/plain'])
  })

  it('puts with a URL that the SDK presigned, after a preflight, and reads the ETag', async () => {
    expect(results.put).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}"$/)])
    const got = await root.s3.send(new GetObjectCommand({ Bucket, Key: 'put' }))
    expect([await got.Body?.transformToString(), got.Metadata]).toEqual(['from a page', { from: 'page' }])
  })

  it('reads an object, and an error', () => {
    expect([results.get, results.error]).toEqual([
      [200, 'was there'],
      [403, true],
    ])
  })

  it('gets nothing that no rule allows: another header, another method, another bucket', () => {
    expect([results.header, results.method, results.bucket]).toEqual(['TypeError', 'TypeError', 'TypeError'])
  })
})
