import { constants, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { compactVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { isTokenSignature } from './token-signature.js'
import type { TokenAlgorithm } from './verification-keys.js'

const KEYS: Readonly<Record<string, KeyObject>> = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  other: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  pss: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  p521: generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  k256: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
}
const OF: Readonly<Record<TokenAlgorithm, string>> = {
  RS256: 'rsa',
  RS384: 'rsa',
  RS512: 'rsa',
  ES256: 'p256',
  ES384: 'p384',
  ES512: 'p521',
}
const ALGORITHMS = Object.keys(OF) as TokenAlgorithm[]
const privateKey = (name: string): KeyObject => KEYS[name] as KeyObject
const publicKey = (name: string): KeyObject => createPublicKey(privateKey(name))

const inputOf = (alg: string) =>
  Buffer.from(`${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${Buffer.from('{"sub":"a"}').toString('base64url')}`)
const signature = (alg: TokenAlgorithm, over: object = {}, digest = `sha${alg.slice(2)}`) =>
  sign(digest, inputOf(alg), { key: privateKey(OF[alg]), dsaEncoding: 'ieee-p1363', ...over })

/** Signatures of one algorithm, true and false. */
function signatures(alg: TokenAlgorithm): [string, Buffer][] {
  const good = signature(alg)
  const half = good.length / 2
  const changed = Array.from({ length: 16 }, (_, at): [string, Buffer] => {
    const place = Math.floor((at * good.length) / 16)
    const bytes = Buffer.from(good)
    bytes.writeUInt8(good.readUInt8(place) ^ (1 << (at % 8)), place)
    return [`a changed bit, ${at}`, bytes]
  })
  return [
    ['genuine', good],
    ['another genuine one', signature(alg)],
    ...changed,
    ['empty', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(good.length)],
    ['ones', Buffer.alloc(good.length, 255)],
    ['a zero in its first half', Buffer.concat([Buffer.alloc(half), good.subarray(half)])],
    ['a zero in its second half', Buffer.concat([good.subarray(0, half), Buffer.alloc(half)])],
    ['its halves swapped', Buffer.concat([good.subarray(half), good.subarray(0, half)])],
    ['shorter', good.subarray(1)],
    ['cut', good.subarray(0, -1)],
    ['longer', Buffer.concat([good, Buffer.alloc(1)])],
    ['longer at its beginning', Buffer.concat([Buffer.alloc(1), good])],
    ['twice', Buffer.concat([good, good])],
    ['DER', signature(alg, { dsaEncoding: 'der' })],
    ['of another digest', signature(alg, {}, alg.endsWith('256') ? 'sha512' : 'sha256')],
    ['of SHA-1', signature(alg, {}, 'sha1')],
    ...(alg.startsWith('RS') ? [['of RSA-PSS', signature(alg, { padding: constants.RSA_PKCS1_PSS_PADDING })] as [string, Buffer]] : []),
  ]
}

const takenByJose = (alg: TokenAlgorithm, bytes: Buffer, key: KeyObject): Promise<boolean> =>
  compactVerify(`${inputOf(alg)}.${bytes.toString('base64url')}`, key, { algorithms: [alg] }).then(
    () => true,
    () => false,
  )

describe.each(ALGORITHMS)('a signature of %s', (alg) => {
  it('is taken or refused as jose does, whatever the key', async () => {
    for (const name of Object.keys(KEYS))
      for (const [what, bytes] of signatures(alg)) {
        const taken = isTokenSignature(inputOf(alg), bytes, { alg, key: publicKey(name) })
        expect([name, what, taken]).toEqual([name, what, await takenByJose(alg, bytes, publicKey(name))])
      }
  })

  it('is taken with its own key only where it is one', () => {
    const taken = signatures(alg).filter(([, bytes]) => isTokenSignature(inputOf(alg), bytes, { alg, key: publicKey(OF[alg]) }))
    const equal = alg.startsWith('RS') ? ['DER'] : []
    expect(taken.map(([what]) => what)).toEqual(['genuine', 'another genuine one', ...equal])
  })

  it.each(Object.keys(KEYS).filter((name) => name !== OF[alg]))('is refused with the key %s, even where that key made it', (name) => {
    const key = privateKey(name)
    const made =
      name === 'ed25519' ? sign(null, inputOf(alg), key) : sign(`sha${alg.slice(2)}`, inputOf(alg), { key, dsaEncoding: 'ieee-p1363' })
    // The one other key that fits the algorithm makes good signatures.
    expect(isTokenSignature(inputOf(alg), made, { alg, key: publicKey(name) })).toBe(alg.startsWith('RS') && name === 'other')
  })

  it('is refused with a key that is not public, and over other bytes', () => {
    const [, good] = signatures(alg)[0] as [string, Buffer]
    for (const key of [privateKey(OF[alg]), createSecretKey(Buffer.from('secret'))])
      expect(isTokenSignature(inputOf(alg), good, { alg, key })).toBe(false)
    expect(isTokenSignature(Buffer.concat([inputOf(alg), Buffer.alloc(1)]), good, { alg, key: publicKey(OF[alg]) })).toBe(false)
  })
})
