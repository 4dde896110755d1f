import { readBody, type WholeBodyErrors } from '../core/body.js'
import { isoSeconds } from '../core/clock.js'
import { CommonError, WireError } from '../core/error.js'
import type { Answer, Request } from '../core/exchange.js'
import { hostName } from '../core/text/host-name.js'
import type { Installation } from '../installation/installation.js'
import { parseTimestamp } from '../wire/timestamp.js'
import { parseDuration } from './duration.js'
import { VERSION } from './version.js'

/** The path of daypass's own pages; a bucket cannot have this name. */
export const ADMIN_PREFIX = '/_daypass/'

const json = (status: number, value: object): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
})
const notFound = json(404, { error: 'not found' })
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** The header of a health answer that identifies the server. */
export const INSTANCE_HEADER = 'x-daypass-instance'

/** How the server was started. */
interface ServerStart {
  readonly dev: boolean
  readonly instance?: string
}

/** Answers `/_daypass/*`: health for everyone; clock and reset only with `--dev`, and then only to programs on this machine, not to web pages. */
export async function answerAdmin(request: Request, installation: Installation, { dev, instance }: ServerStart): Promise<Answer> {
  const name = request.path.slice(ADMIN_PREFIX.length)
  if (name === 'health') return request.method === 'GET' || request.method === 'HEAD' ? health(instance) : json(405, { error: 'use GET' })
  if (!dev || (name !== 'clock' && name !== 'reset')) return notFound
  const refusal = refuse(request)
  if (refusal !== undefined) return refusal
  if (name === 'clock') return clock(request, installation)
  await installation.reset()
  return json(200, { reset: true, now: isoSeconds(installation.clock.now()) })
}

function health(instance: string | undefined): Answer {
  const answer = json(200, { status: 'ok', version: VERSION, enforcement: 'on' })
  return instance === undefined ? answer : { ...answer, headers: { ...answer.headers, [INSTANCE_HEADER]: instance } }
}

/**
 * Web pages can send requests here, but not with this content type and without an Origin, nor under one of daypass's own host names (DNS rebinding).
 */
function refuse(request: Request): Answer | undefined {
  if (request.method !== 'POST') return json(405, { error: 'use POST' })
  if (request.headers.origin !== undefined) return json(403, { error: 'requests from web pages are rejected' })
  if (!LOOPBACK.test(hostName(request.headers.host ?? '') ?? ''))
    return json(403, { error: 'the Host header must name this machine: localhost, 127.0.0.1 or [::1]' })
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    return json(415, { error: 'Content-Type must be application/json' })
  return undefined
}

async function clock(request: Request, installation: Installation): Promise<Answer> {
  const asked = await readCommand(request)
  const offset = asked === undefined ? undefined : offsetOf(asked, installation)
  if (offset === undefined)
    return json(400, { error: 'give {"advance":"PT1H"} (an ISO 8601 duration) or {"now":"2026-01-02T03:04:05Z"} (with a zone)' })
  await installation.moveClock(offset)
  return json(200, { now: isoSeconds(installation.clock.now()), offsetSeconds: Math.round(offset / 1000) })
}

/** The answer to every command that cannot be read: it describes a valid command. */
const UNREADABLE: WholeBodyErrors = {
  tooLarge: () => new CommonError('AccessDenied', 'too large'),
  unreadable: (message) => new CommonError('AccessDenied', message),
}

async function readCommand(request: Request): Promise<Record<string, unknown> | undefined> {
  try {
    const bytes = await readBody(request.body, 4096, UNREADABLE)
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof WireError) return undefined
    throw error
  }
}

/** The years that ISO 8601 writes with four digits: beyond them Date conditions could not be parsed, and a Deny would stop denying. */
const EARLIEST = Date.UTC(1970, 0, 1)
const LATEST = Date.UTC(9999, 0, 1)

function offsetOf(asked: Record<string, unknown>, installation: Installation): number | undefined {
  const offset = askedOffset(asked, installation)
  const time = offset === undefined ? Number.NaN : installation.clock.wall() + offset
  return time >= EARLIEST && time <= LATEST ? offset : undefined
}

function askedOffset(asked: Record<string, unknown>, { clock }: Installation): number | undefined {
  const names = Object.keys(asked)
  if (names.length !== 1) return undefined
  const { advance, now } = asked
  if (typeof advance === 'string') {
    const duration = parseDuration(advance)
    return duration === undefined ? undefined : clock.offset() + duration
  }
  const time = typeof now === 'string' && now.includes('T') ? parseTimestamp(now)?.getTime() : undefined
  return time === undefined ? undefined : time - clock.wall()
}
