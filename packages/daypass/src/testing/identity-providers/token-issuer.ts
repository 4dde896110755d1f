import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { KeySets } from '../../federation/key-sets/key-sets.js'
import { noKey } from '../../federation/oidc/token-problem.js'
import { readKeySet, selectKey } from '../../federation/oidc/verification-keys.js'

const HASHES: Readonly<Record<string, string>> = {
  ...{ RS256: 'sha256', RS384: 'sha384', RS512: 'sha512', ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' },
}
const encode = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** How a token of a test is signed. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string | undefined
  readonly [name: string]: unknown
}

/** A token in compact form with any header and any claims, objects or JSON text, signed with the private key as `alg` says. */
export function tokenOf(header: TokenHeader | string, claims: object | string, key: KeyObject): string {
  const { alg } = (typeof header === 'string' ? JSON.parse(header) : header) as TokenHeader
  const input = `${encode(header)}.${encode(claims)}`
  const signature = sign(Object.hasOwn(HASHES, alg) ? HASHES[alg] : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** The key set of private keys, by their ids (RFC 7517, section 5). `more` is added to every key. */
export function keySetOf(keys: Readonly<Record<string, KeyObject>>, more: object = {}): Uint8Array {
  const published = Object.entries(keys).map(([kid, key]) => ({ ...createPublicKey(key).export({ format: 'jwk' }), kid, ...more }))
  return Buffer.from(JSON.stringify({ keys: published }))
}

/** The key sets of issuers of a test, by their URL. */
export const keySetsOf = (issuers: Readonly<Record<string, Readonly<Record<string, KeyObject>>>>): KeySets => ({
  async find({ issuer }, wanted) {
    const keys = issuers[issuer]
    const found = keys === undefined ? 'unknown' : selectKey(readKeySet(keySetOf(keys)) ?? [], wanted)
    return typeof found === 'object' ? found : noKey(`The test has no such key: ${found}.`)
  },
})
