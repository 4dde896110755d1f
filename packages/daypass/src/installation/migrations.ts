import type { Writer } from '../directory/state.js'
import type { Meta, StoredMeta } from './meta.js'
import { StartupError } from './operator-error.js'

/** What a migration gets besides the store itself. */
interface MigrationContext {
  /** The id that the parts of the data directory agree on. */
  readonly installation: string
}

interface Migration {
  readonly migrate: (meta: StoredMeta, given: MigrationContext, state: Writer) => StoredMeta
  /**
   * The lowest schema whose versions can use the store afterwards, next to this one or instead of it. A migration of a minor version leaves this at the
   * schema of the minor version before it, so that nodes can be upgraded one by one; what that one reads is removed one minor version later.
   */
  readonly minReader: number
}

/**
 * The migration at index n takes a store from schema n to n + 1, where 0 is a store without a number. Only ever append: stores of every schema are
 * still in use. All necessary migrations run in one commit (128 changes at most), so a store is never between two schemas.
 */
const MIGRATIONS: readonly Migration[] = [
  // 0 to 1: installations have ids.
  { migrate: (meta, { installation }) => ({ ...meta, installation }), minReader: 1 },
  // 1 to 2: session keys of a copy open only sessions from before it. A version that does not know this would open others too.
  { migrate: (meta) => meta, minReader: 2 },
]

/** The schema of stores that this version creates. */
export const SCHEMA = MIGRATIONS.length

/** What the installation record says about the layout of a store of {@link SCHEMA}. */
export const LAYOUT: { readonly schema: number; readonly minReader: number } = { schema: SCHEMA, minReader: minReaderOf(SCHEMA) }

/** A later migration does not make an earlier one readable. */
function minReaderOf(schema: number): number {
  return Math.max(...MIGRATIONS.slice(0, schema).map((one) => one.minReader))
}

/** The first schema that knows of copies of stores. */
const COPIES = 2

/** The installation record of a copy of a store: no version that does not know of copies may use it. */
export function metaOfCopy(meta: StoredMeta): StoredMeta {
  const { schema = 0, minReader = schema } = meta
  return { ...meta, schema: Math.max(schema, COPIES), minReader: Math.max(minReader, COPIES) }
}

/** Rejects a store that a newer version has written, unless that version said that this one understands it. */
export function requireKnownSchema(meta: StoredMeta | undefined): void {
  const problem = schemaProblem(meta)
  if (problem !== undefined) throw new StartupError(`The data ${problem}`)
}

/** Why this version cannot use a store, as the rest of a sentence; undefined where it can. */
export function schemaProblem(meta: Pick<StoredMeta, 'schema' | 'minReader'> | undefined): string | undefined {
  const { schema = 0, minReader = schema } = meta ?? {}
  const isNumbered = [schema, minReader].every((one) => Number.isInteger(one) && one >= 0) && minReader <= schema
  if (isNumbered && minReader <= SCHEMA) return undefined
  return `was written by a newer daypass (schema ${schema}; this one knows ${SCHEMA}). Start that version, or restore a backup that was made before it.`
}

/**
 * Migrates the installation record, and everything else that a migration changes, to {@link SCHEMA}. Writes nothing when that is its schema already, or
 * when a newer version that this one understands has written it.
 */
export function migrate(state: Writer, stored: StoredMeta, given: MigrationContext): { readonly meta: Meta; readonly hasChanged: boolean } {
  const { installation } = given
  const { schema = 0 } = stored
  if (schema > SCHEMA) return { meta: { ...stored, installation, schema }, hasChanged: false }
  let meta = stored
  for (const { migrate: step } of MIGRATIONS.slice(schema)) meta = step(meta, given, state)
  return { meta: { ...meta, installation, ...LAYOUT }, hasChanged: stored.schema !== SCHEMA }
}
