import { isoSeconds } from '../../core/clock.js'
import type { Answer, Request } from '../../core/exchange.js'
import type { Development } from '../../installation/development/development.js'
import type { Installation } from '../../installation/installation.js'
import { parseTimestamp } from '../../wire/timestamp.js'
import { parseDuration } from '../duration.js'
import { badCommand, json, readCommand } from './command.js'

/** `POST /_daypass/clock`: moves the clock. */
export async function clock(request: Request, installation: Installation, development: Development): Promise<Answer> {
  const asked = await readCommand(request, ['advance', 'now'])
  const offset = asked === undefined ? undefined : offsetOf(asked, installation)
  if (offset === undefined)
    return badCommand('give {"advance":"PT1H"} (an ISO 8601 duration) or {"now":"2026-01-02T03:04:05Z"} (with a zone)')
  await development.moveClock(offset)
  return json(200, { now: isoSeconds(installation.clock.now()), offsetSeconds: Math.round(offset / 1000) })
}

/** The years that ISO 8601 writes with four digits: beyond them Date conditions could not be parsed, and a Deny would stop denying. */
const EARLIEST = Date.UTC(1970, 0, 1)
const LATEST = Date.UTC(9999, 0, 1)

/** The new distance of the clock from the wall clock, in milliseconds; undefined where it is not one of the two, or not a time that can be written. */
export function offsetOf(asked: Readonly<Record<string, unknown>>, installation: Pick<Installation, 'clock'>): number | undefined {
  const offset = askedOffset(asked, installation)
  const time = offset === undefined ? Number.NaN : installation.clock.wall() + offset
  return time >= EARLIEST && time <= LATEST ? offset : undefined
}

function askedOffset(asked: Readonly<Record<string, unknown>>, { clock: from }: Pick<Installation, 'clock'>): number | undefined {
  const names = Object.keys(asked)
  if (names.length !== 1) return undefined
  const { advance, now } = asked
  if (typeof advance === 'string') {
    const duration = parseDuration(advance)
    return duration === undefined ? undefined : from.offset() + duration
  }
  const time = typeof now === 'string' && now.includes('T') ? parseTimestamp(now)?.getTime() : undefined
  return time === undefined ? undefined : time - from.wall()
}
