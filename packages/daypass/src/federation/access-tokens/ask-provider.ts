/**
 * access-tokens: whose an access token of Facebook or Amazon is. Such a token means nothing to anyone but its provider, so that the provider is asked, each
 * time. Owns what is asked and what an answer must say. Refuses every other answer. Keeps no token and no answer, and repeats no part of either in an error.
 * May know: core, federation/oidc, federation/key-sets, which owns every connection.
 */
import type { LoginProvider } from '../oidc/built-in-issuers.js'
import { ownMember, readStrictObject } from '../oidc/strict-json.js'

/** What a provider says of a token. */
export interface Vouched {
  /** The application that the token was issued to. */
  readonly app: string
  /** The user, as this application knows them. */
  readonly user: string
}

/** One question: a path below the endpoint, and where the token goes. Returns the bytes of an answer with status 200. Throws a FetchError. */
export type Ask = (path: string, tokenIn: 'query' | 'header') => Promise<Uint8Array>

/** A provider: its usual endpoint, the name of the condition key for the user, and how it is asked. */
interface AccessTokenProvider {
  readonly endpoint: string
  readonly userKey: 'id' | 'user_id'
  readonly ask: (ask: Ask) => Promise<Vouched>
}

/** Both answers must be there and agree: neither alone says to which application *and* to which user the token was issued. */
export const PROVIDERS: Readonly<Record<LoginProvider, AccessTokenProvider>> = {
  // Graph API reference, "Access Token": the app and the user of the token that asks.
  'graph.facebook.com': {
    ...{ endpoint: 'https://graph.facebook.com', userKey: 'id' },
    async ask(ask) {
      const app = textOf(objectOf(await ask('/app?fields=id', 'header')), 'id')
      const user = textOf(objectOf(await ask('/me?fields=id', 'header')), 'id')
      if (user === app) throw new Unfit('is of an app, not of a user')
      return { app, user }
    },
  },
  // Login with Amazon developer guide, "Obtain customer profile information": `aud` is the client id, and must be checked before the profile is believed.
  'www.amazon.com': {
    ...{ endpoint: 'https://api.amazon.com', userKey: 'user_id' },
    async ask(ask) {
      const token = objectOf(await ask('/auth/o2/tokeninfo', 'query'))
      const app = textOf(token, 'aud')
      if (textOf(token, 'iss') !== 'https://www.amazon.com') throw new Unfit('is of another issuer')
      const seconds = ownMember(token, 'exp')
      if (typeof seconds !== 'number' || !(seconds > 0)) throw new Unfit('has expired, or does not say when')
      const user = textOf(objectOf(await ask('/user/profile', 'header')), 'user_id')
      if (user !== textOf(token, 'user_id')) throw new Unfit('is of two users')
      return { app, user }
    },
  },
}

/** An answer that vouches for nobody, as the end of a sentence about the token. */
export class Unfit extends Error {}

function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const object = readStrictObject(bytes)
  if (object === undefined) throw new Unfit('got an answer that is not a JSON object which names each member once')
  return object
}

/** An id: up to 255 printable characters of ASCII (STS's model has 255 for subjects). */
const ID = /^[\x21-\x7e]{1,255}$/

function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = ownMember(object, name)
  if (typeof value !== 'string' || !ID.test(value)) throw new Unfit(`got an answer whose ${name} is not a text of 1 to 255 characters`)
  return value
}
