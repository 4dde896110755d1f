import type { RequestEvent } from '../core/request-event.js'
import { escapeUnprintable } from '../core/text/unprintable.js'
import { lineOf } from './audit.js'

/** Characters of a resource, and of a reason: enough to read; a terminal is not the place to keep an audit. */
const MAX_SHOWN = 200

const DECISIONS = { allow: 'allowed', deny: 'DENIED ', none: 'refused' } as const

/**
 * One readable line for a request: when, allowed or denied, who, what, the result, the duration in milliseconds, and why. It has `refused` if no
 * policy was evaluated, for example after a wrong signature or bad input. Nothing that a client sent can control the terminal or begin a line.
 */
export function readableLine(event: RequestEvent, now: number, took: number | undefined): string {
  const line = lineOf(event, now)
  const decision = DECISIONS[line.decision as keyof typeof DECISIONS]
  const what = `${event.service}:${event.operation ?? event.request.method}${resourceOf(line)}`
  const outcome = [event.status, event.code, took === undefined ? undefined : `${Math.round(took)} ms`]
    .filter((part) => part !== undefined)
    .join(' ')
  return `${escapeUnprintable(`${String(line.time).slice(11)} ${decision} ${whoOf(event)}  ${what}  ${outcome}${whyOf(line)}`)}\n`
}

/** `000000000000:user/bob`: an ARN without the prefix that all of them have. */
function whoOf({ caller }: RequestEvent): string {
  if (caller === undefined) return 'nobody'
  return caller.kind === 'anonymous' ? 'anonymous' : caller.arn.replace(/^arn:[^:]*:[^:]*::/, '')
}

const resourceOf = ({ resource }: Record<string, unknown>): string =>
  typeof resource === 'string' && resource !== '*' ? ` on ${cut(resource)}` : ''

function whyOf({ reason, questions, denied }: Record<string, unknown>): string {
  const count = typeof questions === 'number' ? ` (${denied} of ${questions} questions denied)` : ''
  return `${typeof reason === 'string' ? `  ${cut(reason.replace(/^because /, ''))}` : ''}${count}`
}

const cut = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text)
