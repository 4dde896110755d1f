import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type TokenHeader, tokenOf } from '../identity-providers/token-issuer.js'
import { START } from '../world.js'

export const ISSUER = 'https://id.example/Realm'
export const NOW = START / 1000
/** How AWS begins to say that an account has no provider for an issuer. */
export const NONE = 'No OpenIDConnect provider found in your account for '

/** A private key of vectors/identity-providers. */
export const keyNamed = (name: string): KeyObject =>
  createPrivateKey(readFileSync(new URL(`../../../../../vectors/identity-providers/${name}-key.pem`, import.meta.url)))

/** The keys of the issuer, by their ids. */
export const ISSUER_KEYS = { r: keyNamed('rsa'), e: keyNamed('p256'), f: keyNamed('p384'), g: keyNamed('p521') }

export const HEADER: TokenHeader = { alg: 'RS256', kid: 'r', typ: 'JWT' }
export const CLAIMS = { iss: ISSUER, sub: 'system:job', aud: 'app', iat: NOW - 10, exp: NOW + 600 }

/** A token that lacks nothing, with further claims, or another header. */
export const genuine = (claims: object = {}, header: TokenHeader = HEADER): string =>
  tokenOf(header, { ...CLAIMS, ...claims }, ISSUER_KEYS.r)
