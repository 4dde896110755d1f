import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../core/ids.js'
import type { IssuerDocuments } from '../../credentials/outbound/issuer-documents.js'
import { signToken } from '../../credentials/outbound/web-identity-token.js'
import type { KeySets } from '../../federation/key-sets/key-sets.js'
import { readKeySet, type VerificationKey } from '../../federation/oidc/verification-keys.js'
import { DevelopmentError } from './development-error.js'
import { TOKEN_PRESETS } from './token-presets.js'

/** A token to be made. */
export interface TokenRequest {
  /** A name of {@link TOKEN_PRESETS}; without one, the token is of the test issuer itself. */
  readonly preset?: string | undefined
  /** Added to the claims of the preset, and in place of them. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** Claims that the token must not have. */
  readonly without?: readonly string[] | undefined
}

/** The path of the issuer below the address of the server. */
export const TEST_ISSUER_PATH = '/_daypass/test-issuer'

const SECONDS = 3_600
const MOST_CHARACTERS = 20_000

interface Key {
  readonly kid: string
  readonly key: KeyObject
  readonly jwk: object
  readonly verifies: VerificationKey
}

/**
 * An issuer for tests: it makes tokens with any claims, of any issuer. Its key is made when the first is, and is in memory only. A server with it takes what
 * this key has signed as a token of the issuer that it names; no other server does.
 */
export class TestIssuer {
  readonly #parts: { readonly ids: Ids; readonly now: () => number; readonly base: () => string }
  #key: Promise<Key> | undefined

  constructor(parts: { ids: Ids; now: () => number; base: () => string }) {
    this.#parts = parts
  }

  /** Its URL, which is the `iss` of tokens without a preset. */
  get url(): string {
    return `${this.#parts.base()}${TEST_ISSUER_PATH}`
  }

  /** A signed token. Throws {@link DevelopmentError} for an unknown preset. */
  async mint({ preset, claims = {}, without = [] }: TokenRequest): Promise<string> {
    if (preset !== undefined && !Object.hasOwn(TOKEN_PRESETS, preset))
      throw new DevelopmentError(`There is no preset ${preset}. Use one of: ${Object.keys(TOKEN_PRESETS).join(', ')}.`)
    const now = Math.floor(this.#parts.now() / 1000)
    const usual = preset === undefined ? { iss: this.url, sub: 'test-subject', aud: 'sts.amazonaws.com' } : TOKEN_PRESETS[preset]?.(claims)
    const all = Object.entries({ ...usual, iat: now, exp: now + SECONDS, ...claims }).filter(([name]) => !without.includes(name))
    const { kid, key } = await this.#current()
    const token = signToken(Object.fromEntries(all), { kid, algorithm: 'RS256' }, key)
    if (token.length > MOST_CHARACTERS) throw new DevelopmentError(`A token has at most ${MOST_CHARACTERS} characters. Give fewer claims.`)
    return token
  }

  /** Signs with a new key from now on. Tokens that the last one signed are refused. Returns the new key's id. */
  async rotate(): Promise<string> {
    this.#key = this.#make()
    return (await this.#key).kid
  }

  /** What the issuer publishes (OpenID Connect Discovery 1.0). */
  async documents(): Promise<IssuerDocuments> {
    const { jwk } = await this.#current()
    const { url } = this
    return {
      configuration: {
        ...{ issuer: url, jwks_uri: `${url}/jwks.json`, response_types_supported: ['id_token'], subject_types_supported: ['public'] },
        id_token_signing_alg_values_supported: ['RS256'],
      },
      keySet: { keys: [jwk] },
    }
  }

  /** Its own key first, for every issuer; the keys of others as before. */
  before(rest: KeySets): KeySets {
    return {
      find: async (owner, wanted) => {
        const own = await this.#key
        return own !== undefined && wanted.kid === own.kid && wanted.alg === 'RS256' ? own.verifies : rest.find(owner, wanted)
      },
    }
  }

  #current(): Promise<Key> {
    this.#key ??= this.#make()
    return this.#key
  }

  async #make(): Promise<Key> {
    const key = await this.#parts.ids.privateKey('RS256')
    const { kty, n, e } = createPublicKey(key).export({ format: 'jwk' })
    // RFC 7638: the members in alphabetical order.
    const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
    const jwk = { kty, n, e, kid, alg: 'RS256', use: 'sig' }
    const [verifies] = readKeySet(Buffer.from(JSON.stringify({ keys: [jwk] }))) ?? []
    if (verifies === undefined) throw new Error('the key of the test issuer does not verify')
    return { kid, key, jwk, verifies }
  }
}
