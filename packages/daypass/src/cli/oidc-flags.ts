import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { LoginEndpoints } from '../federation/access-tokens/access-tokens.js'
import { PROVIDERS } from '../federation/access-tokens/ask-provider.js'
import { isLoginProvider, LOGIN_PROVIDERS, type LoginProvider } from '../federation/oidc/built-in-issuers.js'
import { readKeySet, type VerificationKey } from '../federation/oidc/verification-keys.js'
import { collectValues } from './collect-values.js'
import { UsageError } from './usage-error.js'

/** The flags of `daypass serve` about OpenID Connect providers, as given. */
export interface OidcFlags {
  readonly oidcAllowPrivate?: boolean
  readonly oidcCaBundle?: string
  readonly oidcKeys?: string[]
  readonly oidcEveryClaim?: string[]
  readonly loginEndpoint?: string[]
  readonly dev?: boolean
}

/** Adds the flags to the command. */
export const withOidcOptions = (command: Command): Command =>
  command
    .option('--oidc-allow-private', 'fetch keys of OpenID Connect providers from private addresses too; on with --dev')
    .option(
      '--oidc-ca-bundle <file>',
      'certificates of authorities, PEM, that vouch for OpenID Connect providers in place of the usual ones',
    )
    .option(
      '--oidc-keys <issuer=file>',
      'key set of an OpenID Connect provider, which is then never called: https://id.example.com=keys.json; can be repeated',
      collectValues,
    )
    .option(
      '--oidc-every-claim <name>',
      'issuer, by host and path, whose every claim is a condition key: id.example.com/realms/x; can be repeated',
      collectValues,
    )
    .option(
      '--login-endpoint <name[=url]>',
      'ask this provider about access tokens: graph.facebook.com or www.amazon.com, at its own address or the given one; can be repeated',
      collectValues,
    )

/** How tokens of OpenID Connect providers are verified. */
export function oidcOf({ oidcAllowPrivate, oidcCaBundle, oidcKeys = [], oidcEveryClaim = [], loginEndpoint = [], dev }: OidcFlags) {
  for (const name of oidcEveryClaim)
    if (name === '' || name.includes('://'))
      throw new UsageError('--oidc-every-claim must be host and path of an issuer, as in id.example.com/realms/x.')
  return {
    allowPrivate: oidcAllowPrivate === true,
    authorities: oidcCaBundle === undefined ? undefined : authoritiesIn(oidcCaBundle),
    given: oidcKeys.length === 0 ? undefined : new Map(oidcKeys.map(givenKeys)),
    everyClaimOf: oidcEveryClaim,
    loginEndpoints: loginEndpointsOf(loginEndpoint, dev === true),
  }
}

/** `www.amazon.com`, or with another address than its usual one: `www.amazon.com=https://api.amazon.co.uk`. */
function loginEndpointsOf(given: readonly string[], dev: boolean): LoginEndpoints {
  const endpoints: Partial<Record<LoginProvider, string>> = {}
  for (const text of given) {
    const [, name = '', address] = /^([^=]*)(?:=(.*))?$/.exec(text) ?? []
    if (!isLoginProvider(name))
      throw new UsageError(
        `--login-endpoint ${text} must begin with one of: ${LOGIN_PROVIDERS.join(', ')}; an address may follow after "=".`,
      )
    if (endpoints[name] !== undefined) throw new UsageError(`--login-endpoint ${name} is given twice. Give it once.`)
    endpoints[name] = address === undefined ? PROVIDERS[name].endpoint : endpointOf(name, address, dev)
  }
  return endpoints
}

function endpointOf(name: LoginProvider, address: string, dev: boolean): string {
  const { protocol, href } = URL.canParse(address) ? new URL(address) : { protocol: '', href: '' }
  if (/[?#@\s]/.test(address) || !(protocol === 'https:' || (protocol === 'http:' && dev)))
    throw new UsageError(
      `--login-endpoint ${name} must have an https URL without a query, as in ${name}=${PROVIDERS[name].endpoint}; http only with --dev, and only for loopback.`,
    )
  return href.replace(/\/$/, '')
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
