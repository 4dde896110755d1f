import { describe, expect, it } from 'vitest'
import type { Request } from '../../core/exchange.js'
import { answerSamlMetadata, isSamlMetadata } from './saml-metadata.js'

const UUID = 'A'.repeat(32)
const installation = { samlMetadata: (account: string, uuid: string) => (account === '000000000000' && uuid === UUID ? '<x/>' : undefined) }
const answer = (path: string, method = 'GET') => answerSamlMetadata({ path, method } as Request, installation)
const path = `/_daypass/saml/000000000000/${UUID}/metadata.xml`

describe('the metadata for a SAML identity provider', () => {
  it.each(['GET', 'HEAD'])('is public, for %s', (method) => {
    expect(answer(path, method)).toEqual({ status: 200, headers: { 'Content-Type': 'application/samlmetadata+xml' }, body: '<x/>' })
  })

  it.each(['POST', 'PUT', 'DELETE'])('cannot be requested by %s', (method) => {
    expect(answer(path, method)).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } })
  })

  it.each([
    path.replace('AA/', 'AB/'),
    path.replace('000000000000', '111122223333'),
    path.replace('AA/', '/'),
    `${path}/`,
    path.toLowerCase(),
    '/_daypass/saml/',
  ])('is not found at %s', (other) => {
    expect(answer(other)).toMatchObject({ status: 404, body: 'not found\n' })
  })

  it('is below its own path', () => {
    expect([path, '/saml', '/_daypass/outbound/x'].map(isSamlMetadata)).toEqual([true, false, false])
  })
})
