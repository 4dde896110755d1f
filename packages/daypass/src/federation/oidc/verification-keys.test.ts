import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readKeySet, selectKey } from './verification-keys.js'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' })
const EC = { ...jwkOf(ec.publicKey), kid: 'e' }
const RSA = { ...jwkOf(rsa.publicKey), kid: 'r' }
const read = (...keys: unknown[]) => readKeySet(Buffer.from(JSON.stringify({ keys })))
const weak = jwkOf(createPublicKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey))

describe('a key set', () => {
  it('gives the keys that can verify', () => {
    expect(read(EC, { ...RSA, use: 'sig', alg: 'RS256', key_ops: ['verify'] })).toMatchObject([{ kid: 'e' }, { kid: 'r', alg: 'RS256' }])
  })

  it.each<[string, unknown]>([
    ['is for encryption', { ...RSA, use: 'enc' }],
    ['is for other operations', { ...RSA, key_ops: ['encrypt'] }],
    ['has operations that are not a list', { ...RSA, key_ops: 'verify' }],
    ['is a shared secret', { kty: 'oct', k: 'AAAA' }],
    ['is of another kind', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
    ['is on another curve', { ...EC, crv: 'secp256k1' }],
    ['is not on its curve', { ...EC, x: EC.y }],
    ['comes with its private part', { ...jwkOf(ec.privateKey), kid: 'e' }],
    ['comes with the private part of another kind', { ...EC, k: 'AAAA' }],
    ['is weak', weak],
    ['has an exponent of one', { ...RSA, e: 'AQ' }],
    ['has an exponent that is made to be slow', { ...RSA, e: `f${'A'.repeat(338)}B` }],
    ['has no modulus', { kty: 'RSA', e: 'AQAB' }],
    ['has a kid that is not a text', { ...RSA, kid: 5 }],
    ['is not an object', 'x'],
    ['is nothing', null],
  ])('leaves out a key that %s', (_what, key) => {
    expect(read(key)).toEqual([])
  })

  it.each<[string, string]>([
    ['is not an object', '[]'],
    ['has no keys', '{}'],
    ['has keys that are not a list', '{"keys":{}}'],
    ['names its keys twice', '{"keys":[],"keys":[]}'],
    ['is not JSON', '<html>'],
    ['has more than 100 keys of a kind', JSON.stringify({ keys: Array.from({ length: 101 }, () => EC) })],
  ])('is none where it %s', (_what, text) => {
    expect(readKeySet(Buffer.from(text))).toBeUndefined()
  })

  it('gives a token the one key that fits its kid and algorithm', () => {
    const keys = read(EC, RSA, { ...RSA, kid: 's', alg: 'RS384' }) ?? []
    expect(selectKey(keys, { kid: 'r', alg: 'RS256' })).toMatchObject({ kid: 'r' })
    expect(selectKey(keys, { kid: undefined, alg: 'RS256' })).toMatchObject({ kid: 'r' })
    expect(selectKey(keys, { kid: undefined, alg: 'RS384' })).toBe('ambiguous')
    expect(selectKey(keys, { kid: 's', alg: 'RS256' })).toBe('unknown')
    expect(selectKey(keys, { kid: 'r', alg: 'ES256' })).toBe('unknown')
    expect(selectKey(keys, { kid: 'e', alg: 'ES384' })).toBe('unknown')
    expect(selectKey([...keys, ...keys], { kid: 'r', alg: 'RS256' })).toBe('ambiguous')
  })
})
