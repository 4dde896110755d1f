import { CallsInFlight } from '../key-sets/calls-in-flight.js'
import { type FetchRules, fetchDocument } from '../key-sets/fetch-document.js'
import { FetchError } from '../key-sets/fetch-error.js'
import type { LoginProvider } from '../oidc/built-in-issuers.js'
import { noProvider, notVouchedFor, rejectedToken, type TokenProblem, tooManyCalls, unreachable } from '../oidc/token-problem.js'
import { type Ask, PROVIDERS, Unfit, type Vouched } from './ask-provider.js'

/** A token, and for which account it is verified. */
export interface SentToken {
  readonly provider: LoginProvider
  readonly token: string
  /** Of the role. */
  readonly account: string
}

/** Finds out whose access tokens are. */
export interface AccessTokens {
  vouch(sent: SentToken): Promise<Vouched | TokenProblem>
}

/** The endpoints that the operator lets the server ask, by provider: their URL without a slash at the end. */
export type LoginEndpoints = Readonly<Partial<Record<LoginProvider, string>>>

/** Tokens that are asked about at the same time. Each waits for two answers. */
const MOST_CALLS = 16
/** Printable ASCII (RFC 6749, appendix A.12, without the space), as long as fits into a header everywhere; the limit is ours. */
const TOKEN = /^[\x21-\x7e]{4,4096}$/
/** Statuses with which a provider says no to a token; all others say nothing about it. */
const REJECTS: readonly (number | undefined)[] = [400, 401, 403]

/** Asks the providers whose endpoints are given, within the rules, which follow no redirect. Nothing is kept: a token that its provider revokes ends at once. */
export function askingProviders(endpoints: LoginEndpoints, rules: Omit<FetchRules, 'thumbprints'>): AccessTokens {
  const calls = new CallsInFlight(MOST_CALLS)
  return {
    async vouch({ provider, token, account }) {
      const endpoint = endpoints[provider]
      if (endpoint === undefined)
        return { ...noProvider(provider), explanation: `This server does not ask ${provider}: start it with --login-endpoint ${provider}.` }
      if (!TOKEN.test(token)) return notVouchedFor('An access token has 4 to 4,096 printable characters of ASCII, without spaces.')
      if (!calls.begin(account)) return tooManyCalls()
      try {
        return await PROVIDERS[provider].ask(asking(endpoint, token, rules))
      } catch (error) {
        return problemOf(provider, error)
      } finally {
        calls.end(account)
      }
    },
  }
}

function asking(endpoint: string, token: string, rules: Omit<FetchRules, 'thumbprints'>): Ask {
  return async (path, tokenIn) => {
    const inQuery = tokenIn === 'query'
    const url = `${endpoint}${path}${inQuery ? `?access_token=${encodeURIComponent(token)}` : ''}`
    const authorization = inQuery ? undefined : `Bearer ${token}`
    const { bytes } = await fetchDocument(url, { ...rules, thumbprints: [], redirects: false, authorization })
    return bytes
  }
}

function problemOf(provider: LoginProvider, error: unknown): TokenProblem {
  if (error instanceof Unfit) return notVouchedFor(`The access token, for ${provider}, ${error.message}.`)
  if (!(error instanceof FetchError)) throw error
  const explanation = `The endpoint of ${provider} ${error.message}.`
  return REJECTS.includes(error.status) ? rejectedToken(explanation) : unreachable(explanation)
}
