import { lstatSync, readlinkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartupError } from '../operator-error.js'

/** Rejects a data directory whose path cannot be one, before anything is created: something else is there, or a link on the way is broken. */
export function requirePlace(dataDir: string): void {
  for (const path of [...above(dataDir), dataDir]) {
    const problem = problemAt(path, path === dataDir)
    if (problem !== undefined) throw new StartupError(`${problem} Choose another --data-dir.`)
  }
}

/** The folders on a path, starting at the root. */
function above(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...above(parent), parent]
}

function problemAt(path: string, isLast: boolean): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  const target = found.isSymbolicLink() ? targetOf(path) : found
  if (typeof target === 'string') return target
  return target.isDirectory() ? undefined : `${path} is ${isLast ? 'not a folder' : 'not a folder, so there can be nothing below it'}.`
}

function targetOf(link: string) {
  try {
    return statSync(link, { throwIfNoEntry: false }) ?? `${link} is a symbolic link to ${readlinkSync(link)}, which does not exist.`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return `${link} is a symbolic link that leads back to itself.`
    throw error
  }
}
