import { ownMember } from './strict-json.js'
import { noKey, type TokenProblem } from './token-problem.js'
import { isTokenAlgorithm, type WantedKey } from './verification-keys.js'

/** What an ID token may say that it is, in lower case; most say nothing or `JWT`. `at+jwt` and others are tokens of another kind (RFC 8725, section 3.11). */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'jose', 'application/jwt']
const MOST_KID_CHARACTERS = 1_024

/**
 * What a header says about its key (RFC 7515, section 4.1), or the problem with it. Keys and addresses of keys that it brings (`jwk`, `jku`, `x5c`, `x5u`)
 * are never looked at: whoever sends a token would choose what it is verified with (RFC 8725, section 3.10). `kid` is only ever compared with those of
 * the issuer's own keys.
 */
export function wantedKeyOf(header: Readonly<Record<string, unknown>>): WantedKey | TokenProblem {
  const [alg, kid, type] = ['alg', 'kid', 'typ'].map((name) => ownMember(header, name))
  if (!isTokenAlgorithm(alg)) return noKey('The token must be signed with RS256, RS384, RS512, ES256, ES384 or ES512.')
  // Both change what is signed. No extension is understood here, and what is critical and not understood must be refused (RFC 7515, section 4.1.11).
  for (const name of ['crit', 'b64', 'zip']) if (Object.hasOwn(header, name)) return noKey(`The header of the token must not have ${name}.`)
  if (!TYPES.includes(typeof type === 'string' ? type.toLowerCase() : type))
    return noKey('The typ of the token must be JWT. Send the ID token.')
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > MOST_KID_CHARACTERS))
    return noKey(`The kid of the token must be a text of 1 to ${MOST_KID_CHARACTERS} characters.`)
  return { alg, kid }
}
