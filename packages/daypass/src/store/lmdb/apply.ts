import { checkLoad, expectationsHold, keyTwice } from '../commit-plan.js'
import type { Change, Commit, CommitResult, Entry, Replacement, Revision } from '../store.js'
import { UNBOUNDED } from '../store.js'
import { decodeRevision, encodeChange, encodeRecord, encodeRevision } from './codec.js'
import type { Environment } from './environment.js'
import { readRevision, writeRevision } from './environment.js'
import { anyPutAfter, encodeKey, readRange } from './read.js'

/**
 * Everything here runs inside an LMDB write transaction, synchronously, with block bodies: an arrow function that returned a put's promise would make
 * the transaction asynchronous.
 */

function modRevision(environment: Environment, key: string): Revision {
  // NOTE The next read overwrites the fast buffer, so only its first eight bytes are read, immediately.
  const record = environment.data.getBinaryFast(encodeKey(key))
  return record ? decodeRevision(record) : 0
}

function writeChange(environment: Environment, change: Change, keepChanges: number): void {
  const { data, log } = environment
  for (const { key, value } of change.puts) data.put(encodeKey(key), encodeRecord(value, change.revision))
  for (const key of change.dels) data.remove(encodeKey(key))
  log.put(encodeRevision(change.revision), encodeChange(change))
  if (change.revision > keepChanges) log.remove(encodeRevision(change.revision - keepChanges))
  writeRevision(environment, change.revision)
}

/** Checks the expectations against the newest state and, if they hold, writes the commit, its log entry and the new revision. */
export function applyCommit(environment: Environment, commit: Commit, keepChanges: number): CommitResult {
  const holds = expectationsHold(commit, {
    modRevision: (key) => modRevision(environment, key),
    changedSince: (start, end, revision) => anyPutAfter(environment.data, { start, end }, revision),
  })
  if (!holds) return { ok: false, reason: 'conflict' }
  const current = readRevision(environment)
  const revision = current + 1
  const puts = commit.put.map(({ key, value }) => ({ key, value, modRevision: revision }))
  const dels = commit.del.filter((key) => modRevision(environment, key) !== 0)
  if (puts.length + dels.length === 0) return { ok: true, revision: current }
  writeChange(environment, { revision, puts, dels }, keepChanges)
  return { ok: true, revision }
}

/** Leaves these records only, and removes the whole log: the earlier history is compacted. Returns what it removed or overwrote. */
export function applyReplace(environment: Environment, wanted: readonly Replacement[]): Entry[] {
  const { data, log } = environment
  const known = new Map(wanted.map(({ key, modRevision }) => [key, modRevision]))
  const before = readRange(data, { start: '', end: UNBOUNDED, limit: Number.MAX_SAFE_INTEGER })
  const lost = before.filter(({ key, modRevision: at }) => known.get(key) !== at)
  const kept = new Set(before.flatMap(({ key, modRevision: at }) => (known.get(key) === at ? [key] : [])))
  const put = wanted.filter(({ key }) => !kept.has(key))
  const revision = readRevision(environment) + 1 + put.length
  for (const { key } of lost) data.remove(encodeKey(key))
  for (const { key, value } of put) data.put(encodeKey(key), encodeRecord(value, revision))
  for (const key of [...log.getKeys()]) log.remove(key)
  writeRevision(environment, revision)
  return lost
}

/** Gives an empty store its first revision. */
export function beginLoad(environment: Environment, revision: Revision): void {
  checkLoad(readRevision(environment) === 0, revision)
  writeRevision(environment, revision)
}

/** Writes records of another store, with their revisions. */
export function applyLoad(environment: Environment, entries: readonly Entry[]): void {
  for (const { key, value, modRevision: at } of entries) {
    if (modRevision(environment, key) !== 0) throw keyTwice()
    environment.data.put(encodeKey(key), encodeRecord(value, at))
  }
}

/** Removes at most `atMost` log entries older than the last `keepChanges`; returns how many it removed. */
export function trimLog(environment: Environment, keepChanges: number, atMost: number): number {
  const end = readRevision(environment) - keepChanges + 1
  if (end <= 1) return 0
  const old = [...environment.log.getKeys({ end: encodeRevision(end), limit: atMost })]
  for (const key of old) environment.log.remove(key)
  return old.length
}
