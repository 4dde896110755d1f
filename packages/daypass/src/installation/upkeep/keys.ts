import type { KeyObject } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ids } from '../../core/ids.js'
import { type KeyPurpose, type KeyRing, type ListedKey, LONGEST_SESSION, listedKeys, SealedByAnotherKey } from '../../directory/key-ring.js'
import { readSnapshot, transact } from '../../directory/state.js'
import { OutcomeUnknown, type Store } from '../../store/store.js'
import { recordsAt } from '../copies/copied-records.js'
import { readMeta, writeMeta } from '../meta.js'
import { StartupError } from '../operator-error.js'
import { isMasterKeyOf, masterKeyCheck } from '../store-identity.js'
import { kindOfSealed, sealedIn } from './sealed-values.js'

/** A data key, and what it is still needed for. */
export interface KeyFacts extends ListedKey {
  /** Of a storage key: how many values of a kind are sealed by it. */
  readonly seals?: Readonly<Record<string, number>>
  /** Of a retired session key: when the last session that it sealed has expired, in milliseconds since the epoch. */
  readonly neededUntil?: number
}

/** The data keys, oldest first. Reads all records of one revision; other requests run meanwhile. */
export async function keyFacts(store: Store): Promise<KeyFacts[]> {
  const view = store.view()
  try {
    const listed = readSnapshot(store, listedKeys)
    const counts = new Map<number, Record<string, number>>()
    let read = 0
    for await (const { key, value } of recordsAt(view)) {
      for (const version of sealedIn(value)) {
        const of = counts.get(version) ?? {}
        const kind = kindOfSealed(key)
        of[kind] = (of[kind] ?? 0) + 1
        counts.set(version, of)
      }
      read += 1
      if (read % 500 === 0) await nextTurn()
    }
    return listed.map((key) => {
      if (key.purpose === 'storage') return { ...key, seals: counts.get(key.version) ?? {} }
      return key.retiredAt === undefined ? key : { ...key, neededUntil: key.retiredAt + LONGEST_SESSION }
    })
  } finally {
    view.release()
  }
}

/** Makes new data keys in one commit. Older ones open what they sealed: storage keys for ever, session keys until the last session has expired. */
export const rotateDataKeys = (
  store: Store,
  purposes: readonly KeyPurpose[],
  { ring, ids, now }: { readonly ring: KeyRing; readonly ids: Ids; readonly now: number },
): Promise<number[]> => transact(store, (state) => purposes.map((purpose) => ring.rotate(state, purpose, { ids, now })))

/**
 * Seals the data keys with another master key, in one commit: before it the old one opens the data and the new one does not, after it only the new one.
 * `ring` goes on without a pause. Where it cannot be known whether the commit happened, it opens with both. Throws {@link SealedByAnotherKey}, and changes
 * nothing, where the data has another master key than `present` by now.
 */
export async function rotateMasterKey(
  store: Store,
  next: KeyObject,
  { ring, ids, present }: { readonly ring: KeyRing; readonly ids: Ids; readonly present: KeyObject },
): Promise<void> {
  const undo = ring.accept(next)
  try {
    await transact(store, (state) => {
      const meta = readMeta(state)
      if (meta?.installation === undefined || meta.schema === undefined)
        throw new StartupError('The data is of an older version. Start the server once, which migrates it.')
      if (!isMasterKeyOf(meta, present)) throw new SealedByAnotherKey('the master key was replaced meanwhile')
      ring.reseal(state, next, ids)
      writeMeta(state, { ...meta, installation: meta.installation, schema: meta.schema, masterKeyCheck: masterKeyCheck(next) })
    })
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) undo()
    throw error
  }
  ring.settle(next)
}
