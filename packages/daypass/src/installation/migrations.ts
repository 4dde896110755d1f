import type { Writer } from '../directory/state.js'
import type { Meta, StoredMeta } from './meta.js'
import { StartupError } from './operator-error.js'

/** What a migration gets besides the store itself. */
interface MigrationContext {
  /** The id that the parts of the data directory agree on. */
  readonly installation: string
}

type Migration = (meta: StoredMeta, given: MigrationContext, state: Writer) => StoredMeta

/**
 * The migration at index n takes a store from schema n to n + 1, where 0 is a store without a number. Only ever append: stores of every schema are
 * still in use. All necessary migrations run in one commit (128 changes at most), so a store is never between two schemas.
 */
const MIGRATIONS: readonly Migration[] = [
  // 0 to 1: installations have ids.
  (meta, { installation }) => ({ ...meta, installation }),
]

/** The schema of stores that this version creates. */
export const SCHEMA = MIGRATIONS.length

/** Rejects a store that a newer version has written, because this version does not understand it. */
export function requireKnownSchema(meta: StoredMeta | undefined): void {
  const { schema = 0 } = meta ?? {}
  if (Number.isInteger(schema) && schema >= 0 && schema <= SCHEMA) return
  throw new StartupError(
    `The data was written by a newer daypass (schema ${schema}; this one knows ${SCHEMA}). Start that version, or restore a backup that was made before it.`,
  )
}

/**
 * Migrates the installation record, and everything else that a migration changes, to {@link SCHEMA}. Writes nothing when that is its schema already.
 */
export function migrate(state: Writer, stored: StoredMeta, given: MigrationContext): { readonly meta: Meta; readonly hasChanged: boolean } {
  let meta = stored
  for (const migration of MIGRATIONS.slice(stored.schema ?? 0)) meta = migration(meta, given, state)
  return { meta: { ...meta, installation: given.installation, schema: SCHEMA }, hasChanged: stored.schema !== SCHEMA }
}
