import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type SigningAlgorithm, systemIds } from '../../core/ids.js'
import { START, world } from '../../testing/world.js'
import { makeSigningKey, openSigningKey } from './signing-key.js'

const ISSUER = '00000000-0000-4000-8000-000000000001'

describe.each<[SigningAlgorithm, readonly string[]]>([
  ['RS256', ['e', 'kty', 'n']],
  ['ES384', ['crv', 'kty', 'x', 'y']],
])('a signing key for %s', (algorithm, members) => {
  const make = async () => {
    const here = await world()
    const privateKey = await systemIds().privateKey(algorithm)
    const ids = { ...here.ids, privateKey: async () => privateKey }
    const record = await here.change((state) => makeSigningKey({ ...here, ids, state }, { algorithm, issuerId: ISSUER, now: START }))
    return { here, privateKey, record }
  }

  it('opens to the key that was made, and shows only its public half', async () => {
    const { here, privateKey, record } = await make()
    expect(here.read((state) => openSigningKey({ ring: here.ring, state }, record, ISSUER)).equals(privateKey)).toBe(true)
    expect(Object.keys(record.publicJwk).sort()).toEqual(members)
    const published = createPublicKey({ key: record.publicJwk as unknown as JsonWebKey, format: 'jwk' })
    expect(published.equals(createPublicKey(privateKey))).toBe(true)
    const { d = '' } = privateKey.export({ format: 'jwk' })
    expect(d.length).toBeGreaterThan(40)
    expect(JSON.stringify(record)).not.toContain(d)
    const sealed = Buffer.from(record.sealed.sealed, 'base64')
    expect(sealed.includes(Buffer.from(d, 'base64url'))).toBe(false)
  })

  it('has its thumbprint as id (RFC 7638)', async () => {
    const { record } = await make()
    const jwk: Readonly<Record<string, unknown>> = { ...record.publicJwk }
    const text = `{${members.map((name) => `"${name}":"${jwk[name]}"`).join(',')}}`
    expect(record.kid).toBe(createHash('sha256').update(text).digest('base64url'))
  })

  it('does not open for another issuer, with another id or algorithm, or when altered', async () => {
    const { here, record } = await make()
    const sealed = Buffer.from(record.sealed.sealed, 'base64')
    sealed[20] = (sealed[20] ?? 0) ^ 1
    const altered = { ...record, sealed: { ...record.sealed, sealed: sealed.toString('base64') } }
    const opened = (other: typeof record, issuer: string) => () =>
      here.read((state) => openSigningKey({ ring: here.ring, state }, other, issuer))
    expect(opened(record, ISSUER)).not.toThrow()
    for (const other of [
      opened(record, `${ISSUER}0`),
      opened({ ...record, kid: 'other' }, ISSUER),
      opened({ ...record, algorithm: algorithm === 'RS256' ? 'ES384' : 'RS256' }, ISSUER),
      opened({ ...record, sealed: { ...record.sealed, version: 99 } }, ISSUER),
      opened(altered, ISSUER),
    ])
      expect(other).toThrow('does not open')
  })
})
