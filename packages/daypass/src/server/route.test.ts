import { describe, expect, it } from 'vitest'
import type { Protocol, Request } from '../core/exchange.js'
import type { UnsignedRoute } from '../core/service.js'
import { protocols } from '../installation/services.js'
import { madeService } from '../testing/made-service.js'
import { loadModel } from '../wire/model.js'
import { makeRouter } from './route.js'

const route = makeRouter(Object.values(protocols()))

async function* bytes(text: string) {
  yield Buffer.from(text)
}

const request = (over: Partial<Request> & { text?: string }): Request => ({
  id: 'r',
  method: 'GET',
  path: '/',
  query: '',
  rawHeaders: [],
  headers: {},
  sourceIp: '',
  secure: false,
  body: bytes(over.text ?? ''),
  ...over,
})

async function serviceOf(over: Partial<Request> & { text?: string }): Promise<string> {
  const routed = await route(request(over))
  return 'unsupported' in routed ? `unsupported ${routed.unsupported}` : routed.protocol.service.name
}

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
const scoped = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})

describe('route', () => {
  it.each<[string, Partial<Request> & { text?: string }, string]>([
    ['a header scope', { headers: scoped('iam') }, 'iam'],
    ['a header scope without spaces (s3cmd)', { headers: { authorization: scoped('s3').authorization.replaceAll(', ', ',') } }, 's3'],
    ['a query scope', { query: 'X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fsts%2Faws4_request' }, 'sts'],
    ['a scope of Account Management', { headers: scoped('account') }, 'account'],
    ['an unsupported service', { headers: scoped('sqs') }, 'unsupported sqs'],
    ['no signature and a version in the query', { query: 'Action=ListUsers&Version=2010-05-08' }, 'iam'],
    ['no signature and a form of IAM', { method: 'POST', headers: form, text: 'Action=ListUsers&Version=2010-05-08' }, 'iam'],
    ['no signature and a form of STS', { method: 'POST', headers: form, text: 'Action=AssumeRole&Version=2011-06-15' }, 'sts'],
    [
      'no signature and a form whose type is in capitals',
      {
        method: 'POST',
        headers: { 'content-type': 'Application/X-WWW-Form-URLEncoded ; charset=utf-8' },
        text: 'Action=AssumeRole&Version=2011-06-15',
      },
      'sts',
    ],
    [
      'no signature and a type that only begins like a form’s',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded-not' }, text: 'Action=ListUsers&Version=2010-05-08' },
      's3',
    ],
    ['no signature and a form of an unknown service', { method: 'POST', headers: form, text: 'a=b' }, 'sts'],
    ['no signature at all', { path: '/bucket/key' }, 's3'],
    ['markup as service', { headers: scoped('<b>') }, 'unsupported unreadable'],
    ['a property name of every object as service', { headers: scoped('constructor') }, 'unsupported constructor'],
  ])('finds the service of %s', async (_what, over, expected) => {
    expect(await serviceOf(over)).toBe(expected)
  })

  it('passes on the form that it had to read', async () => {
    const routed = await route(request({ method: 'POST', headers: form, text: 'Action=x&Version=2011-06-15' }))
    const chunks: Uint8Array[] = []
    if ('request' in routed) for await (const chunk of routed.request.body) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('Action=x&Version=2011-06-15')
  })

  it('scans a hostile header only once', async () => {
    expect(await serviceOf({ headers: { authorization: 'Credential=/'.repeat(5_000) } })).toMatch(/^unsupported/)
  })
})

describe('how unsigned requests reach a service', () => {
  const all = Object.values(protocols())
  const toy = (unsigned: UnsignedRoute) => ({
    ...protocols().account,
    service: { ...madeService('toy'), unsigned },
    model: { ...loadModel('account'), targetPrefix: 'ToyService' },
  })
  const serviceAmong = async (protocol: Protocol, over: Partial<Request>) => {
    const routed = await makeRouter<Protocol>([...all, protocol])(request(over))
    return 'unsupported' in routed ? 'nobody' : routed.protocol.service.name
  }
  const post = (headers: Request['headers'], path = '/') => ({ method: 'POST', path, headers })

  it.each<[UnsignedRoute, string, Partial<Request>, string]>([
    [{ by: 'target' }, 'its target', post({ 'x-amz-target': 'ToyService.Play' }), 'toy'],
    [{ by: 'target' }, 'another target', post({ 'x-amz-target': 'ToyServices.Play' }), 's3'],
    [{ by: 'target' }, 'a target and no operation', post({ 'x-amz-target': 'ToyService' }), 's3'],
    [{ by: 'target' }, 'its target at the path of a bucket', post({ 'x-amz-target': 'ToyService.Play' }, '/bucket'), 's3'],
    [{ by: 'host', matches: (host) => host.startsWith('toy.') }, 'its host', { headers: { host: 'toy.localhost:4566' } }, 'toy'],
    [{ by: 'host', matches: (host) => host.startsWith('toy.') }, 'another host', { headers: { host: 'localhost' } }, 's3'],
    [{ by: 'elsewhere' }, 'any path', { path: '/play' }, 's3'],
    [{ by: 'elsewhere' }, 'its scope', { headers: scoped('toy') }, 'toy'],
  ])('%j: finds the service by %s', async (unsigned, _what, over, expected) => {
    expect(await serviceAmong(toy(unsigned), over)).toBe(expected)
  })

  it.each<[UnsignedRoute]>([[{ by: 'anything-else' }], [{ by: 'form', isDefault: true }]])(
    '%j: is declared by one service only',
    (unsigned) => {
      expect(() => makeRouter<Protocol>([...all, toy(unsigned)])).toThrow('exactly one service must take')
    },
  )
})
