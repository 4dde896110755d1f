import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folders of this process that still exist. */
const folders = new Set<string>()

/** The path of a new folder. It is removed by {@link removeTemporaryFolders}, at the latest when the process exits. */
export function temporaryFolder(name: string): string {
  const path = mkdtempSync(join(tmpdir(), `daypass-${name}-`))
  if (folders.size === 0) process.once('exit', removeTemporaryFolders)
  folders.add(path)
  return path
}

/** Removes every {@link temporaryFolder} of this process. A test runner that kills its processes must call it before. */
export function removeTemporaryFolders(): void {
  process.off('exit', removeTemporaryFolders)
  for (const path of folders) rmSync(path, { recursive: true, force: true })
  folders.clear()
}
