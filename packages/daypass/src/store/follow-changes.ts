import { inRange } from './key-order.js'
import type { Change, Revision, WatchQuery } from './store.js'
import { Compacted, NotReached } from './store.js'

/** What following changes needs from an engine that keeps the last changes, one for each revision. */
export interface ChangeLog {
  /** The newest revision. */
  newest(): Revision
  /** The change that made `revision`, empty where that one changed nothing here; undefined if it is no longer kept. */
  change(revision: Revision): Change | undefined
  /** Resolves when there may be new changes, when the signal aborts or when the store closes. */
  news(signal: AbortSignal): Promise<void>
  readonly closed: boolean
}

function kept(log: ChangeLog, revision: Revision): Change {
  const change = log.change(revision)
  if (change === undefined) throw new Compacted(`the change of revision ${revision} is no longer kept`)
  return change
}

/** The part of a change that is under the prefix; undefined if there is none. */
function under(change: Change, prefix: string): Change | undefined {
  const puts = change.puts.filter((entry) => entry.key.startsWith(prefix))
  const dels = change.dels.filter((key) => key.startsWith(prefix))
  return puts.length + dels.length === 0 ? undefined : { revision: change.revision, puts, dels }
}

/**
 * The watch of engines with a change log. A revision that the store has not reached belongs to another history (a restored backup): this throws
 * Compacted, so that a mirror lists everything again instead of waiting forever.
 */
export async function* followChanges(log: ChangeLog, query: WatchQuery): AsyncGenerator<Change, void> {
  let after = query.after
  while (!query.signal.aborted && !log.closed) {
    const newest = log.newest()
    if (after > newest) throw new Compacted(`revision ${after} lies ahead of this store`)
    if (after === newest) {
      await log.news(query.signal)
      continue
    }
    after += 1
    const seen = under(kept(log, after), query.prefix)
    if (seen) yield seen
  }
}

/**
 * Throws Compacted unless the log proves that no key of [start, end) changed after revision `after` and up to `upTo`, and NotReached if `after` is
 * greater than `upTo`.
 */
export function requireUnchanged(log: ChangeLog, range: { start: string; end: string }, span: { after: Revision; upTo: Revision }): void {
  if (span.after > span.upTo) throw new NotReached(`revision ${span.after} lies ahead of this store`)
  const touches = (key: string): boolean => inRange(key, range.start, range.end)
  for (let at = span.after + 1; at <= span.upTo; at++) {
    const change = kept(log, at)
    if (change.dels.some(touches) || change.puts.some((entry) => touches(entry.key))) {
      throw new Compacted(`the range changed at revision ${at}; its older state is not kept`)
    }
  }
}
