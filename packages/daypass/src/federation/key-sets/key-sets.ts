import type { AccessTokens } from '../access-tokens/access-tokens.js'
import type { TokenProblem } from '../oidc/token-problem.js'
import { noKey } from '../oidc/token-problem.js'
import { selectKey, type VerificationKey, type WantedKey } from '../oidc/verification-keys.js'
import type { KeyOwner } from './issuer-keys.js'

/** Finds the keys of issuers. */
export interface KeySets {
  find(owner: KeyOwner, wanted: WantedKey): Promise<VerificationKey | TokenProblem>
}

/** Keys that the operator gave, by the URL of their issuer: these issuers are never asked for others. All else is found in `rest`. */
export const withGivenKeys = (given: ReadonlyMap<string, readonly VerificationKey[]>, rest: KeySets): KeySets => ({
  async find(owner, wanted) {
    const keys = given.get(owner.issuer)
    if (keys === undefined) return rest.find(owner, wanted)
    const found = selectKey(keys, wanted)
    return typeof found === 'object'
      ? found
      : noKey(`The key set that was given for ${owner.issuer} has no key for the kid and alg of the token, or several.`)
  },
})

/** What an installation says about OpenID Connect providers. */
export interface OidcSettings {
  readonly keys: KeySets
  /** Access tokens of Facebook and Amazon. */
  readonly accessTokens: AccessTokens
  /** Whether issuers on loopback may have `http` URLs: for development. */
  readonly loopbackHttp: boolean
  /** Issuers, by host and path, whose every claim is a condition key. */
  readonly everyClaimOf: ReadonlySet<string>
}
