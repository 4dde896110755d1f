import { systemClock } from '../../core/clock.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { signForm } from '../../signature/sign-request.js'
import { UsageError } from '../usage-error.js'
import { isPassing, PassingFailure } from './passing-failure.js'
import { environmentTarget, sendTo, type Target } from './target.js'

const VERSION = '2026-11-23'
const SERVICE = 'daypass'
/** The maximum length of a text from the server, in characters. */
const MAX_SHOWN = 4_096
const NOT_DAYPASS = 'The server at AWS_ENDPOINT_URL does not answer like a daypass server.'

/** A call of a service with the query protocol; an undefined parameter is left out. */
export interface QueryCall {
  readonly service: string
  /** The version of its API. */
  readonly version: string
  readonly action: string
  readonly parameters: Readonly<Record<string, string | undefined>>
}

/**
 * Calls an operation of daypass's own service, on the server and with the key in the environment unless a target is given, and returns its result. Throws
 * {@link UsageError} with the server's code and message if it returns an error.
 */
export const callService = (
  action: string,
  parameters: QueryCall['parameters'],
  target = environmentTarget(process.env),
): Promise<Record<string, unknown>> => callQuery(target, { service: SERVICE, version: VERSION, action, parameters })

/** The same for any service with the query protocol. */
export async function callQuery(target: Target, { service, version, action, parameters }: QueryCall): Promise<Record<string, unknown>> {
  const params = Object.entries({ Action: action, Version: version, ...parameters }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  const body = new URLSearchParams(params).toString()
  const headers = signForm({ ...target, host: target.endpoint.host, service, body, now: systemClock().wall() })
  const response = await sendTo(target.endpoint, { method: 'POST', path: '/', headers, body })
  const answer = readAnswer(response.text)
  if (response.ok) return within(within(answer, `${action}Response`), `${action}Result`)
  const { Code, Message } = 'Error' in answer ? within(answer, 'Error') : {}
  const Failure = isPassing(response.status, Code) ? PassingFailure : UsageError
  throw new Failure(`${shown(Code, `HTTP ${response.status}`)}: ${shown(Message, '')}`)
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
