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
  /** On a session key of a store that was copied: the last revision at which a session that it sealed was issued; see {@link ringOfCopy}. */
  readonly opensUpTo?: number
  readonly sealed: string
}

interface RingRecord {
  readonly keys: readonly SealedKey[]
}

/** An opened data key. */
export interface DataKey {
  readonly version: number
  readonly key: KeyObject
  /** A session that was issued at a later revision is not of this store, and does not open. */
  readonly opensUpTo?: number | undefined
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
  /** What opens the ring: derived from the master key; while it is replaced, also from the next one. */
  #wrappings: readonly KeyObject[]
  /** `by` is what opened the ring; undefined where another process has sealed it with a master key that this one does not have. */
  #opened: { revision: number; keys: Map<number, OpenedKey>; by: KeyObject | undefined } = { revision: -1, keys: new Map(), by: undefined }

  constructor(master: KeyObject) {
    this.#wrappings = [wrappingOf(master)]
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

  /** Adds a key, retires its predecessors of the same purpose, and prunes session keys whose last token has expired. Returns its version. */
  rotate(state: Writer, purpose: KeyPurpose, made: { ids: Ids; now: number }): number {
    const before = state.get<RingRecord>(keyRingKeys.key())?.keys ?? []
    const retired = before.map((key) => (key.purpose === purpose && key.retiredAt === undefined ? { ...key, retiredAt: made.now } : key))
    const kept = retired.filter(
      (key) => key.purpose === 'storage' || key.retiredAt === undefined || key.retiredAt + LONGEST_SESSION >= made.now,
    )
    const fresh = this.#fresh(state, before, { purpose, ...made })
    state.put(keyRingKeys.key(), { keys: [...kept, fresh] } satisfies RingRecord)
    return fresh.version
  }

  /** Removes all keys of a purpose, which makes everything that they sealed unreadable, and adds a new one. */
  replace(state: Writer, purpose: KeyPurpose, made: { ids: Ids; now: number }): void {
    const before = state.get<RingRecord>(keyRingKeys.key())?.keys ?? []
    const others = before.filter((key) => key.purpose !== purpose)
    state.put(keyRingKeys.key(), { keys: [...others, this.#fresh(state, before, { purpose, ...made })] } satisfies RingRecord)
  }

  /**
   * Seals all keys with another master key, in the commit of `state`. Call {@link accept} before, and {@link settle} once the commit has happened. Throws
   * {@link SealedByAnotherKey}.
   */
  reseal(state: Writer, master: KeyObject, ids: Ids): void {
    const by = wrappingOf(master)
    this.#requireOpened(state)
    const keys = [...this.#keys(state).values()].map(({ key, sealed }) => ({
      ...sealed,
      sealed: sealedBy(by, { key: key.export(), ids, ...sealed }),
    }))
    state.put(keyRingKeys.key(), { keys } satisfies RingRecord)
  }

  /** Opens the ring with this master key too, from now on; until what it returns is called. */
  accept(master: KeyObject): () => void {
    const accepted = wrappingOf(master)
    this.#wrappings = [...this.#wrappings, accepted]
    return () => {
      this.#wrappings = this.#wrappings.filter((one) => one !== accepted)
    }
  }

  /** Opens the ring with this master key only. */
  settle(master: KeyObject): void {
    this.#wrappings = [wrappingOf(master)]
    // Another process may have sealed the present revision with it: then it was not opened here, and what it has was known from before.
    this.#opened = { ...this.#opened, revision: -1 }
  }

  /** A new key, with a version that was never used. */
  #fresh(state: Reader, before: readonly SealedKey[], made: { purpose: KeyPurpose; ids: Ids; now: number }): SealedKey {
    const version = before.reduce((highest, key) => Math.max(highest, key.version), 0) + 1
    const { purpose, ids, now: createdAt } = made
    const by = before.length === 0 ? this.#wrappings[0]! : this.#requireOpened(state)
    return { version, purpose, createdAt, sealed: sealedBy(by, { key: Buffer.from(ids.bytes(32)), ids, version, purpose }) }
  }

  /** When the current key of a purpose was created, in milliseconds since the epoch; undefined without a key. */
  createdAt(state: Reader, purpose: KeyPurpose): number | undefined {
    const current = (state.get<RingRecord>(keyRingKeys.key())?.keys ?? []).filter(
      (key) => key.purpose === purpose && key.retiredAt === undefined,
    )
    return current.at(-1)?.createdAt
  }

  /** What a key must be sealed with to be opened together with the others. */
  #requireOpened(state: Reader): KeyObject {
    this.#keys(state)
    if (this.#opened.by === undefined) throw doesNotOpen()
    return this.#opened.by
  }

  #keys(state: Reader): Map<number, OpenedKey> {
    const revision = state.revisionOf(keyRingKeys.key())
    if (revision === this.#opened.revision) return this.#opened.keys
    const sealed = state.get<RingRecord>(keyRingKeys.key())?.keys ?? []
    const by = this.#wrappings.find((one) => sealed.every((key) => opens(one, key)))
    const keys = by === undefined ? this.#knownKeys(sealed) : new Map(sealed.map((key) => [key.version, openedKey(key, opens(by, key)!)]))
    this.#opened = { revision, keys, by }
    return keys
  }

  /**
   * Another process has replaced the master key: the data keys are the same, and what this process has opened of them stays valid until it is started
   * again. A version is never used twice, so it tells which key it is. With a data key that it has not opened it cannot go on.
   */
  #knownKeys(sealed: readonly SealedKey[]): Map<number, OpenedKey> {
    const known = this.#opened.keys
    return new Map(
      sealed.map((key) => {
        const own = known.get(key.version)
        if (own === undefined || own.sealed.purpose !== key.purpose || own.sealed.createdAt !== key.createdAt) throw doesNotOpen()
        return [key.version, { ...own, opensUpTo: key.opensUpTo, sealed: key }]
      }),
    )
  }
}

type OpenedKey = DataKey & { readonly sealed: SealedKey }

/** A data key as it is listed. */
export type ListedKey = Omit<SealedKey, 'sealed'>

/** The data keys, oldest first, without anything of the keys themselves. */
export const listedKeys = (state: Reader): ListedKey[] =>
  (state.get<RingRecord>(keyRingKeys.key())?.keys ?? []).map(({ sealed: _sealed, ...listed }) => listed)

const wrappingOf = (master: KeyObject): KeyObject => deriveKey(master, 'daypass key ring')
const doesNotOpen = (): SealedByAnotherKey => new SealedByAnotherKey('a data key does not open with this master key')

const openedKey = (sealed: SealedKey, plain: Buffer): OpenedKey => ({
  version: sealed.version,
  key: createSecretKey(plain),
  opensUpTo: sealed.opensUpTo,
  sealed,
})

const opens = (wrapping: KeyObject, { sealed, version, purpose }: SealedKey): Buffer | undefined =>
  open(wrapping, Buffer.from(sealed, 'base64'), bound(version, purpose))

function sealedBy(wrapping: KeyObject, made: { key: Buffer; ids: Ids; version: number; purpose: KeyPurpose }): string {
  const { key: plain, ids, version, purpose } = made
  return seal(wrapping, ids.bytes(12), { plain, bound: bound(version, purpose) }).toString('base64')
}

/** Where a copy of a store leaves it: the revision that was copied, and when, in milliseconds since the epoch. */
export interface CopiedAt {
  readonly revision: number
  readonly now: number
}

/**
 * The ring of a copy of a store, as stored: a backup that is restored, or a store that was copied to another. From `revision` on both have histories of
 * their own, in which the same revision means another state. So session keys seal nothing new in the copy, and open only sessions from before: what
 * the other history issues later would escape the revocations of this one, and may have been issued for what is undone here. Needs no master key.
 */
export function ringOfCopy(value: Uint8Array, { revision, now }: CopiedAt): Uint8Array {
  const { keys } = JSON.parse(new TextDecoder().decode(value)) as RingRecord
  const cut = keys.map((key) =>
    key.purpose === 'session' ? { ...key, retiredAt: key.retiredAt ?? now, opensUpTo: Math.min(key.opensUpTo ?? revision, revision) } : key,
  )
  return utf8(JSON.stringify({ keys: cut } satisfies RingRecord))
}

const bound = (version: number, purpose: KeyPurpose): Uint8Array => utf8(`${purpose}/${version}`)
