import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isRsaPublicKey } from './rsa-public-key.js'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' })
const pkcs1 = rsa.export({ format: 'der', type: 'pkcs1' })

describe('isRsaPublicKey', () => {
  it('knows a key with its kind, and alone', () => {
    expect([isRsaPublicKey(spki(rsa), 'spki'), isRsaPublicKey(pkcs1, 'pkcs1')]).toEqual([true, true])
  })

  it.each<[string, Uint8Array, 'spki' | 'pkcs1']>([
    ['an elliptic curve', spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), 'spki'],
    ['Ed25519', spki(generateKeyPairSync('ed25519').publicKey), 'spki'],
    ['DSA', spki(generateKeyPairSync('dsa', { modulusLength: 1_024, divisorLength: 160 }).publicKey), 'spki'],
    ['RSA-PSS', spki(generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey), 'spki'],
    ['a key alone, said to be with its kind', pkcs1, 'spki'],
    ['a key with its kind, said to be alone', spki(rsa), 'pkcs1'],
    ['a cut key', pkcs1.subarray(0, -1), 'pkcs1'],
    ['a key and more', Buffer.concat([pkcs1, Buffer.of(0)]), 'pkcs1'],
    ['nothing', Buffer.alloc(0), 'spki'],
  ])('refuses %s', (_, bytes, type) => {
    expect(isRsaPublicKey(bytes, type)).toBe(false)
  })
})
