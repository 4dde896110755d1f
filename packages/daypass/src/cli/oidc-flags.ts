import { readFileSync } from 'node:fs'
import { readKeySet, type VerificationKey } from '../federation/oidc/verification-keys.js'
import { UsageError } from './usage-error.js'

/** The flags of `daypass serve` about OpenID Connect providers, as given. */
export interface OidcFlags {
  readonly oidcAllowPrivate?: boolean
  readonly oidcCaBundle?: string
  readonly oidcKeys?: string[]
  readonly oidcEveryClaim?: string[]
}

/** How tokens of OpenID Connect providers are verified. */
export function oidcOf({ oidcAllowPrivate, oidcCaBundle, oidcKeys = [], oidcEveryClaim = [] }: OidcFlags) {
  for (const name of oidcEveryClaim)
    if (name === '' || name.includes('://'))
      throw new UsageError('--oidc-every-claim must be host and path of an issuer, as in id.example.com/realms/x.')
  return {
    allowPrivate: oidcAllowPrivate === true,
    authorities: oidcCaBundle === undefined ? undefined : authoritiesIn(oidcCaBundle),
    given: oidcKeys.length === 0 ? undefined : new Map(oidcKeys.map(givenKeys)),
    everyClaimOf: oidcEveryClaim,
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function authoritiesIn(file: string): string[] {
  const found = read('--oidc-ca-bundle', file).toString('utf8').match(CERTIFICATE)
  if (found === null) throw new UsageError(`--oidc-ca-bundle ${file} must have certificates in PEM.`)
  return [...found]
}

/** `https://id.example.com=keys.json` */
function givenKeys(text: string): [issuer: string, keys: readonly VerificationKey[]] {
  const [, issuer, file] = /^(https?:\/\/[^=]+)=(.+)$/.exec(text) ?? []
  if (issuer === undefined || file === undefined)
    throw new UsageError(`--oidc-keys ${text} must be the URL of an issuer and a file, as in https://id.example.com=keys.json.`)
  const keys = readKeySet(read('--oidc-keys', file))
  if (keys === undefined || keys.length === 0)
    throw new UsageError(`--oidc-keys ${file} must be a JSON Web Key Set with a public key that verifies.`)
  return [issuer, keys]
}

function read(flag: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`${flag} ${file} cannot be read: ${(error as Error).message}.`)
  }
}
