import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Verifying } from '../verification/verify-objects.js'
import { type DataVerified, verifyData } from '../verification/verify-data.js'
import { OpenBackup } from './open-backup.js'
import { buildFrom, type Restored } from './restore-backup.js'

/** Reads a backup to its end: its digest, its structure, every record, and that the file of every object is there. Throws BadBackup. */
export async function verifyBackup(source: AsyncIterable<Uint8Array>): Promise<Restored> {
  const backup = await OpenBackup.open(source)
  try {
    for await (const _ of backup.records());
    for await (const _ of backup.files());
    return { header: backup.header, ...(await backup.totals()) }
  } finally {
    await backup.close()
  }
}

/** How a backup is verified with the master key of its data. */
export interface Rehearsal extends Pick<Verifying, 'problem' | 'unreferenced'> {
  readonly master: KeyObject
  /** The folder below which it is restored for a moment. */
  readonly folder: string
  /** Milliseconds since the epoch. */
  readonly wall: number
}

/** Restores a backup into a temporary folder, and opens every secret and every object in it. Throws BadBackup and StartupError. */
export async function rehearseRestore(
  source: AsyncIterable<Uint8Array>,
  { master, folder, wall, ...told }: Rehearsal,
): Promise<Restored & { readonly data: DataVerified }> {
  const building = mkdtempSync(join(folder, '.daypass-verify-'))
  try {
    const restored = await buildFrom(source, building, wall)
    return { ...restored, data: await verifyData(building, master, told) }
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
}
