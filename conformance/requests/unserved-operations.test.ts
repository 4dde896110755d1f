import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, form, type Raw, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { type Bench, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

interface Row {
  readonly operation: string
  readonly request: Unsigned
  /** Its name in the error, if it is not just the operation. */
  readonly named?: string
  readonly subresource?: string
  /** Why it is not supported, where that is told. */
  readonly because?: string
}

const s3 = (operation: string, line: string, more: Partial<Row> & { headers?: string[] } = {}): Row => {
  const { headers = [], ...row } = more
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  return { operation, request: { service: 's3', method, path: `/bench-bucket${path}`, query, headers }, ...row }
}
const account = (operation: string, path: string): Row => ({
  operation,
  request: { service: 'account', method: 'POST', path, body: Buffer.from('{}') },
})

const rows: readonly Row[] = [
  s3('PutObjectRetention', 'PUT /kept?retention', { subresource: 'retention', because: 'Objects cannot be locked.' }),
  s3('PutObjectLegalHold', 'PUT /kept?legal-hold', { subresource: 'legal-hold', because: 'Objects cannot be locked.' }),
  s3('PutBucketWebsite', 'PUT /?website', { subresource: 'website', because: 'Buckets are not served as websites.' }),
  s3('GetBucketInventoryConfiguration', 'GET /?inventory&id=x', { subresource: 'inventory', because: 'There are no inventories.' }),
  s3('RestoreObject', 'POST /kept?restore', { subresource: 'restore', because: 'STANDARD is the only storage class.' }),
  s3('SelectObjectContent', 'POST /kept?select&select-type=2', { subresource: 'select&select-type', because: 'Objects are not searched.' }),
  s3('PutObject', 'PUT /kept?partNumber=1', { named: 'PutObject with partNumber', subresource: 'partNumber' }),
  s3('CreateBucket', 'PUT /', { named: 'CreateBucket with x-amz-copy-source', headers: ['x-amz-copy-source', '/bench-bucket/kept'] }),
  s3('PutObject', 'PUT /kept?versionId=null', { named: 'PutObject with versionId', subresource: 'versionId' }),
  account('GetContactInformation', '/getContactInformation'),
  account('PutAccountName', '/putAccountName'),
]

/** The answer, and its line in the audit. */
async function refused(raw: Raw) {
  const { status, text, headers } = await send(bench.root.endpoint, raw)
  const line = await bench.server.auditOf(String(headers['x-amzn-requestid'] ?? headers['x-amz-request-id']))
  const isJson = headers['content-type'] === 'application/json'
  const error = isJson ? { code: String(headers['x-amzn-errortype']), message: JSON.parse(text).message as string } : errorOf({ text })
  return { answer: { status, ...error }, line }
}

const withoutCredentials = (raw: Raw): Raw => {
  const headers: string[] = []
  for (let i = 0; i < raw.headers.length; i += 2) {
    if (/^(authorization|x-amz-(date|content-sha256))$/i.test(raw.headers[i] ?? '')) continue
    headers.push(raw.headers[i] ?? '', raw.headers[i + 1] ?? '')
  }
  return { ...raw, headers }
}

describe.each(rows)(
  '$operation, which is in the model but not supported',
  ({ operation, request, named = operation, subresource, because }) => {
    it('is named in the error for a signed request', async () => {
      const { answer, line } = await refused(signed(bench.user, request))
      const message = `${named} is not supported by this version of daypass`
      expect(answer).toEqual({ status: 501, message, code: expect.stringMatching(/^NotImplemented(Exception)?$/) })
      expect(line).toMatchObject({
        ...{ service: request.service, operation, method: request.method, path: request.path },
        ...{ caller: 'arn:aws:iam::000000000000:user/bench-user', decision: 'none', status: 501, error: 'NotImplemented' },
        reason: because === undefined ? message : `${message}. ${because}`,
      })
      expect((line as { subresource?: string }).subresource).toBe(subresource)
    })

    it('is refused with a wrong secret, and the audit names the operation', async () => {
      const stranger: Signer = { endpoint: bench.root.endpoint, key: { ...bench.user.key, secretAccessKey: 'w'.repeat(40) } }
      const { answer, line } = await refused(signed(stranger, request))
      expect(answer).toMatchObject({ status: 403, code: expect.stringMatching(/^(SignatureDoesNotMatch|InvalidSignatureException)$/) })
      expect(line).toMatchObject({ operation, method: request.method, path: request.path, status: 403 })
      expect(line).not.toHaveProperty('caller')
    })
  },
)

// Without a scope, nothing distinguishes a request for Account Management from one for S3.
it.each(rows.filter(({ request }) => request.service !== 'account'))(
  '$operation is refused without a signature, and the audit names the operation',
  async ({ operation, request }) => {
    const { answer, line } = await refused(withoutCredentials(signed(bench.user, request)))
    expect(answer).toMatchObject({ status: 403, code: request.service === 's3' ? 'AccessDenied' : 'MissingAuthenticationToken' })
    expect(line).toMatchObject({ operation, method: request.method, path: request.path, caller: 'anonymous', status: 403 })
  },
)

it('an operation that is in no model gets the usual error of its service, and existing things stay as they are', async () => {
  expect((await refused(signed(bench.user, form('iam', { Action: 'TagRoles' })))).answer).toEqual({
    status: 400,
    code: 'InvalidAction',
    message: 'Could not find operation TagRoles for version 2010-05-08',
  })
  expect((await refused(signed(bench.user, { service: 's3', method: 'POST', path: '/bench-bucket/kept' }))).answer).toMatchObject({
    status: 405,
    code: 'MethodNotAllowed',
  })
  const kept = await send(bench.root.endpoint, signed(bench.user, { service: 's3', method: 'GET', path: '/bench-bucket/kept' }))
  expect(kept.text).toBe('what was there before')
})
