import { describe, expect, it } from 'vitest'
import { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { madeService } from '../../testing/made-service.js'
import { protocolOf } from './protocol-of.js'

const made = (name: string): Operation => ({
  ...{ service: 'account', name, summary: 'Is made up.' },
  authorize: () => [],
  handle: () => ({}),
})
const protocol = protocolOf(madeService('account', [made('EnableRegion'), made('ListRegions')]))

async function* bytes(text: string) {
  yield Buffer.from(text)
}

const request = (path: string, text = ''): Request => ({
  ...{ id: 'the-id', method: 'POST', path, query: '', rawHeaders: [], headers: {}, sourceIp: '', secure: false },
  body: bytes(text),
})
const payload = {
  bytes: async () => new Uint8Array(0),
  stream: () => bytes(''),
  hasChecksum: false,
  trailers: () => new Map<string, string>(),
}
const turns = { turnFor: async () => {}, rest: async () => {} }

async function inputOf(path: string, text: string) {
  const routed = await protocol.route(request(path, text))
  return { name: routed.operation.name, input: await routed.decode(payload, turns) }
}

describe('the rest-json protocol', () => {
  it('finds the operation by its path and reads its body', async () => {
    expect(await inputOf('/enableRegion', '{"RegionName":"ap-east-1"}')).toEqual({
      name: 'EnableRegion',
      input: { RegionName: 'ap-east-1' },
    })
  })

  it.each([
    ['/nothing', '{}', { code: 'UnknownOperationException' }],
    ['/disableRegion', '{}', { code: 'UnknownOperationException' }],
    ['/enableRegion', '[]', { code: 'SerializationException' }],
    ['/enableRegion', '{}', { code: 'ValidationException', detail: { fields: { reason: 'fieldValidationFailed' } } }],
    ['/listRegions', '{"MaxResults":51}', { code: 'ValidationException' }],
    ['/listRegions', '{"AccountId":"1"}', { code: 'ValidationException' }],
    ['/enableRegion', `"${'x'.repeat(1_048_576)}"`, { code: 'RequestEntityTooLargeException' }],
  ])('refuses %s', async (path, text, error) => expect(inputOf(path, text)).rejects.toMatchObject(error))

  it.each<[string, number, string]>([
    ['AccessDenied', 403, 'AccessDeniedException'],
    ['MissingAuthenticationToken', 403, 'MissingAuthenticationTokenException'],
    ['InvalidClientTokenId', 403, 'UnrecognizedClientException'],
    ['ExpiredToken', 403, 'ExpiredTokenException'],
    ['SignatureDoesNotMatch', 403, 'InvalidSignatureException'],
    ['IncompleteSignature', 403, 'IncompleteSignatureException'],
    ['ServiceUnavailable', 503, 'ServiceUnavailableException'],
    ['UnknownOperationException', 404, 'UnknownOperationException'],
  ])('names %s as JSON services do, and keeps its original code for the audit', (code, status, named) => {
    expect(protocol.fail(new WireError(code, 'why', { fields: { reason: 'x' } }), request('/'), undefined)).toEqual({
      status,
      headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': 'the-id', 'x-amzn-ErrorType': named },
      body: '{"message":"why","reason":"x"}',
      code,
    })
  })

  it.each([new Error('secret'), new WireError('NoSuchCode', 'secret')])('does not reveal what a defect was', (error) => {
    const answer = protocol.fail(error, request('/'), undefined)
    expect(answer).toMatchObject({ status: 500, headers: { 'x-amzn-ErrorType': 'InternalServerException' }, code: 'InternalFailure' })
    expect(answer.body).not.toContain('secret')
  })
})
