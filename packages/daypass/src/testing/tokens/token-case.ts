import type { KeyObject } from 'node:crypto'

/** A token, and what becomes of it: `accepted`, the message of the error, or what the login must be equal to. */
export interface TokenCase {
  readonly what: string
  readonly token: string
  readonly expected: string | object
  /** The document that the issuer publishes. */
  readonly keySet?: Uint8Array
  /** A key that a source of keys gives, whatever the token wants. */
  readonly key?: KeyObject
  readonly everyClaim?: boolean
}
