import { StartRefused } from '../../installation/refusal.js'
import { INSTANCE_HEADER } from '../../server/admin.js'
import { readPrivateFile } from '../../store/private-file.js'
import { endpointFile, instanceFile } from '../data-dir.js'
import { certificateRefusal } from '../output/certificate-refusal.js'
import { commandName } from '../output/command-name.js'
import { isEndpoint } from '../output/shell.js'

/** The server that runs on a data directory on this machine. */
export interface RunningServer {
  readonly endpoint: string
  /** Its process id. */
  readonly process: number
  readonly version: string
}

/** Milliseconds. */
const MAX_WAIT = 5_000

/**
 * Finds the server by what it left in its data directory, and asks it whether it is the one. Files outlive their server, and another one may have its port or its
 * process id by now: nobody else is told anything, stopped or reset. Throws {@link StartRefused} when it does not run.
 */
export async function runningServer(dataDir: string): Promise<RunningServer> {
  const left = leftIn(dataDir)
  const answer = left === undefined ? undefined : await healthOf(left.endpoint)
  if (left === undefined || answer === undefined || answer.instance !== left.instance)
    throw new StartRefused(`No server runs on the data in ${dataDir}. Start one with ${commandName()} serve, or give its --data-dir.`)
  return { endpoint: left.endpoint, process: left.process, version: answer.version }
}

function leftIn(dataDir: string): { endpoint: string; process: number; instance: string } | undefined {
  const endpoint = read(endpointFile(dataDir))?.trim()
  const { process, instance } = parsed(read(instanceFile(dataDir)) ?? '')
  if (endpoint === undefined || !isEndpoint(endpoint)) return undefined
  // 0 and less would be whole groups of processes, and 1 is nobody's server but a container's.
  const isProcess = typeof process === 'number' && Number.isSafeInteger(process) && process > 0
  return isProcess && typeof instance === 'string' ? { endpoint, process, instance } : undefined
}

function read(file: string): string | undefined {
  try {
    return readPrivateFile(file)?.text
  } catch (error) {
    throw new StartRefused((error as Error).message)
  }
}

function parsed(text: string): Record<string, unknown> {
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
  const { version } = parsed(await response.text())
  return { instance: response.headers.get(INSTANCE_HEADER), version: typeof version === 'string' ? version : 'unknown' }
}

/** Sends a request to one of the server's own pages. */
export function reach(endpoint: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${endpoint}${path}`, { redirect: 'error', signal: AbortSignal.timeout(MAX_WAIT), ...init })
}
