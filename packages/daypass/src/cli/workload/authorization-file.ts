import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ids } from '../../core/ids.js'

/** A secret in a file that only its owner may read. */
export interface AuthorizationFile {
  readonly path: string
  readonly secret: string
  readonly remove: () => void
}

/** Makes a new secret of 32 bytes, in a file (0600) of a new folder (0700). It is removed at the end of this process, and is of no use after it. */
export function authorizationFile(ids: Ids): AuthorizationFile {
  const secret = Buffer.from(ids.bytes(32)).toString('base64url')
  const folder = mkdtempSync(join(tmpdir(), 'daypass-workload-'))
  const path = join(folder, 'token')
  writeFileSync(path, secret, { mode: 0o600, flag: 'wx' })
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return { path, secret, remove }
}
