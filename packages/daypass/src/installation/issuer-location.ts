import { hostMeaning } from '../services/s3/host-bucket.js'
import { StartupError } from './operator-error.js'

/** What the URLs of issuers of web identity tokens begin with. */
export interface IssuerLocation {
  /** Says where the server listens, for when nothing else was configured. */
  readonly announce: (endpoint: string) => void
  /** The base, without a slash at the end. Throws before anything is known: no token is issued in the name of a guess. */
  readonly url: () => string
}

/** The base as it is configured, else the endpoint that is announced. Never taken from a request: whoever asks would choose whose word the token is. */
export function issuerLocation(configured: string | undefined): IssuerLocation {
  let known = configured === undefined ? undefined : parse(configured)
  const announce = (endpoint: string) => {
    known ??= parse(endpoint)
  }
  const url = () => {
    if (known === undefined) throw new Error('the base of issuers is not known yet')
    return known
  }
  return { announce, url }
}

/**
 * A host that names a bucket, or that S3 refuses, is refused: what is asked there is asked of S3, so that no verifier would find the keys, and whoever may make the bucket
 * could put its own in their place.
 *
 * Verifiers compare issuers byte by byte (OpenID Connect Core 1.0, 3.1.3.7), so there is one spelling; query and fragment are not
 * allowed (Discovery 1.0, 3).
 */
function parse(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && url.username === '' && url.password === '' && !/[?#]/.test(text)
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new StartupError(`--issuer-base must be a URL such as https://id.example.com, without a query string, not ${text}.`)
  const { bucket, problem } = hostMeaning(url.host)
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
