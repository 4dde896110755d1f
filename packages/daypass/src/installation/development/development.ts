// development: what only `--dev` and tests have: a clock that can be moved, a reset, snapshots of all data, and faults. A server without it does not
// have the object at all. Owns what belongs to the state that comes back, and that each command is one step. Refuses to know who may ask: the server
// does, and only programs on this machine may.
import type { MovableClock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { accessKeyKeys, rootKeysKeys } from '../../directory/iam/access-key.js'
import { type KeyRing, keyRingKeys } from '../../directory/key-ring.js'
import { filesOf } from '../../directory/s3/referenced-files.js'
import { openSnapshot, transact } from '../../directory/state.js'
import type { ObjectFiles } from '../../services/s3/files/object-files.js'
import type { Entry, Replacement, Store } from '../../store/store.js'
import type { RegularFlush } from '../flush-last-use.js'
import { type Meta, metaKeys, readMeta, writeMeta } from '../meta.js'
import { Faults } from './faults.js'
import { PinnedFiles } from './pinned-files.js'
import type { TestIssuer } from './test-issuer.js'
import { NamedSnapshots, type SnapshotFacts } from './snapshots.js'

/** What `--dev` adds to an installation. Commands run one after another. */
export interface Development {
  /** Moves installation time to `offset` milliseconds from the wall clock, permanently. */
  moveClock(offset: number): Promise<void>
  /** Removes everything but the installation itself and its root key, which is again as it was at the start; resets the clock, and ends all faults. */
  reset(): Promise<void>
  /** Keeps all data, and the position of the clock, under a name; see {@link NamedSnapshots}. */
  snapshot(name: string): Promise<SnapshotFacts>
  /**
   * Brings back a snapshot in one step of the revision; ends all faults. Every session ends, also one that is older than the snapshot: a session of the
   * time that is undone must not be valid for what comes back.
   */
  restore(name: string): Promise<void>
  removeSnapshot(name: string): Promise<void>
  snapshots(): SnapshotFacts[]
  readonly faults: Faults
  /** Makes tokens with which tests log in. */
  readonly testIssuer: TestIssuer
}

/** The parts of the installation that it works on. */
export interface DevelopmentParts {
  readonly store: Store
  readonly clock: MovableClock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly meta: Meta
  /** Last uses, of which the newest are in memory. */
  readonly uses: Pick<RegularFlush, 'write' | 'forget'>
  /** Where a reset puts the clock: milliseconds from the wall clock. */
  readonly resetOffset: number
  readonly testIssuer: TestIssuer
}

/** The object files that the installation must use, what `--dev` adds, and what to call before the store is closed. */
export interface Developed {
  readonly files: ObjectFiles
  readonly development: Development
  readonly close: () => Promise<void>
}

/** Makes what `--dev` adds. `files` are the installation's object files. */
export function develop(parts: DevelopmentParts, files: ObjectFiles): Developed {
  const pinned = new PinnedFiles(files, parts.store)
  const snapshots = new NamedSnapshots(parts.store, pinned)
  const faults = new Faults(setTimeout)
  const rootKey = rootKeyOf(parts)
  const inTurn = oneAtATime()
  const replace = async (entries: readonly Entry[], clockOffset: number) => {
    // Before, so that nothing is being written; and after, because requests have been noted meanwhile.
    await parts.uses.forget()
    const lost = await replaceData(parts, entries, clockOffset)
    await parts.uses.forget()
    faults.clear()
    const kept = filesOf(entries)
    // At once, and not into the trash: it was asked for. Only files that records named: uploads in progress have files that no record names yet.
    await pinned.removeUnused([...filesOf(lost)].filter((file) => !kept.has(file)))
  }
  const development: Development = {
    moveClock: (offset) => inTurn(() => moveClock(parts, offset)),
    reset: () => inTurn(() => replace(rootKey, parts.resetOffset)),
    snapshot: (name) =>
      inTurn(async () => {
        await parts.uses.write()
        return snapshots.take(name)
      }),
    restore: (name) =>
      inTurn(async () => {
        const entries = snapshots.entries(name)
        await replace(entries, offsetIn(entries))
      }),
    removeSnapshot: (name) => inTurn(() => snapshots.remove(name)),
    snapshots: () => snapshots.list(),
    faults,
    testIssuer: parts.testIssuer,
  }
  const close = async () => {
    faults.clear()
    await inTurn(() => snapshots.clear())
  }
  return { files: pinned.files, development, close }
}

/** The records of the root key, as they are now. */
function rootKeyOf({ store, meta }: DevelopmentParts): Entry[] {
  const view = store.view()
  try {
    return [accessKeyKeys.key(meta.rootKeyId), rootKeysKeys.key(meta.account)].flatMap((key) => view.get(key) ?? [])
  } finally {
    view.release()
  }
}

async function moveClock({ store, clock, meta }: DevelopmentParts, offset: number): Promise<void> {
  await transact(store, (state) => writeMeta(state, { ...meta, ...readMeta(state), clockOffset: offset }))
  clock.move(offset)
}

/**
 * Makes these the only records, with the installation record and the key ring, in one step. The clock is at `clockOffset`; all session keys are new.
 * Returns what was removed or overwritten.
 */
async function replaceData(
  { store, clock, ids, ring, meta }: DevelopmentParts,
  entries: readonly Entry[],
  clockOffset: number,
): Promise<Entry[]> {
  const { view, state } = openSnapshot(store)
  const own: Replacement[] = []
  const put = (key: string, value: Uint8Array) => void own.push({ key, value })
  try {
    // As it is now: the master key may have been replaced since the start.
    writeMeta(state, { ...meta, ...readMeta(state), clockOffset })
    ring.replace(state, 'session', { ids, now: clock.wall() + clockOffset })
    state.flush({ put, create: put, del: () => {} })
  } finally {
    view.release()
  }
  const ownKeys = new Set([metaKeys.prefix, keyRingKeys.prefix])
  const others: Replacement[] = entries.filter(({ key }) => !ownKeys.has(key))
  const lost = await store.replace([...own, ...others])
  clock.move(clockOffset)
  return lost
}

/** Milliseconds by which the clock was moved, in the records of a snapshot. */
function offsetIn(entries: readonly Entry[]): number {
  const found = entries.find(({ key }) => key === metaKeys.prefix)
  if (found === undefined) throw new Error('a snapshot has no installation record')
  return (JSON.parse(new TextDecoder().decode(found.value)) as Meta).clockOffset
}

/** Runs one after another what it is given, whether or not the one before failed. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}
