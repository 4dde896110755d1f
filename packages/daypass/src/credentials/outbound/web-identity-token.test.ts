import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemIds } from '../../core/ids.js'
import { type KeySet, verifyToken } from '../../testing/verify-token.js'
import { signToken } from './web-identity-token.js'

describe.each([
  ['RS256', 256],
  ['ES384', 96],
] as const)('a token signed with %s', (algorithm, signatureBytes) => {
  const make = async () => {
    const key = await systemIds().privateKey(algorithm)
    const token = signToken({ sub: 'someone', ü: '日本' }, { kid: 'k1', algorithm }, key)
    const keySet = { keys: [{ ...createPublicKey(key).export({ format: 'jwk' }), kid: 'k1', alg: algorithm, use: 'sig' }] } as KeySet
    return { token, keySet }
  }

  it('is verified with the public key, and contains the signed claims', async () => {
    const { token, keySet } = await make()
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(Buffer.from(token.split('.')[2] ?? '', 'base64url')).toHaveLength(signatureBytes)
    expect(verifyToken(token, keySet)).toEqual({
      header: { alg: algorithm, kid: 'k1', typ: 'JWT' },
      claims: { sub: 'someone', ü: '日本' },
    })
  })

  it('is not verified when a claim was changed, or with another key', async () => {
    const { token, keySet } = await make()
    const [header, , signature] = token.split('.')
    const forged = [header, Buffer.from('{"sub":"someone else"}').toString('base64url'), signature].join('.')
    expect(() => verifyToken(forged, keySet)).toThrow('does not hold')
    const other = await make()
    expect(() => verifyToken(token, other.keySet)).toThrow('does not hold')
  })
})
