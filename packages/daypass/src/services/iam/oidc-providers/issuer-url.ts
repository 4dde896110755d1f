import { invalidInput, validationError } from '../errors.js'

const INVALID = 'Invalid Open ID Connect Provider URL'
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const HOST_AND_PATH = new RegExp(`^${LABEL}(?:\\.${LABEL})*(?::[0-9]+)?(?:/(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})*)?$`)

/**
 * Host and path of an issuer's URL, which name its provider (IAM API reference, CreateOpenIDConnectProvider). Letter case and a slash at the end are kept,
 * because the issuer of a token is compared character by character. Refuses other schemes, user names, queries and fragments, as AWS does (texts observed
 * by others), and what is not the normal form of a URL: a path with dot segments, a host such as `127.1`. AWS refuses a port; a port other than 443 is
 * accepted here, because an issuer of one's own often has one (daypass's own rule). A `*` is refused: a policy could not name the provider. For development
 * `http` is accepted too, for a host that is loopback.
 */
export function issuerOf(url: string, { loopbackHttp = false }: { readonly loopbackHttp?: boolean }): IssuerName {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([\s\S]+)$/.exec(url) ?? []
  if (scheme === undefined || rest === undefined) throw validationError(INVALID)
  const isLoopback = scheme === 'http' && loopbackHttp && LOOPBACK.test(rest)
  if (scheme !== 'https' && !isLoopback) throw invalidInput(`${INVALID}. The URL must begin with https://.`)
  if (!HOST_AND_PATH.test(rest) || !isNormal(rest)) throw invalidInput(`${INVALID}.`)
  return isLoopback ? { name: rest, http: true } : { name: rest }
}

/** What a provider is kept under. */
export interface IssuerName {
  /** Host and path of the issuer's URL. */
  readonly name: string
  /** Set where the scheme is `http`. */
  readonly http?: true
}

const LOOPBACK = /^(?:localhost|127\.[0-9]+\.[0-9]+\.[0-9]+)(?:[:/]|$)/

/** Whether a client that follows the URL reaches this host and path, spelled like this. Hosts ignore case. */
function isNormal(rest: string): boolean {
  if (!URL.canParse(`https://${rest}`)) return false
  const { host, pathname } = new URL(`https://${rest}`)
  const slash = rest.indexOf('/')
  return slash < 0 ? host === rest.toLowerCase() : host === rest.slice(0, slash).toLowerCase() && pathname === rest.slice(slash)
}
