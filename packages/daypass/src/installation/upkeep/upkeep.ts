// upkeep: what the owner of an installation asks of a running server: a backup, and its keys. Owns that each is one consistent step next to requests that
// go on. Refuses to know who may ask: the server does.
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../core/clock.js'
import { type Ids, newUuid } from '../../core/ids.js'
import type { KeyPurpose, KeyRing } from '../../directory/key-ring.js'
import type { HeldFiles, Hold } from '../../services/s3/files/held-files.js'
import { OutcomeUnknown, type Store } from '../../store/store.js'
import { writeBackup } from '../copies/write-backup.js'
import type { RegularFlush } from '../flush-last-use.js'
import type { OpenedStore } from '../open-store.js'
import type { SharedMaster } from '../workers/shared-master.js'
import { type KeyFacts, keyFacts, rotateDataKeys, rotateMasterKey } from './keys.js'
import { openHandover } from './master-handover.js'

/** What an owner can ask for. */
export interface Upkeep {
  /** A backup (decisions/0022) of the state at the moment at which it is first read; `version` is that of daypass. End it, or read it to its end. */
  backup(version: string): AsyncGenerator<Uint8Array>
  keys(): Promise<KeyFacts[]>
  /** Makes new data keys. Returns their versions, in the same order. */
  rotate(purposes: readonly KeyPurpose[]): Promise<number[]>
  /**
   * Replaces the master key by the one in a handover that was sealed for this server. Changes nothing where that does not open, because it was sealed with
   * another key than the present one, and where another replacement is under way.
   */
  rotateMaster(handover: Uint8Array, server: string): Promise<'replaced' | 'another key' | 'busy'>
}

/** The parts of the installation that it works on. */
export interface UpkeepParts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly master: KeyObject
  /** The other workers, which get a new master key too; absent without any. */
  readonly sharedMaster?: SharedMaster | undefined
  readonly held: HeldFiles
  readonly upToDate?: OpenedStore['upToDate'] | undefined
  /** Last uses, of which the newest are in memory. */
  readonly uses: Pick<RegularFlush, 'write'>
  /** Tells the operator what was done. */
  readonly warn: (text: string) => void
}

export function makeUpkeep(parts: UpkeepParts): Upkeep {
  const { store, clock, ids, ring, warn, sharedMaster = ALONE } = parts
  let { master } = parts
  sharedMaster.whenReplaced((next) => {
    ring.settle(next)
    master = next
  })
  return {
    backup: (version) => backup(parts, version),
    keys: () => keyFacts(store),
    async rotate(purposes) {
      const versions = await rotateDataKeys(store, purposes, { ring, ids, now: clock.now() })
      warn(`New data keys: ${purposes.map((purpose, i) => `${purpose} key ${versions[i]}`).join(', ')}.`)
      return versions
    },
    async rotateMaster(handover, server) {
      const present = master
      const next = openHandover(handover, { master: present, server })
      if (next === undefined) return 'another key'
      if (!(await sharedMaster.begin(next))) return 'busy'
      try {
        await rotateMasterKey(store, next, { ring, ids, present })
      } catch (error) {
        sharedMaster.end(error instanceof OutcomeUnknown ? 'unknown' : 'as before')
        throw error
      }
      master = next
      sharedMaster.end('replaced')
      warn('The master key was replaced. The next start needs the new one.')
      return 'replaced'
    },
  }
}

/** A server of one process tells nobody. */
const ALONE: SharedMaster = { begin: async () => true, end: () => {}, whenReplaced: () => {} }

async function* backup({ store, clock, held, uses, upToDate, warn }: UpkeepParts, version: string): AsyncGenerator<Uint8Array> {
  await uses.write()
  const hold = holdFor(held, warn)
  try {
    // Another node that did not see the hold has committed before it, and then removed the file: the view must not name it any more.
    await upToDate?.().catch((error: unknown) => {
      warn(`No backup is made: ${(error as Error).message}`)
      throw error
    })
    const view = store.view()
    const createdAt = new Date(clock.wall()).toISOString()
    yield* writeBackup({ view, folder: held.files.folder, createdAt, version, progress: hold.renew })
    warn(`A backup of revision ${view.revision} was sent.`)
  } finally {
    await hold.release()
  }
}

function holdFor(held: HeldFiles, warn: (text: string) => void): Hold {
  try {
    return held.hold()
  } catch (error) {
    warn(`No backup is made: object files cannot be held: ${(error as Error).message}`)
    throw error
  }
}

/** What holding object files for backups needs. */
export const holdParts = ({ clock, ids }: Pick<UpkeepParts, 'clock' | 'ids'>) => ({
  wall: () => clock.wall(),
  monotonic: () => clock.monotonic(),
  name: () => newUuid(ids),
})
