// local: commands for the server of a data directory on this machine: status, stop, and those for development: clock, reset, snapshot, restore, fault.
// It owns how the right server is found and recognised. It signs nothing: the file in the data directory is what allows it.
import { diskRefusal, inWords } from '../../installation/data-directory/disk-refusal.js'
import { requireOwnersOnly } from '../../installation/data-directory/private-directory.js'
import { INSTANCE_HEADER } from '../../server/admin.js'
import { publicMark } from '../../server/upkeep/upkeep.js'
import { readPrivateFile } from '../../store/private-file.js'
import { endpointFile, instanceFile } from '../data-dir.js'
import { certificateRefusal } from '../output/certificate-refusal.js'
import { commandName } from '../output/command-name.js'
import { isEndpoint } from '../output/shell.js'
import { type WholeAnswer, wholeAnswer } from '../output/whole-answer.js'
import { UsageError } from '../usage-error.js'

/** The server that uses a data directory on this machine. */
export interface RunningServer {
  readonly endpoint: string
  /** Its process id. */
  readonly process: number
  /** The mark of that process at its start, if the system provides it: see {@link processMark}. */
  readonly mark: string | undefined
  readonly version: string
  /** The mark that it wrote into the data directory, which proves that a command may read it. */
  readonly instance: string
}

/** Milliseconds. */
const MAX_WAIT = 5_000

/**
 * Finds the server by the files in its data directory, and asks it for its identity. Files can remain after their server, and another one can have
 * its port or its process id by now: no other server is called, stopped or reset. Throws {@link UsageError} if it does not run.
 */
export async function runningServer(dataDir: string): Promise<RunningServer> {
  const server = await serverIfRunning(dataDir)
  if (server !== undefined) return server
  throw new UsageError(`No server runs on the data in ${dataDir}. Start one with ${commandName()} serve, or give its --data-dir.`)
}

/** The same, or undefined if none runs. */
export async function serverIfRunning(dataDir: string): Promise<RunningServer | undefined> {
  const left = leftIn(dataDir)
  const answer = left === undefined ? undefined : await healthOf(left.endpoint)
  if (left === undefined || answer === undefined || answer.instance !== publicMark(left.instance)) return undefined
  return { ...left, version: answer.version }
}

type Left = Omit<RunningServer, 'version'>

function leftIn(dataDir: string): Left | undefined {
  inWords(dataDir, () => requireOwnersOnly(dataDir))
  const endpoint = read(endpointFile(dataDir), dataDir)?.trim()
  const { process, instance, mark } = parsed(read(instanceFile(dataDir), dataDir) ?? '')
  if (endpoint === undefined || !isEndpoint(endpoint)) return undefined
  // 0 and less would mean groups of processes, and 1 is never a server except in a container.
  const isProcess = typeof process === 'number' && Number.isSafeInteger(process) && process > 0
  if (!isProcess || typeof instance !== 'string') return undefined
  return { endpoint, process, instance, mark: typeof mark === 'string' ? mark : undefined }
}

function read(file: string, dataDir: string): string | undefined {
  try {
    return readPrivateFile(file)?.text
  } catch (error) {
    throw diskRefusal(error, dataDir) ?? new UsageError(`${(error as Error).message} Move it away, and start the server again to write it.`)
  }
}

/** A JSON object; an empty one if the text is not a JSON object. */
export function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>
  } catch {
    return {}
  }
}

async function healthOf(endpoint: string): Promise<{ instance: string | null; version: string } | undefined> {
  const response = await reach(endpoint, '/_daypass/health').catch((error: unknown) => {
    const refusal = certificateRefusal(error, endpoint)
    if (refusal !== undefined) throw refusal
  })
  if (response === undefined) return undefined
  const { version } = parsed(response.text)
  return { instance: response.headers.get(INSTANCE_HEADER), version: typeof version === 'string' ? version : 'unknown' }
}

/** Sends a request to one of the server's own pages, and reads the whole response. */
export async function reach(endpoint: string, path: string, init: RequestInit = {}): Promise<WholeAnswer> {
  return wholeAnswer(await fetch(`${endpoint}${path}`, { redirect: 'error', signal: AbortSignal.timeout(MAX_WAIT), ...init }))
}
