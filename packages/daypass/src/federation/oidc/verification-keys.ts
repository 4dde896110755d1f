import { createPublicKey, type KeyObject } from 'node:crypto'
import { ownMember, readStrictObject } from './strict-json.js'

/**
 * The algorithms that AWS takes (IAM user guide, "Create an OpenID Connect identity provider"), and the keys that fit each (RFC 7518, sections 3.3, 3.4).
 * No key of one kind fits an algorithm of the other, and no algorithm takes a public key for a shared secret.
 */
const ALGORITHMS = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
} as const

/** An algorithm of a signature. */
export type TokenAlgorithm = keyof typeof ALGORITHMS

export const isTokenAlgorithm = (name: unknown): name is TokenAlgorithm => typeof name === 'string' && Object.hasOwn(ALGORITHMS, name)

/** A public key of an issuer that may verify signatures. */
export interface VerificationKey {
  readonly kid: string | undefined
  /** The only algorithm that it is for, if its issuer says so. */
  readonly alg: string | undefined
  readonly kty: 'RSA' | 'EC'
  readonly crv: string | undefined
  readonly key: KeyObject
}

/** What a token says about its key. */
export interface WantedKey {
  readonly kid: string | undefined
  readonly alg: TokenAlgorithm
}

/** Keys of each kind in one set, at most (IAM user guide, "Create an OpenID Connect identity provider"). */
const MOST_OF_A_KIND = 100
/** Bits of a modulus: fewer are weak (RFC 7518, section 3.3), more cost too much. So does a public exponent of more than 64 bits, which nobody needs. */
const MODULUS = { least: 2_048, most: 8_192 }
const EXPONENT = { least: 3n, most: 2n ** 64n - 1n }
const CURVES = ['P-256', 'P-384', 'P-521']

/**
 * The keys of a key set (RFC 7517, section 5) that can verify signatures; undefined if it is not one or has too many. Others are left out, as the RFC says:
 * those of other kinds, for other uses, weak ones, and any that comes with its private part.
 */
export function readKeySet(bytes: Uint8Array): readonly VerificationKey[] | undefined {
  const set = readStrictObject(bytes)
  const keys = set && ownMember(set, 'keys')
  if (!Array.isArray(keys)) return undefined
  for (const kind of ['RSA', 'EC'])
    if (keys.filter((one: unknown) => isObject(one) && ownMember(one, 'kty') === kind).length > MOST_OF_A_KIND) return undefined
  return keys.flatMap((one: unknown) => (isObject(one) ? (keyOf(one) ?? []) : []))
}

/** The one key that a token means. `unknown`: the set has none. `ambiguous`: it has several, and to try them all would let the sender choose. */
export function selectKey(keys: readonly VerificationKey[], { kid, alg }: WantedKey): VerificationKey | 'unknown' | 'ambiguous' {
  const { kty, crv }: { kty: string; crv?: string } = ALGORITHMS[alg]
  const fitting = keys.filter(
    (key) =>
      key.kty === kty && (crv === undefined || key.crv === crv) && (key.alg ?? alg) === alg && (kid === undefined || key.kid === kid),
  )
  const [only, ...more] = fitting
  if (only === undefined) return 'unknown'
  return more.length === 0 ? only : 'ambiguous'
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members whose value bears on what a key is for: a value that is not a text makes the key unusable. */
const TEXTS = ['kid', 'alg', 'use', 'crv'] as const
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']

function keyOf(jwk: Readonly<Record<string, unknown>>): VerificationKey | undefined {
  const [kid, alg, use, crv] = TEXTS.map((name) => ownMember(jwk, name))
  const operations = ownMember(jwk, 'key_ops')
  if (![kid, alg, use, crv].every((value) => value === undefined || typeof value === 'string')) return undefined
  if (PRIVATE.some((name) => Object.hasOwn(jwk, name)) || (use !== undefined && use !== 'sig')) return undefined
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined
  const kty = ownMember(jwk, 'kty')
  const key = kty === 'RSA' ? rsaKey(jwk) : kty === 'EC' && CURVES.includes(crv as string) ? ecKey(jwk) : undefined
  return key && { kid: kid as string | undefined, alg: alg as string | undefined, kty: kty as 'RSA' | 'EC', crv: crv as string, key }
}

function rsaKey(jwk: Readonly<Record<string, unknown>>): KeyObject | undefined {
  const key = publicKey({ kty: 'RSA', n: ownMember(jwk, 'n'), e: ownMember(jwk, 'e') })
  const { modulusLength = 0, publicExponent = 0n } = key?.asymmetricKeyDetails ?? {}
  const isSound = modulusLength >= MODULUS.least && modulusLength <= MODULUS.most && publicExponent % 2n === 1n
  return isSound && publicExponent >= EXPONENT.least && publicExponent <= EXPONENT.most ? key : undefined
}

const ecKey = (jwk: Readonly<Record<string, unknown>>): KeyObject | undefined =>
  publicKey({ kty: 'EC', crv: ownMember(jwk, 'crv'), x: ownMember(jwk, 'x'), y: ownMember(jwk, 'y') })

/** Only the members that make the key: nothing else of a fetched document reaches the library. */
function publicKey(jwk: Readonly<Record<string, unknown>>): KeyObject | undefined {
  if (!Object.values(jwk).every((value) => typeof value === 'string')) return undefined
  try {
    return createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
  } catch {
    return undefined
  }
}
