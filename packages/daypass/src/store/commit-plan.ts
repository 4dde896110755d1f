import { checkKey, checkRange, compareKeys } from './key-order.js'
import type { Commit, Entry, Replacement, Revision } from './store.js'
import { STORE_LIMITS, StoreMisuse } from './store.js'

/** Records each key once; throws StoreMisuse on the second time. */
function once(seen: Set<string>, key: string, where: string): void {
  if (seen.has(key)) throw new StoreMisuse(`a key stands twice in the ${where} of one commit`)
  seen.add(key)
}

function checkExpectations(commit: Commit): void {
  const ranges = commit.expectRanges ?? []
  if (commit.expect.length + ranges.length > STORE_LIMITS.opsPerCommit) {
    throw new StoreMisuse(`a commit may expect at most ${STORE_LIMITS.opsPerCommit} things`)
  }
  const seen = new Set<string>()
  for (const { key, modRevision } of commit.expect) {
    checkKey(key)
    once(seen, key, 'expectations')
    if (!Number.isSafeInteger(modRevision) || modRevision < 0) throw new StoreMisuse('an expected revision must be a whole number')
  }
  for (const range of ranges) checkRange(range.start, range.end, 1)
}

function checkValue({ byteLength }: Uint8Array): void {
  const { valueBytes } = STORE_LIMITS
  if (byteLength > valueBytes) throw new StoreMisuse(`a value of ${byteLength} bytes is over the limit of ${valueBytes}`)
}

function checkChanges(commit: Commit): void {
  const { opsPerCommit, commitBytes } = STORE_LIMITS
  if (commit.put.length + commit.del.length > opsPerCommit) throw new StoreMisuse(`a commit may change at most ${opsPerCommit} keys`)
  const seen = new Set<string>()
  let bytes = 0
  for (const { key, value } of commit.put) {
    bytes += checkKey(key) + value.byteLength
    once(seen, key, 'changes')
    checkValue(value)
  }
  for (const key of commit.del) {
    bytes += checkKey(key)
    once(seen, key, 'changes')
  }
  if (bytes > commitBytes) throw new StoreMisuse(`a commit of ${bytes} bytes is over the limit of ${commitBytes}`)
}

/** Throws StoreMisuse if the commit exceeds a limit or names a key twice. Every engine calls it before it writes or sends anything. */
export function checkCommit(commit: Commit): void {
  checkExpectations(commit)
  checkChanges(commit)
}

/** The records of a `replace`: copied, in key order. Throws StoreMisuse for one over a limit, and for a key that is there twice. */
export function checkedReplacements(records: readonly Replacement[]): Replacement[] {
  const seen = new Set<string>()
  for (const { key, value } of records) {
    checkKey(key)
    once(seen, key, 'records')
    checkValue(value)
  }
  return records.map((one) => ({ ...one, value: new Uint8Array(one.value) })).sort((a, b) => compareKeys(a.key, b.key))
}

/** The records of one batch of a `load`, copied. Throws StoreMisuse for one over a limit, or beyond `revision`. */
export function checkedLoad(batch: readonly Entry[], revision: Revision): Entry[] {
  return batch.map(({ key, value, modRevision }) => {
    checkKey(key)
    checkValue(value)
    if (!Number.isSafeInteger(modRevision) || modRevision < 1 || modRevision > revision)
      throw new StoreMisuse(`a record of revision ${modRevision} cannot be in a store of revision ${revision}`)
    return { key, value: new Uint8Array(value), modRevision }
  })
}

/** Throws StoreMisuse unless a store that `isEmpty` can begin at this revision. */
export function checkLoad(isEmpty: boolean, revision: Revision): void {
  if (!isEmpty) throw new StoreMisuse('only an empty store can be loaded')
  if (!Number.isSafeInteger(revision) || revision < 1) throw new StoreMisuse('a store begins at a revision of 1 or more')
}

export const keyTwice = (): StoreMisuse => new StoreMisuse('a key comes twice in what is loaded')

/** What an engine can say about its newest state while it applies a commit. */
export interface Present {
  /** The revision that last put the key; 0 if the key does not exist. */
  modRevision(key: string): Revision
  /** Whether a key in [start, end) was put after `revision`. */
  changedSince(start: string, end: string, revision: Revision): boolean
}

/** Whether all expectations of the commit hold. */
export function expectationsHold(commit: Commit, present: Present): boolean {
  for (const { key, modRevision } of commit.expect) {
    if (present.modRevision(key) !== modRevision) return false
  }
  for (const { start, end, unchangedSince } of commit.expectRanges ?? []) {
    if (present.changedSince(start, end, unchangedSince)) return false
  }
  return true
}
