// calls: commands that are ordinary clients of a running server: they sign requests, and policies decide on them.
// It owns how such a command finds its endpoint and its credentials. It has no other way into the server.
import { systemClock } from '../../core/clock.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { signForm } from '../../signature/sign-form.js'
import { certificateRefusal, reasonOf } from '../output/certificate-refusal.js'
import { commandName } from '../output/command-name.js'
import { type WholeAnswer, wholeAnswer } from '../output/whole-answer.js'
import { UsageError } from '../usage-error.js'

const VERSION = '2026-11-23'
const SERVICE = 'daypass'
const MAX_WAIT = 60_000
/** The maximum length of a text from the server, in characters. */
const MAX_SHOWN = 4_096
const NOT_DAYPASS = 'The server at AWS_ENDPOINT_URL does not answer like a daypass server.'

/** The environment as AWS clients read it: endpoint, key and region. */
interface Target {
  readonly endpoint: URL
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly region: string
}

function targetOf(environment: NodeJS.ProcessEnv): Target {
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

/**
 * Calls an operation of daypass's own service on the server and with the key in the environment, and returns its result. Throws {@link UsageError}
 * with the server's code and message if it returns an error.
 */
export async function callService(action: string, given: Readonly<Record<string, string | undefined>>): Promise<Record<string, unknown>> {
  const target = targetOf(process.env)
  const params = Object.entries({ Action: action, Version: VERSION, ...given }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  const body = new URLSearchParams(params).toString()
  const response = await send(target, body)
  const answer = readAnswer(response.text)
  if (response.ok) return within(within(answer, `${action}Response`), `${action}Result`)
  const { Code, Message } = 'Error' in answer ? within(answer, 'Error') : {}
  throw new UsageError(`${shown(Code, `HTTP ${response.status}`)}: ${shown(Message, '')}`)
}

/**
 * A text from the server, in one line. The error for a wrong signature contains everything that should have been signed; here its first line is
 * enough.
 */
const shown = (text: unknown, otherwise: string): string =>
  typeof text === 'string' ? escapeUnprintable((text.split('\n')[0] ?? '').slice(0, MAX_SHOWN)) : otherwise

function readAnswer(text: string): Record<string, unknown> {
  try {
    return within({ answer: JSON.parse(text) }, 'answer')
  } catch {
    throw new UsageError(NOT_DAYPASS)
  }
}

function within(answer: Record<string, unknown>, name: string): Record<string, unknown> {
  const held = Object.hasOwn(answer, name) ? answer[name] : undefined
  if (typeof held !== 'object' || held === null || Array.isArray(held)) throw new UsageError(NOT_DAYPASS)
  return held as Record<string, unknown>
}

async function send(target: Target, body: string): Promise<WholeAnswer> {
  try {
    const init = { method: 'POST', body, headers: signed(target, body), redirect: 'error', signal: AbortSignal.timeout(MAX_WAIT) } as const
    return await wholeAnswer(await fetch(new URL('/', target.endpoint), init))
  } catch (cause) {
    const where = target.endpoint.origin
    throw (
      certificateRefusal(cause, where) ??
      new UsageError(`There is no answer from ${where} (${reasonOf(cause)}). Is the server running? ${commandName()} serve`)
    )
  }
}

function signed(target: Target, body: string): [string, string][] {
  const headers = signForm({ ...target, host: target.endpoint.host, service: SERVICE, body, now: systemClock().wall() })
  const pairs: [string, string][] = []
  for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string])
  return pairs.filter(([name]) => name.toLowerCase() !== 'host')
}
