import { hostMeaning, type S3Domains } from '../services/s3/host-bucket.js'
import { StartupError } from './operator-error.js'

/** The base of the URLs of web identity token issuers. */
export interface IssuerLocation {
  /** Tells it where the server listens, for when no base was configured. */
  readonly announce: (endpoint: string) => void
  /** The base, without a slash at the end. Throws while it is unknown: no token is issued under a guessed name. */
  readonly url: () => string
}

/** The configured base, else the announced endpoint. Never taken from a request: the caller could then choose the issuer of the token. */
export function issuerLocation(configured: string | undefined, domains: S3Domains = []): IssuerLocation {
  let known = configured === undefined ? undefined : parse(configured, domains)
  const announce = (endpoint: string) => {
    known ??= parse(endpoint, domains)
  }
  const url = () => {
    if (known === undefined) throw new Error('the base of issuers is not known yet')
    return known
  }
  return { announce, url }
}

/**
 * Rejects a host that names a bucket, or that S3 rejects: requests to it go to S3, so verifiers would not find the keys, and anyone who may create
 * the bucket could publish other keys there.
 *
 * Verifiers compare issuers byte by byte (OpenID Connect Core 1.0, 3.1.3.7), so there is one spelling; query and fragment are not allowed (Discovery
 * 1.0, 3).
 */
function parse(text: string, domains: S3Domains): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && url.username === '' && url.password === '' && !/[?#]/.test(text)
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new StartupError(`--issuer-base must be a URL such as https://id.example.com, without a query string, not ${text}.`)
  const { bucket, problem } = hostMeaning(url.host, domains)
  if (bucket !== undefined)
    throw new StartupError(
      `${text} cannot be the base of issuers: its host is the S3 bucket ${bucket}. Give another host with --issuer-base.`,
    )
  if (problem !== undefined)
    throw new StartupError(
      `${text} cannot be the base of issuers: S3 rejects requests to ${problem}. Give another host with --issuer-base.`,
    )
  return url.href.replace(/\/+$/, '')
}
