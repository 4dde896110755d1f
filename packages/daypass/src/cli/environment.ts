import { editDistance } from '../core/text/nearest.js'
import { readSmallFile } from '../store/small-file.js'
import { UsageError } from './usage-error.js'

/** Every environment variable that daypass reads, and its meaning. */
export const VARIABLES = {
  DAYPASS_PORT: 'port to listen on',
  DAYPASS_DATA_DIR: 'data directory',
  DAYPASS_WORKERS: 'how many processes answer requests',
  DAYPASS_COMMAND: 'name of the command in the texts that daypass prints; set by a launcher',
  DAYPASS_ISSUER_BASE: 'what the URLs of issuers of web identity tokens begin with',
  DAYPASS_EXPLAIN_ERRORS: '1 sends sealed details with every denial by policy, on loopback only',
  DAYPASS_ACCOUNT_ID: 'account id, 12 digits',
  DAYPASS_ROOT_ACCESS_KEY_ID: "the root user's access key id",
  DAYPASS_ROOT_ACCESS_KEY_ID_FILE: 'a file that holds it',
  DAYPASS_ROOT_SECRET_ACCESS_KEY: "the root user's secret access key",
  DAYPASS_ROOT_SECRET_ACCESS_KEY_FILE: 'a file that holds it',
  DAYPASS_MASTER_KEY: 'the master key, 32 bytes in base64 or hexadecimal',
  DAYPASS_MASTER_KEY_FILE: 'a file that holds it',
  DAYPASS_ETCD_PASSWORD: 'the password of the user that --store etcd:// names',
  DAYPASS_ETCD_PASSWORD_FILE: 'a file that holds it',
} as const

export type Variable = keyof typeof VARIABLES

/** A misspelt variable would have no effect without notice, so it is rejected, with the nearest known name. */
export function refuseUnknownVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('DAYPASS_') || name in VARIABLES) continue
    throw new UsageError(`Unknown environment variable ${name}. Did you mean ${nearestVariable(name, Object.keys(VARIABLES))}?`)
  }
}

/** A variable's value; an empty one counts as not set. */
export const variable = (name: Variable): string | undefined => process.env[name] || undefined

/** A value given directly or as a file that contains it; giving both is an error. */
export function variableOrFile(
  name: 'DAYPASS_ROOT_ACCESS_KEY_ID' | 'DAYPASS_ROOT_SECRET_ACCESS_KEY' | 'DAYPASS_ETCD_PASSWORD',
): string | undefined {
  const file = variable(`${name}_FILE`)
  const value = variable(name)
  if (file !== undefined && value !== undefined) throw new UsageError(`${name} and ${name}_FILE are both set. Set one.`)
  if (file === undefined) return value
  try {
    return readSmallFile(file).trim()
  } catch (cause) {
    throw new UsageError(`${name}_FILE cannot be read: ${(cause as Error).message}`)
  }
}

/** The name with the fewest letters to change. */
export function nearestVariable(given: string, names: readonly string[]): string {
  let best = names[0] ?? ''
  let least = Number.POSITIVE_INFINITY
  for (const name of names) {
    const distance = editDistance(given, name)
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}
