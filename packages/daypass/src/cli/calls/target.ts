// calls: commands that are ordinary clients of a running server: they sign requests, and policies decide on them.
// It owns how such a command finds its endpoint and its credentials. It has no other way into the server.
import { certificateRefusal, reasonOf } from '../output/certificate-refusal.js'
import { commandName } from '../output/command-name.js'
import { type WholeAnswer, wholeAnswer } from '../output/whole-answer.js'
import { UsageError } from '../usage-error.js'
import { PassingFailure } from './passing-failure.js'

const MAX_WAIT = 60_000

/** The environment as AWS clients read it: endpoint, key and region. */
export interface Target {
  readonly endpoint: URL
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly region: string
}

export function environmentTarget(environment: NodeJS.ProcessEnv): Target {
  const endpoint = environment.AWS_ENDPOINT_URL_DAYPASS ?? environment.AWS_ENDPOINT_URL
  const accessKeyId = environment.AWS_ACCESS_KEY_ID
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY
  if (!endpoint || !accessKeyId || !secretAccessKey)
    throw new UsageError(
      `Set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. For the root user: eval "$(${commandName()} env)"`,
    )
  if (!URL.canParse(endpoint)) throw new UsageError(`AWS_ENDPOINT_URL is not a valid URL: ${endpoint}`)
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1'
  return { endpoint: new URL(endpoint), accessKeyId, secretAccessKey, sessionToken: environment.AWS_SESSION_TOKEN || undefined, region }
}

/** A signed request: its headers in pairs. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly body: string
}

/** Sends a signed request and reads the whole answer. Throws {@link UsageError} where there is none. */
export async function sendTo({ origin }: URL, { method, path, headers, body }: Sent): Promise<WholeAnswer> {
  try {
    const init = { method, headers: pairs(headers), redirect: 'error', signal: AbortSignal.timeout(MAX_WAIT) } as const
    return await wholeAnswer(await fetch(new URL(path, origin), method === 'GET' ? init : { ...init, body }))
  } catch (cause) {
    throw (
      certificateRefusal(cause, origin) ??
      new PassingFailure(`There is no answer from ${origin} (${reasonOf(cause)}). Is the server running? ${commandName()} serve`)
    )
  }
}

function pairs(headers: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  for (let i = 0; i < headers.length; i += 2) found.push([headers[i] as string, headers[i + 1] as string])
  return found.filter(([name]) => name.toLowerCase() !== 'host')
}
