import type { Writer } from '../directory/state.js'
import type { Meta, StoredMeta } from './meta.js'
import { StartupError } from './operator-error.js'

/** What a migration is given beside the store itself. */
interface Given {
  /** The id that the parts of the data directory agree on. */
  readonly installation: string
}

type Migration = (meta: StoredMeta, given: Given, state: Writer) => StoredMeta

/**
 * The migration at index n takes a store from schema n to n + 1, where 0 is a store without a number. Only ever add to the end: stores of every schema are
 * still about. All that are due run in one commit (128 changes at most): a store is never between two schemas.
 */
const MIGRATIONS: readonly Migration[] = [
  // 0 to 1: installations have ids.
  (meta, { installation }) => ({ ...meta, installation }),
]

/** The schema of the stores that this version makes. */
export const SCHEMA = MIGRATIONS.length

/** Refuses a store that a newer version has written to: what it means is not known here. */
export function requireKnownSchema(meta: StoredMeta | undefined): void {
  const { schema = 0 } = meta ?? {}
  if (Number.isInteger(schema) && schema >= 0 && schema <= SCHEMA) return
  throw new StartupError(
    `The data was written by a newer daypass (schema ${schema}; this one knows ${SCHEMA}). Start that version, or restore a backup that was made before it.`,
  )
}

/** Brings the installation record, and whatever else a migration changes, to {@link SCHEMA}. Writes nothing when it is there already. */
export function migrate(state: Writer, stored: StoredMeta, given: Given): { readonly meta: Meta; readonly hasChanged: boolean } {
  let meta = stored
  for (const migration of MIGRATIONS.slice(stored.schema ?? 0)) meta = migration(meta, given, state)
  return { meta: { ...meta, installation: given.installation, schema: SCHEMA }, hasChanged: stored.schema !== SCHEMA }
}
