import type { KeyObject } from 'node:crypto'
import { createSecretKey } from 'node:crypto'
import type { Ids } from '../core/ids.js'
import { deriveKey, open, seal, utf8 } from '../core/seal.js'
import { defineKeys } from './key-space.js'
import type { Reader, Writer } from './state.js'

/** The only key of the record of data keys. */
export const keyRingKeys = defineKeys('installation/key-ring', {
  record: 'data keys sealed by the master key',
  lifetime: 'for ever; retired versions are pruned',
})

/** The purpose of a data key: `session` keys seal what expires, and are retired; `storage` keys seal what is stored, and are kept. */
export type KeyPurpose = 'session' | 'storage'

interface SealedKey {
  readonly version: number
  readonly purpose: KeyPurpose
  readonly createdAt: number
  /** Milliseconds since the epoch; since then it seals nothing new. */
  readonly retiredAt?: number
  readonly sealed: string
}

interface RingRecord {
  readonly keys: readonly SealedKey[]
}

/** An opened data key. */
export interface DataKey {
  readonly version: number
  readonly key: KeyObject
}

/** The longest lifetime of anything sealed with a session key, in milliseconds: a GetSessionToken session, 36 hours. */
export const LONGEST_SESSION = 129_600_000

/** Thrown when a data key does not open: the data was created with another master key, or was altered. */
export class SealedByAnotherKey extends Error {
  readonly code = 'SealedByAnotherKey'
}

/**
 * The data keys in the store, each sealed with the master key and bound to its version and purpose. Opened keys are cached per revision of the
 * record, so every process sees a rotation at its next request.
 */
export class KeyRing {
  readonly #wrapping: KeyObject
  #opened: { revision: number; keys: Map<number, DataKey & { sealed: SealedKey }> } = { revision: -1, keys: new Map() }

  constructor(master: KeyObject) {
    this.#wrapping = deriveKey(master, 'daypass key ring')
  }

  /** The key to seal with now. */
  current(state: Reader, purpose: KeyPurpose): DataKey {
    let newest: DataKey | undefined
    for (const key of this.#keys(state).values()) {
      if (key.sealed.purpose === purpose && key.sealed.retiredAt === undefined && (newest === undefined || key.version > newest.version))
        newest = key
    }
    if (newest === undefined) throw new Error(`the key ring holds no ${purpose} key`)
    return newest
  }

  /** The key of this version and purpose, even a retired one; undefined when it was pruned, never existed, or has another purpose. */
  version(state: Reader, version: number, purpose: KeyPurpose): DataKey | undefined {
    const key = this.#keys(state).get(version)
    return key?.sealed.purpose === purpose ? key : undefined
  }

  /** Whether an opened session key is still in the ring. */
  holds(state: Reader, key: KeyObject): boolean {
    for (const held of this.#keys(state).values()) if (held.key === key) return held.sealed.purpose === 'session'
    return false
  }

  /** Adds a key, retires its predecessors of the same purpose, and prunes session keys whose last token has expired. */
  rotate(state: Writer, purpose: KeyPurpose, made: { ids: Ids; now: number }): void {
    const before = state.get<RingRecord>(keyRingKeys.key())?.keys ?? []
    const retired = before.map((key) => (key.purpose === purpose && key.retiredAt === undefined ? { ...key, retiredAt: made.now } : key))
    const kept = retired.filter(
      (key) => key.purpose === 'storage' || key.retiredAt === undefined || key.retiredAt + LONGEST_SESSION >= made.now,
    )
    state.put(keyRingKeys.key(), { keys: [...kept, this.#fresh(before, purpose, made)] } satisfies RingRecord)
  }

  /** Removes all keys of a purpose, which makes everything that they sealed unreadable, and adds a new one. */
  replace(state: Writer, purpose: KeyPurpose, made: { ids: Ids; now: number }): void {
    const before = state.get<RingRecord>(keyRingKeys.key())?.keys ?? []
    const others = before.filter((key) => key.purpose !== purpose)
    state.put(keyRingKeys.key(), { keys: [...others, this.#fresh(before, purpose, made)] } satisfies RingRecord)
  }

  /** A new key, with a version that was never used. */
  #fresh(before: readonly SealedKey[], purpose: KeyPurpose, made: { ids: Ids; now: number }): SealedKey {
    const version = before.reduce((highest, key) => Math.max(highest, key.version), 0) + 1
    const sealed = seal(this.#wrapping, made.ids.bytes(12), { plain: made.ids.bytes(32), bound: bound(version, purpose) })
    return { version, purpose, createdAt: made.now, sealed: sealed.toString('base64') }
  }

  /** When the current key of a purpose was created, in milliseconds since the epoch; undefined without a key. */
  createdAt(state: Reader, purpose: KeyPurpose): number | undefined {
    const current = (state.get<RingRecord>(keyRingKeys.key())?.keys ?? []).filter(
      (key) => key.purpose === purpose && key.retiredAt === undefined,
    )
    return current.at(-1)?.createdAt
  }

  #keys(state: Reader): Map<number, DataKey & { sealed: SealedKey }> {
    const revision = state.revisionOf(keyRingKeys.key())
    if (revision === this.#opened.revision) return this.#opened.keys
    const keys = new Map<number, DataKey & { sealed: SealedKey }>()
    for (const sealed of state.get<RingRecord>(keyRingKeys.key())?.keys ?? [])
      keys.set(sealed.version, { version: sealed.version, key: this.#open(sealed), sealed })
    this.#opened = { revision, keys }
    return keys
  }

  #open(sealed: SealedKey): KeyObject {
    const plain = open(this.#wrapping, Buffer.from(sealed.sealed, 'base64'), bound(sealed.version, sealed.purpose))
    if (plain === undefined) throw new SealedByAnotherKey('a data key does not open with this master key')
    return createSecretKey(plain)
  }
}

const bound = (version: number, purpose: KeyPurpose): Uint8Array => utf8(`${purpose}/${version}`)
