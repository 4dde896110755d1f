import { setImmediate } from 'node:timers/promises'
import type { Change, Commit, CommitResult, Revision, Store, WatchQuery } from '../store.js'
import { UNBOUNDED } from '../store.js'

/** One requirement on every engine, for a fresh, empty store that keeps the last `keepChanges` commits (100) for watches. */
export interface Case {
  readonly name: string
  readonly keepChanges?: number
  /** Whether it is about `replace`. */
  readonly replaces?: true
  /** Whether it relies on `load` keeping the revisions of records. */
  readonly keepsRevisions?: true
  readonly run: (store: Store) => Promise<void>
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (value: Uint8Array | undefined): string | undefined => value && new TextDecoder().decode(value)

/** A commit with these puts and deletes, and what it expects; values are strings. */
export const commitOf = (put: Record<string, string>, rest: Partial<Commit> = {}): Commit => ({
  expect: [],
  del: [],
  ...rest,
  put: Object.entries(put).map(([key, value]) => ({ key, value: bytes(value) })),
})

/** Commits and returns the revision; throws if it conflicts. */
export async function write(store: Store, put: Record<string, string>, rest: Partial<Commit> = {}): Promise<Revision> {
  const result: CommitResult = await store.commit(commitOf(put, rest))
  if (!result.ok) throw new Error('unexpected conflict')
  return result.revision
}

/** All keys, in order. */
export async function allKeys(store: Store): Promise<string[]> {
  const page = await store.range({ start: '', end: UNBOUNDED, limit: 1_000 })
  return page.entries.map((entry) => entry.key)
}

/** The code of the error that a promise rejects with; 'none' if it resolves. */
export async function errorCodeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `other: ${error}`
  }
}

/** The first `count` changes of a watch, which is then ended. */
export async function take(store: Store, query: Omit<WatchQuery, 'signal'>, count: number): Promise<Change[]> {
  const changes: Change[] = []
  for await (const change of store.watch({ ...query, signal: new AbortController().signal })) {
    changes.push(change)
    if (changes.length === count) break
  }
  return changes
}

/** Lets everything run that is ready. */
export const turn = (): Promise<void> => setImmediate()
