import { describe, expect, it } from 'vitest'
import { WireError } from '../../core/error.js'
import type { Protocol, Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { madeService } from '../../testing/made-service.js'
import { linkModel, type RawModel, type RawOverlay } from '../../wire/link-model.js'
import { protocolOf as protocolOfService } from './protocol-of.js'

// Protocols that no service uses yet, tested with a made-up service.

const errors = (...codes: [string, number][]): RawOverlay['errors'] =>
  Object.fromEntries(codes.map(([code, httpStatusCode]) => [code, { httpStatusCode, source: 'a test' }]))

const overlay: RawOverlay = {
  errors: errors(
    ...([
      ['AccessDeniedException', 400],
      ['UnauthorizedOperation', 403],
      ['AuthFailure', 401],
      ['InvalidAction', 400],
      ['InvalidParameterValue', 400],
      ['NotImplementedException', 501],
      ['RequestEntityTooLarge', 413],
      ['RequestEntityTooLargeException', 413],
      ['SerializationException', 400],
      ['UnknownOperationException', 400],
      ['UnrecognizedClientException', 400],
      ['UnsupportedOperation', 400],
      ['ValidationException', 400],
    ] as [string, number][]),
  ),
}

const metadata = { serviceId: 'Toys', apiVersion: '2020-01-01', targetPrefix: 'ToyService', xmlNamespace: 'http://toys.example/' }

function protocolOf(protocol: 'json' | 'ec2' | 'rest-json', jsonVersion = '1.1'): Protocol {
  const http = { method: 'POST', requestUri: protocol === 'rest-json' ? '/toys/{Name}?paint' : '/' }
  const raw: RawModel = {
    metadata: { ...metadata, protocol, jsonVersion },
    operations: { Paint: { http, input: 'Toy', output: 'Toy', errors: ['Gone'] } },
    otherOperations: { Sell: { method: 'POST', requestUri: '/sell' } },
    errors: { Gone: { code: 'Gone', httpStatusCode: 400, messageName: 'Message' } },
    shapes: {
      Toy: {
        type: 'structure',
        required: ['Name'],
        members: { Name: { shape: 'Name', ...(protocol === 'rest-json' && { location: 'uri' }) }, Colour: { shape: 'Name' } },
      },
      Name: { type: 'string', max: 8 },
    },
  }
  const paint: Operation = {
    service: 'toys',
    name: 'Paint',
    summary: 'Is made up.',
    maxBody: 1_000,
    authorize: () => [],
    handle: () => ({}),
  }
  return protocolOfService(madeService('toys', [paint]), linkModel(raw, overlay))
}

async function* bytes(text: string) {
  yield Buffer.from(text)
}

type RequestOverrides = Partial<Request> & { text?: string }

const request = ({ text = '', ...more }: RequestOverrides): Request => ({
  ...{ id: 'the-id', method: 'POST', path: '/', query: '', rawHeaders: [], headers: {}, sourceIp: '', secure: false },
  body: bytes(text),
  ...more,
})
const payload = {
  bytes: async () => new Uint8Array(0),
  stream: () => bytes(''),
  hasChecksum: false,
  trailers: () => new Map<string, string>(),
}
const turns = { turnFor: async () => {}, rest: async () => {} }

async function inputOf(protocol: Protocol, asked: RequestOverrides) {
  const { operation, decode, form, unserved } = await protocol.route(request(asked))
  return { name: operation.name, input: await decode(payload, turns), bytes: form?.length, ...(unserved && { unserved }) }
}

const target = (name: string, text: string, more: RequestOverrides = {}): RequestOverrides => ({
  headers: { 'x-amz-target': name },
  text,
  ...more,
})
const form = (text: string): RequestOverrides => ({ headers: { authorization: 'x' }, text })
const paint = 'Action=Paint&Version=2020-01-01'

describe.each(['1.0', '1.1'])('the awsJson protocol %s', (version) => {
  const protocol = protocolOf('json', version)

  it('finds the operation by its target and reads its body', async () => {
    const text = '{"Name":"car","Other":1}'
    expect(await inputOf(protocol, target('ToyService.Paint', text))).toEqual({ name: 'Paint', input: { Name: 'car' }, bytes: text.length })
  })

  it('recognizes an unsupported operation', async () =>
    expect(await inputOf(protocol, target('ToyService.Sell', '{}'))).toEqual({ name: 'Sell', input: {}, bytes: 2, unserved: {} }))

  it.each<[string, RequestOverrides, string]>([
    ['no target', { text: '{}' }, 'UnknownOperationException'],
    ['a target of another service', target('Other.Paint', '{}'), 'UnknownOperationException'],
    ['an unknown operation', target('ToyService.constructor', '{}'), 'UnknownOperationException'],
    ['another path', target('ToyService.Paint', '{}', { path: '/x' }), 'UnknownOperationException'],
    ['another method', target('ToyService.Paint', '{}', { method: 'GET' }), 'UnknownOperationException'],
    ['a body that is not JSON', target('ToyService.Paint', '{'), 'SerializationException'],
    ['a member of the wrong type', target('ToyService.Paint', '{"Name":1}'), 'SerializationException'],
    ['a missing member', target('ToyService.Paint', '{}'), 'ValidationException'],
    ['a member that is too long', target('ToyService.Paint', '{"Name":"123456789"}'), 'ValidationException'],
    ['a body that is too large', target('ToyService.Paint', ' '.repeat(1_001)), 'RequestEntityTooLargeException'],
    [
      'a declared length that is too large',
      target('ToyService.Paint', '', { headers: { 'x-amz-target': 'ToyService.Paint', 'content-length': '1001' } }),
      'RequestEntityTooLargeException',
    ],
  ])('refuses %s', async (_, asked, code) => expect(inputOf(protocol, asked)).rejects.toMatchObject({ code }))

  it('writes an output', async () => {
    const routed = await protocol.route(request(target('ToyService.Paint', '{"Name":"car"}')))
    expect(protocol.encode(routed, { Name: 'car' }, request({}))).toEqual({
      status: 200,
      headers: { 'Content-Type': `application/x-amz-json-${version}`, 'x-amzn-RequestId': 'the-id' },
      body: '{"Name":"car"}',
    })
  })

  it('names an error as the model does, and keeps its original code for the audit', async () => {
    const headers = { 'Content-Type': `application/x-amz-json-${version}`, 'x-amzn-RequestId': 'the-id' }
    const routed = await protocol.route(request(target('ToyService.Paint', '{"Name":"car"}')))
    const gone = new WireError('Gone', 'why', { fields: { Reason: 'x' } })
    expect(protocol.fail(gone, request({}), routed)).toEqual({
      ...{ status: 400, headers, code: 'Gone' },
      body: '{"__type":"Gone","Message":"why","Reason":"x"}',
    })
    expect(protocol.fail(new WireError('AccessDenied', 'no'), request({}), routed)).toEqual({
      ...{ status: 400, headers, code: 'AccessDenied' },
      body: '{"__type":"AccessDeniedException","message":"no"}',
    })
  })
})

describe('the ec2 protocol', () => {
  const protocol = protocolOf('ec2')

  it('finds the operation by its action and reads its form', async () =>
    expect(await inputOf(protocol, form(`${paint}&Name=car`))).toMatchObject({ name: 'Paint', input: { Name: 'car' } }))

  it('reads the query string of a GET', async () =>
    expect(await inputOf(protocol, { method: 'GET', query: `${paint}&Name=car` })).toMatchObject({ input: { Name: 'car' } }))

  it('recognizes an unsupported operation', async () =>
    expect(await inputOf(protocol, form('Action=Sell&Version=2020-01-01'))).toMatchObject({ name: 'Sell', input: {}, unserved: {} }))

  it.each<[string, RequestOverrides, string]>([
    ['no action', form('Version=2020-01-01'), 'InvalidAction'],
    ['another version', form('Action=Paint&Version=2016-11-15'), 'InvalidAction'],
    ['a parameter given twice', form(`${paint}&Name=a&Name=b`), 'MalformedInput'],
    ['a parameter in body and query', { ...form(`${paint}&Name=a`), query: 'Name=b' }, 'MalformedInput'],
    ['a missing parameter', form(paint), 'ValidationError'],
    ['a form that is too large', form(`${paint}&X=${'x'.repeat(1_000)}`), 'RequestEntityTooLarge'],
  ])('refuses %s', async (_, asked, code) => expect(inputOf(protocol, asked)).rejects.toMatchObject({ code }))

  it('writes an output', async () => {
    const routed = await protocol.route(request(form(`${paint}&Name=car`)))
    expect(protocol.encode(routed, { Name: 'car' }, request({}))).toEqual({
      status: 200,
      headers: { 'Content-Type': 'text/xml;charset=UTF-8', 'x-amzn-RequestId': 'the-id' },
      body: '<?xml version="1.0" encoding="UTF-8"?>\n<PaintResponse xmlns="http://toys.example/"><requestId>the-id</requestId><Name>car</Name></PaintResponse>',
    })
  })

  it.each([
    ['AccessDenied', 403, 'UnauthorizedOperation'],
    ['InvalidClientTokenId', 401, 'AuthFailure'],
    ['SignatureDoesNotMatch', 401, 'AuthFailure'],
    ['ValidationError', 400, 'InvalidParameterValue'],
    ['MalformedInput', 400, 'InvalidParameterValue'],
    ['NotImplemented', 400, 'UnsupportedOperation'],
  ])('names %s as EC2 does, and keeps its original code for the audit', (code, status, named) =>
    expect(protocol.fail(new WireError(code, 'why <not>'), request({}), undefined)).toMatchObject({
      status,
      code,
      body: expect.stringContaining(
        `<Errors><Error><Code>${named}</Code><Message>why &lt;not&gt;</Message></Error></Errors><RequestID>the-id</RequestID>`,
      ),
    }),
  )
})

describe('the rest-json protocol', () => {
  const protocol = protocolOf('rest-json')
  const asked = { path: '/toys/red%20car', query: 'paint' }

  it('reads labels of the path as well as the body', async () =>
    expect(await inputOf(protocol, { ...asked, text: '{"Colour":"red"}' })).toMatchObject({
      name: 'Paint',
      input: { Name: 'red car', Colour: 'red' },
    }))

  it.each<[string, RequestOverrides, string]>([
    ['a path without the query that selects the operation', { ...asked, query: '' }, 'UnknownOperationException'],
    ['a label that cannot be decoded', { ...asked, path: '/toys/%ff' }, 'SerializationException'],
    ['a query that cannot be decoded', { ...asked, query: 'paint=%' }, 'SerializationException'],
    ['a label that is too long', { ...asked, path: '/toys/123456789' }, 'ValidationException'],
  ])('refuses %s', async (_, one, code) => expect(inputOf(protocol, one)).rejects.toMatchObject({ code }))
})

describe.each([
  ['json', 'UnknownOperationException', 'awsJson1_1'],
  ['rest-json', 'UnknownOperationException', 'restJson1'],
  ['ec2', 'InvalidAction', 'ec2Query'],
] as const)('a service of the %s protocol', (name, code, instead) => {
  const protocol = protocolOf(name)

  it.each([
    { 'smithy-protocol': 'rpc-v2-cbor' },
    { 'content-type': 'application/cbor' },
    { 'content-type': 'Application/CBOR; x=y' },
    { 'content-type': 'application/x-amz-cbor-1.1' },
  ])('names CBOR in its error: %j', async (headers) => {
    const message = `CBOR is not supported. Configure the client to use the ${instead} protocol.`
    const path = '/service/Toys/operation/Paint'
    await expect(inputOf(protocol, { path, headers: { ...headers, 'x-amz-target': 'ToyService.Paint' } })).rejects.toMatchObject({
      code,
      message,
    })
  })

  it.each([new Error('secret'), new WireError('NoSuchCode', 'secret'), 'secret'])('does not reveal what a defect was', (error) => {
    const answer = protocol.fail(error, request({}), undefined)
    expect(answer).toMatchObject({ status: 500, code: 'InternalFailure' })
    expect(answer.body).not.toContain('secret')
  })
})
