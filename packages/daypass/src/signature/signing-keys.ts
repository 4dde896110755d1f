import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** The three words that a signing key is derived for. */
export interface KeyScope {
  readonly date: string
  readonly region: string
  readonly service: string
}

export interface SigningKeyRequest {
  readonly accessKeyId: string
  /** The secret access key itself: a KeyObject that exists as long as the key record is cheapest. */
  readonly secret: KeyObject | Uint8Array
  readonly scope: KeyScope
}

interface Entry {
  readonly secret: KeyObject
  readonly key: KeyObject
}

function hmac(key: KeyObject | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/**
 * The signing key of SigV4: four HMACs, from `AWS4` + secret over date, region and service to `aws4_request`. Throws on an empty secret, because then
 * everybody could derive the key.
 */
export function deriveSigningKey(secret: KeyObject, scope: KeyScope): KeyObject {
  if (!secret.symmetricKeySize) throw new RangeError('a secret access key cannot be empty')
  const root = Buffer.concat([Buffer.from('AWS4'), secret.export()])
  const key = hmac(hmac(hmac(hmac(root, scope.date), scope.region), scope.service), 'aws4_request')
  root.fill(0)
  return createSecretKey(key)
}

/** The maximum length of a name that is kept: a client can send longer ones, but no real key id, region or service is longer. */
const LONGEST_NAME = 128

/**
 * Derived keys, of which the last used are kept: 10,000 with names of at most 128 characters and two key objects each, which is at most 10 MiB. An
 * entry is used only for the exact secret that it was derived from (compared in constant time), so a secret that was replaced under the same key id
 * is never verified against the old one.
 */
export class SigningKeys {
  readonly #entries = new Map<string, Entry>()
  readonly #limit: number
  #evictions = 0

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  /** The number of keys that are held. */
  get size(): number {
    return this.#entries.size
  }

  /** How many keys were removed to make room for others. */
  get evictions(): number {
    return this.#evictions
  }

  get(request: SigningKeyRequest): KeyObject {
    const { date, region, service } = request.scope
    const name = `${request.accessKeyId}/${date}/${region}/${service}`
    const secret = request.secret instanceof Uint8Array ? createSecretKey(request.secret) : request.secret
    const held = this.#entries.get(name)
    const isSame = held !== undefined && (held.secret === secret || held.secret.equals(secret))
    const entry = isSame ? held : { secret, key: deriveSigningKey(secret, request.scope) }
    // The order of use matters only when an entry must soon be removed.
    if (isSame && 2 * this.#entries.size < this.#limit) return entry.key
    if (name.length > LONGEST_NAME) return entry.key
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    if (this.#entries.size > this.#limit) this.#forgetOldest()
    return entry.key
  }

  #forgetOldest(): void {
    const oldest = this.#entries.keys().next()
    if (oldest.done) return
    this.#entries.delete(oldest.value)
    this.#evictions += 1
  }
}
