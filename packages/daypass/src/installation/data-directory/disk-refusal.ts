import { existsSync, readdirSync, statSync } from 'node:fs'
import { StartupError } from '../operator-error.js'
import { shellWord } from './shell-word.js'

/** An error of the file system. */
type DiskError = NodeJS.ErrnoException & { readonly errno: number; readonly syscall: string }

/** The lock is a socket: its errors are not about a file. */
const OF_SOCKETS = ['listen', 'connect', 'bind']

const isDiskError = (error: unknown): error is DiskError => {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException
  return typeof errno === 'number' && typeof syscall === 'string' && !OF_SOCKETS.includes(syscall)
}

/** Why a data directory cannot be used, with what to do, for an error of the file system; undefined for every other error. */
export function diskRefusal(error: unknown, dataDir: string, user = process.geteuid?.()): StartupError | undefined {
  return isDiskError(error) ? new StartupError(words(error, dataDir, user), { cause: error }) : undefined
}

/** Returns the result of `work`. Throws {@link diskRefusal} instead of an error of the file system. */
export function inWords<T>(dataDir: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw diskRefusal(error, dataDir) ?? error
  }
}

function words(error: DiskError, dataDir: string, user: number | undefined): string {
  // `mkdtemp` reports the name of the folder that it could not create, which does not help.
  const path = error.syscall === 'mkdtemp' ? dataDir : (error.path ?? dataDir)
  if (takesNoFolder(error, user))
    return `No folder can be created at ${path}: the file system there does not support it. Choose another --data-dir.`
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return `${path} cannot be ${verb(error.syscall)} by ${user === undefined ? "daypass's user" : `user ${user}`}. ${remedy(dataDir, user)}`
    case 'EROFS':
      return `${path} cannot be changed: the volume is read-only. Mount it writable, or choose another --data-dir.`
    case 'ENAMETOOLONG':
      return `The name ${path} is too long for the file system. Choose a shorter --data-dir.`
    case 'ENOSPC':
    case 'EDQUOT':
      return `${path} cannot be written: the volume is full. Make room on it.`
    default:
      return `${path} cannot be ${verb(error.syscall)}: ${error.message}. What daypass keeps in ${dataDir} must be plain files and folders; restore what is not from a backup (docs/backup.md).`
  }
}

/** The errors of procfs, sysfs and the like, even for root. The parent folders existed a moment ago. */
function takesNoFolder({ syscall, code = '' }: DiskError, user: number | undefined): boolean {
  const makes = syscall === 'mkdir' || syscall === 'mkdtemp'
  return (
    makes && (['ENOENT', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP'].includes(code) || (code === 'EPERM' && (user === 0 || syscall === 'mkdir')))
  )
}

function verb(syscall: string): string {
  if (syscall === 'mkdir') return 'made'
  if (['open', 'read'].includes(syscall)) return 'opened'
  return ['scandir', 'stat', 'lstat', 'opendir'].includes(syscall) ? 'looked into' : 'changed'
}

const OURS = ['store', 'lock', 'objects', 'objects-dir', 'first-start', 'root-credentials.json']

/** Whether a folder is used for something else, as far as one can tell. */
function isForeign(folder: string): boolean {
  try {
    const names = readdirSync(folder)
    return names.length > 0 && !names.some((name) => OURS.includes(name))
  } catch {
    return false
  }
}

function remedy(dataDir: string, user: number | undefined): string {
  if (!existsSync(dataDir)) return `Make the folder ${dataDir} for that user, or choose another --data-dir.`
  if (user === undefined) return 'It must belong to that user.'
  // A user who runs `chown -R` on /etc loses the machine.
  if (isForeign(dataDir)) return `${dataDir} holds what is not of daypass. Choose another --data-dir.`
  const isOwn = statSync(dataDir).uid === user
  return `Run: ${isOwn ? 'chmod -R u+rwX' : `chown -R ${user}`} ${shellWord(dataDir)}`
}
