import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { answerOutbound, isOutbound } from './outbound.js'

const ISSUER = '00000000-0000-4000-8000-000000000001'
const documents = { configuration: { issuer: 'x' }, keySet: { keys: [] } }
const installation = { issuerDocuments: (id: string) => (id === ISSUER ? documents : undefined) }
const answer = (path: string, method = 'GET') => answerOutbound({ path, method } as Request, installation)
const base = `/_daypass/outbound/${ISSUER}`

describe('the published documents of an issuer', () => {
  it.each([
    ['openid-configuration', 'application/json', '{"issuer":"x"}\n'],
    ['jwks.json', 'application/jwk-set+json', '{"keys":[]}\n'],
  ])('%s is public, as %s, and may be cached for an hour', (name, type, body) => {
    const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=3600' }
    for (const method of ['GET', 'HEAD']) expect(answer(`${base}/.well-known/${name}`, method)).toEqual({ status: 200, headers, body })
  })

  it.each([
    base,
    `${base}/`,
    `${base}/.well-known/`,
    `${base}/.well-known/other`,
    `${base}/.well-known/jwks.json/`,
    `${base}/.well-known/jwksxjson`,
    `/_daypass/outbound/${ISSUER.replace('1', '2')}/.well-known/jwks.json`,
    '/_daypass/outbound/',
  ])('are not found at %s, and that answer may not be cached', (path) => {
    const found = answer(path)
    expect(found.status).toBe(404)
    expect(found.headers).toEqual({ 'Content-Type': 'application/json' })
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('cannot be requested by %s', (method) => {
    expect(answer(`${base}/.well-known/jwks.json`, method)).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } })
  })

  it.each([
    ['/_daypass/outbound/x', true],
    ['/_daypass/health', false],
    ['/outbound/x', false],
  ])('are below their own path: %s', (path, expected) => {
    expect(isOutbound(path)).toBe(expected)
  })
})
