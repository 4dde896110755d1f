/**
 * oidc: whether a token of an OpenID Connect provider is genuine, and what it says. Owns the rules for headers, keys and claims, and the error for each that
 * is broken. Pure: token, keys, provider and time come in. Refuses whatever it does not understand. Fetches nothing, and decides nothing about roles.
 * May know: core. The signature itself is verified by Node.js (decisions/0018).
 */
import { ownMember, readStrictObject } from './strict-json.js'
import { notAJwt, type TokenProblem } from './token-problem.js'

type Json = Readonly<Record<string, unknown>>

/** A token as it was sent: nothing in it is true yet. */
export interface UnverifiedToken {
  readonly header: Json
  /** The issuer that it names; tells only which provider to ask. */
  readonly issuer: string
  /** What the signature must cover: the first two parts and their dot (RFC 7515, section 5.2). `unverifiedClaims` are read from the second. */
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  readonly unverifiedClaims: Json
}

/** Characters of the longest token (STS's model, clientTokenType). */
const MOST_CHARACTERS = 20_000

/** Reads a JWS in compact form (RFC 7515, section 7.1), in its one spelling, whose payload is a JWT's (RFC 7519, section 7.2). */
export function readCompactToken(text: string): UnverifiedToken | TokenProblem {
  if (text.length > MOST_CHARACTERS) return notAJwt(`A token has at most ${MOST_CHARACTERS} characters.`)
  const parts = text.split('.', 6)
  if (parts.length === 5) return notAJwt('The token is encrypted. Send the signed ID token.')
  if (parts.length !== 3) return notAJwt('A token has three parts with dots between them.')
  const [header, claims, signature] = parts.map(bytesOf)
  if (header === undefined || claims === undefined || signature === undefined)
    return notAJwt('Each part of a token must be base64url, without padding and without white space, and not empty.')
  const headerObject = readStrictObject(header)
  if (headerObject === undefined) return notAJwt('The header of the token must be a JSON object that names each member once.')
  const claimsObject = readStrictObject(claims)
  if (claimsObject === undefined) return notAJwt('The claims of the token must be a JSON object that names each member once.')
  const issuer = ownMember(claimsObject, 'iss')
  if (typeof issuer !== 'string' || issuer === '') return notAJwt('The token must have the claim iss, a text.')
  const signed = Buffer.from(text.slice(0, text.lastIndexOf('.')), 'latin1')
  return { header: headerObject, issuer, signed, signature, unverifiedClaims: claimsObject }
}

/**
 * Only the canonical spelling: a decoder that leaves out what is not in the alphabet, or ignores the last bits, would read two tokens as one. Whatever is not
 * canonical is spelled otherwise when its bytes are encoded again.
 */
function bytesOf(part: string): Uint8Array | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return part !== '' && bytes.toString('base64url') === part ? bytes : undefined
}
