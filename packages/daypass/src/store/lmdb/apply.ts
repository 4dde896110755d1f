import { expectationsHold } from '../commit-plan.js'
import type { Change, Commit, CommitResult, Revision } from '../store.js'
import { decodeRevision, encodeChange, encodeRecord, encodeRevision } from './codec.js'
import type { Environment } from './environment.js'
import { readRevision, writeRevision } from './environment.js'
import { anyPutAfter, encodeKey } from './read.js'

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

/** Removes every key that has none of the prefixes, and the whole log: the earlier history is compacted. */
export function applyClear(environment: Environment, keepPrefixes: readonly string[]): void {
  const { data, log } = environment
  const dropped = [...data.getKeys()].filter((key) => {
    const text = key.toString()
    return !keepPrefixes.some((prefix) => text.startsWith(prefix))
  })
  for (const key of dropped) data.remove(key)
  for (const key of [...log.getKeys()]) log.remove(key)
  writeRevision(environment, readRevision(environment) + 1)
}

/** Removes at most `atMost` log entries older than the last `keepChanges`; returns how many it removed. */
export function trimLog(environment: Environment, keepChanges: number, atMost: number): number {
  const end = readRevision(environment) - keepChanges + 1
  if (end <= 1) return 0
  const old = [...environment.log.getKeys({ end: encodeRevision(end), limit: atMost })]
  for (const key of old) environment.log.remove(key)
  return old.length
}
