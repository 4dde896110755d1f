import { createHash } from 'node:crypto'
import type { Ids } from '../../../core/ids.js'

/** 256 random bits. */
const SECRET_BYTES = 32

/** The services that users can have credentials for (IAM user guide), and what the secret of one begins with where it is an API key. */
export const SERVICES: Readonly<Record<string, { readonly apiKey?: string }>> = {
  'bedrock.amazonaws.com': { apiKey: 'ABSK' },
  'cassandra.amazonaws.com': {},
  'codecommit.amazonaws.com': {},
  'logs.amazonaws.com': { apiKey: 'ACWL' },
}

/** The beginning of a service's API keys; undefined where it has user names and passwords. */
export const apiKeyOf = (service: string): string | undefined => SERVICES[service]?.apiKey

/** A secret, and what is kept of it. */
export interface NewSecret {
  readonly secret: string
  readonly digest: string
}

/**
 * A new secret for a credential. A password is random bytes in base64, as in the examples of the IAM API reference. An API key is the name and a
 * password, in base64 after the letters that AWS's begin with, so that tools that look for leaked keys find it; AWS does not document what follows these.
 */
export function newSecret(ids: Ids, { service, name }: { readonly service: string; readonly name: string }): NewSecret {
  const password = Buffer.from(ids.bytes(SECRET_BYTES)).toString('base64')
  const beginning = apiKeyOf(service)
  const secret = beginning === undefined ? password : beginning + Buffer.from(`${name}:${password}`).toString('base64')
  return { secret, digest: createHash('sha256').update(secret).digest('base64') }
}
