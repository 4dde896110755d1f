import { lookup } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type CallableAddresses, mayCall } from './address-rules.js'
import { FetchError } from './fetch-error.js'
import { anchorOf, isUntrusted } from './thumbprint-anchor.js'

/** What a fetch may do. */
export interface FetchRules {
  /** Which addresses an https URL may lead to. */
  readonly addresses: Exclude<CallableAddresses, 'loopback'>
  /** Whether plain http is taken, and then only from loopback. */
  readonly loopbackHttp: boolean
  /** Certificates of authorities, PEM; by default those that Node.js trusts. */
  readonly authorities?: readonly string[] | undefined
  /** SHA-1 digests of certificates that are trusted besides, in lower-case hexadecimal. */
  readonly thumbprints: readonly string[]
  /** For one document, its redirect included. */
  readonly milliseconds: number
  /** Whether one redirect is followed; by default yes. */
  readonly redirects?: boolean
  /** A header Authorization, which no error repeats. */
  readonly authorization?: string | undefined
  /** Resolves names; by default the system does. */
  readonly resolve?: typeof lookup
}

/** A fetched document. */
export interface Fetched {
  readonly bytes: Uint8Array
  readonly cacheControl: string
}

const MOST_BYTES = 262_144
const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308]

/** Fetches a document with GET, within the rules; follows one redirect, which keeps them too, unless they say otherwise. Throws {@link FetchError}. */
export async function fetchDocument(url: string, rules: FetchRules): Promise<Fetched> {
  const signal = AbortSignal.timeout(rules.milliseconds)
  try {
    const first = await get(checkedUrl(url, rules), rules, signal)
    if ('bytes' in first) return first
    if (rules.redirects === false) throw new FetchError('redirects, which is not followed here')
    const location = new URL(first.location, url)
    if (location.protocol !== new URL(url).protocol) throw new FetchError('redirects to another scheme')
    const second = await get(checkedUrl(location.href, rules), rules, signal)
    if ('bytes' in second) return second
  } catch (error) {
    if (signal.aborted) throw new FetchError('did not answer in time', { mayPass: true })
    throw error instanceof FetchError ? error : new FetchError(`cannot be reached (${codeOf(error)})`)
  }
  throw new FetchError('redirects more than once')
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'connection failed')

/** A URL that may be fetched. An address that the URL itself names is checked here, because no resolver is asked for it. */
function checkedUrl(text: string, rules: FetchRules): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '' || url.hash !== '')
    throw new FetchError('has a URL that is not plain')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.loopbackHttp)) throw new FetchError('must have an https URL')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !mayCall(host, rangeOf(url, rules))) throw privateAddress()
  return url
}

const rangeOf = ({ protocol }: URL, { addresses }: FetchRules): CallableAddresses => (protocol === 'http:' ? 'loopback' : addresses)

const privateAddress = () => new FetchError('has an address that may not be called; --oidc-allow-private allows private ones')

/**
 * Resolves a name for a connection. The address that is checked is the one that is connected to: a name that means something else the next time gains
 * nothing. One address that may not be called refuses the name.
 */
function guardedLookup(range: CallableAddresses, resolve: typeof lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : []
      const [first] = addresses
      if (error !== null || first === undefined) return done(error ?? new FetchError('has a name without an address'), '', 0)
      if (!addresses.every(({ address }) => mayCall(address, range))) return done(privateAddress(), '', 0)
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family)
    })
  }
}

type Answered = Fetched | { readonly location: string }

async function get(url: URL, rules: FetchRules, signal: AbortSignal): Promise<Answered> {
  const options: https.RequestOptions = {
    ...{ method: 'GET', agent: false, signal, lookup: guardedLookup(rangeOf(url, rules), rules.resolve ?? lookup) },
    headers: {
      ...{ accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'daypass', connection: 'close' },
      ...(rules.authorization !== undefined && { authorization: rules.authorization }),
    },
  }
  if (url.protocol === 'http:') return answer(http.request(url, options))
  const trusting = rules.authorities === undefined ? options : { ...options, ca: [...rules.authorities] }
  try {
    return await answer(https.request(url, trusting))
  } catch (error) {
    if (rules.thumbprints.length === 0 || !isUntrusted(error)) throw error
    const anchor = await anchorOf(url, options, rules.thumbprints)
    if (anchor === undefined) throw new FetchError('has a certificate that matches no thumbprint', { thumbprint: true })
    return answer(https.request(url, { ...options, ca: [anchor], allowPartialTrustChain: true }))
  }
}

function answer(request: http.ClientRequest): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.once('response', (response) => {
      // What ends here early is told by the promise.
      response.on('error', () => {})
      read(response).then(resolve, (error: unknown) => {
        request.destroy()
        reject(error)
      })
    })
    request.end()
  })
}

async function read(response: IncomingMessage): Promise<Answered> {
  const { statusCode, headers } = response
  if (REDIRECTS.includes(statusCode) && headers.location !== undefined) {
    response.destroy()
    return { location: headers.location }
  }
  if (statusCode !== 200) throw new FetchError(`answered with status ${statusCode}`, { status: statusCode })
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new FetchError('answered in an encoding that was not asked for')
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > MOST_BYTES) throw new FetchError(`sent more than ${MOST_BYTES} bytes`)
    parts.push(part)
  }
  if (!response.complete) throw new FetchError('broke off its answer')
  return { bytes: Buffer.concat(parts), cacheControl: headers['cache-control'] ?? '' }
}
