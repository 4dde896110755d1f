import { isMainThread } from 'node:worker_threads'
import { open } from 'lmdb'
import { prepareDirectory } from './environment.js'

/** Lets one process at a time do something short and synchronous. */
export interface ProcessMutex {
  /** Returns what `work` returns, which runs while no other process that has opened the same folder runs its own. Waits for them. */
  hold<T>(work: () => T): T
  close(): Promise<void>
}

/** Nothing is stored: LMDB needs a few pages for itself. */
const MAP = 1_048_576

/**
 * A mutex in a folder (created if absent, and private) for the processes of one machine: the write lock of an LMDB environment of its own, in which nothing is
 * written. It is a robust mutex of the kernel: it is free again when its holder is killed. Node has no flock. It costs a microsecond (2026-11-30).
 */
export function openProcessMutex(folder: string): ProcessMutex {
  if (!isMainThread) throw new Error('a mutex of processes is opened by a process, not by a worker thread')
  prepareDirectory(folder)
  const environment = open({ path: folder, noSubdir: false, mapSize: MAP, overlappingSync: false, eventTurnBatching: false })
  return {
    hold: (work) => {
      return environment.transactionSync(() => {
        return work()
      })
    },
    close: () => environment.close(),
  }
}
