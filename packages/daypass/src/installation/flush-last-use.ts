import type { Clock } from '../core/clock.js'
import type { LastUseTracker } from '../directory/iam/last-use/last-use-tracker.js'
import type { Store } from '../store/store.js'

/** How often last uses are written, in milliseconds: what a server that is killed loses of them at most. */
const EVERY = 60_000
/** The same for one of several workers: until then the others do not know of a use. */
const EVERY_OF_MANY = 1_000
/** Then it pauses a hundred times as long as it wrote, a minute at most: uses by each of very many principals must not cost more than the requests. */
const PAUSE_FOR_WORK = 100

/** What writing last uses needs. */
interface FlushOptions {
  readonly lastUse: LastUseTracker
  readonly store: Store
  readonly clock: Clock
  readonly warn: (text: string) => void
  /** Whether other processes answer what this one notes. */
  readonly isOneOfMany?: boolean
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

/** Writes last uses every minute (a worker every second), and early when many are held. A failure is told, and the next attempt writes them. */
export function flushRegularly({ lastUse, store, clock, warn, isOneOfMany = false }: FlushOptions): RegularFlush {
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  const next = (pause: number): void => {
    timer = setTimeout(() => void regularly(), pause).unref()
  }
  const regularly = async () => {
    const before = clock.wall()
    await flush()
    const took = clock.wall() - before
    if (timer !== undefined) next(isOneOfMany ? Math.min(EVERY, Math.max(EVERY_OF_MANY, PAUSE_FOR_WORK * took)) : EVERY)
  }
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
  next(isOneOfMany ? EVERY_OF_MANY : EVERY)
  return {
    write: flush,
    forget: () => lastUse.clear(),
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await flush()
    },
  }
}
