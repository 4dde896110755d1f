import type { Clock } from '../core/clock.js'
import type { LastUseTracker } from '../directory/iam/last-use/last-use-tracker.js'
import type { Store } from '../store/store.js'

/** How often last uses are written, in milliseconds: what a server that is killed loses of them at most. */
const EVERY = 60_000

/** What writing last uses needs. */
interface FlushOptions {
  readonly lastUse: LastUseTracker
  readonly store: Store
  readonly clock: Clock
  readonly warn: (text: string) => void
}

/** Last uses that are written regularly. */
export interface RegularFlush {
  /** Writes what is held. */
  write(): Promise<void>
  /** Forgets what is not yet written, for a store whose data is replaced. */
  forget(): Promise<void>
  /** Writes the rest, and writes no more. */
  stop(): Promise<void>
}

/** Writes last uses every minute, and early when many are held. A failure is told, and the next attempt writes them. */
export function flushRegularly({ lastUse, store, clock, warn }: FlushOptions): RegularFlush {
  let failures = 0
  const flush = async () => {
    try {
      const missed = await lastUse.flush(store, clock.now())
      failures = 0
      if (missed > 0) warn(`The last use of keys, users and roles was not noted ${missed} times: too much had to be held in memory.`)
    } catch (error) {
      failures += 1
      if (failures === 1)
        warn(
          `When keys, users and roles were last used cannot be stored: ${(error as Error).message}. It is held in memory and tried again.`,
        )
    }
  }
  lastUse.onFull = () => void flush()
  const timer = setInterval(() => void flush(), EVERY).unref()
  return {
    write: flush,
    forget: () => lastUse.clear(),
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}
