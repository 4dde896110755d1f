import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { keySetOf, tokenOf } from '../identity-providers/token-issuer.js'
import { CLAIMS, genuine, HEADER, ISSUER_KEYS, keyNamed } from './genuine-token.js'
import { NO_JWT, NO_KEY } from './single-tokens.js'
import type { TokenCase } from './token-case.js'

const { r, e, f } = ISSUER_KEYS
const weak = keyNamed('weak-rsa')
const second = keyNamed('next-rsa')
const dsa = keyNamed('dsa')
const pss = keyNamed('rsa-pss')
const jwk = (key: KeyObject, more: object = {}) => ({ ...createPublicKey(key).export({ format: 'jwk' }), kid: 'r', ...more })
const set = (...keys: unknown[]) => Buffer.from(JSON.stringify({ keys }))

const refused = (what: string, keySet: Uint8Array, token = genuine()): TokenCase => ({
  what: `keys: ${what}`,
  token,
  keySet,
  expected: NO_KEY,
})
const taken = (what: string, keySet: Uint8Array, token = genuine()): TokenCase => ({
  what: `keys: ${what}`,
  token,
  keySet,
  expected: 'accepted',
})

const [head = '', body = '', tail = ''] = genuine().split('.')
const der = sign('sha256', Buffer.from(`${Buffer.from('{"alg":"ES256","kid":"e"}').toString('base64url')}.${body}`), e).toString(
  'base64url',
)
/** The same bytes in base64url: the last four bits of 342 characters stand for nothing. */
const otherSpelling = (text: string) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1)
const without = (kid: string | undefined) => genuine({}, { ...HEADER, kid })

/** Keys that an issuer publishes, and whether a token that is signed with one of them is taken. */
export const KEY_SETS: readonly TokenCase[] = [
  taken('for signatures', set(jwk(r, { use: 'sig', alg: 'RS256', key_ops: ['verify'] }))),
  taken('with others that are of no use', set(1, null, jwk(r, { kid: 'x', use: 'enc' }), { kty: 'oct', k: 'AAAA', kid: 'r' }, jwk(r))),
  taken('100 of a kind', set(jwk(r), ...Array.from({ length: 99 }, () => jwk(second, { kid: 'x' })))),
  taken('one for each algorithm, of one id', set(jwk(r, { alg: 'RS256' }), jwk(second, { alg: 'RS384' }), jwk(e)), genuine()),
  refused('none', set()),
  refused('not a set', Buffer.from('[]')),
  refused('named twice', Buffer.from(`{"keys":[],"keys":[${JSON.stringify(jwk(r))}]}`)),
  refused('not a list', Buffer.from(`{"keys":{"0":${JSON.stringify(jwk(r))}}}`)),
  refused('101 of a kind', set(jwk(r), ...Array.from({ length: 100 }, () => jwk(second, { kid: 'x' })))),
  refused('for encryption', set(jwk(r, { use: 'enc' }))),
  refused('for other operations', set(jwk(r, { key_ops: ['encrypt'] }))),
  refused('with operations that are a text', set(jwk(r, { key_ops: 'verify' }))),
  refused('for another algorithm', set(jwk(r, { alg: 'RS512' }))),
  refused('for an algorithm that is not a text', set(jwk(r, { alg: 5 }))),
  refused('with a use that is not a text', set(jwk(r, { use: ['sig'] }))),
  refused('with an id that is not a text', set(jwk(r, { kid: 5 })), without(undefined)),
  refused('with the private part', set(r.export({ format: 'jwk' })), without(undefined)),
  refused('with the private part of another kind', set(jwk(r, { k: 'AAAA' }))),
  refused('weak', keySetOf({ r: weak }), tokenOf(HEADER, CLAIMS, weak)),
  refused('two of one id', set(jwk(second), jwk(r))),
  refused('two of one id, the right one first', set(jwk(r), jwk(second))),
  refused('two, and the token has no id', set(jwk(second, { kid: 'x' }), jwk(r)), without(undefined)),
  refused('of another id', set(jwk(r, { kid: 'R' }))),
  refused('without an id, where the token has one', set(jwk(r, { kid: undefined }))),
  refused('on another curve than the algorithm', set(jwk(f, { kid: 'e' })), tokenOf({ alg: 'ES256', kid: 'e' }, CLAIMS, f)),
  refused('on a curve that AWS does not take', set(jwk(e, { kid: 'e', crv: 'secp256k1' })), tokenOf({ alg: 'ES256', kid: 'e' }, CLAIMS, e)),
  ...[second, pss, e].map((key): TokenCase => ({ what: 'a key that the source should not give', token: genuine(), key, expected: NO_KEY })),
  { what: 'an algorithm that every object has', token: tokenOf({ alg: 'toString', kid: 'r' }, CLAIMS, r), key: r, expected: NO_KEY },
  {
    what: 'DSA under RS256',
    token: `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), dsa).toString('base64url')}`,
    key: dsa,
    expected: NO_KEY,
  },
  { what: 'RSA-PSS with a key of PKCS #1', token: tokenOf(HEADER, CLAIMS, pss), key: pss, expected: NO_KEY },
  { what: 'a curve of another algorithm from the source', token: tokenOf({ alg: 'ES256', kid: 'e' }, CLAIMS, f), key: f, expected: NO_KEY },
  {
    what: 'a signature of ECDSA in DER',
    token: `${Buffer.from('{"alg":"ES256","kid":"e"}').toString('base64url')}.${body}.${der}`,
    expected: NO_KEY,
  },
  {
    what: 'a signature of RS512 under RS256',
    token: `${head}.${body}.${sign('sha512', Buffer.from(`${head}.${body}`), r).toString('base64url')}`,
    expected: NO_KEY,
  },
  {
    what: 'a kid of 1,025 characters',
    token: genuine({}, { ...HEADER, kid: 'k'.repeat(1_025) }),
    expected: NO_KEY,
    keySet: set(jwk(r, { kid: 'k'.repeat(1_025) })),
  },
  { what: 'an empty kid', token: genuine({}, { ...HEADER, kid: '' }), expected: NO_KEY, keySet: set(jwk(r, { kid: '' })) },
  { what: 'a type in capitals', token: genuine({}, { ...HEADER, typ: 'JWT' }), expected: 'accepted' },
  { what: 'a long type', token: genuine({}, { ...HEADER, typ: 'application/JWT' }), expected: 'accepted' },
  { what: 'a type that is not a text', token: genuine({}, { ...HEADER, typ: 5 }), expected: NO_KEY },
  { what: 'the last bits of a signature', token: `${head}.${body}.${otherSpelling(tail)}`, expected: NO_JWT },
]
