import { writeSync } from 'node:fs'
import { isoSeconds, systemClock } from '../../core/clock.js'
import { redacted } from '../../core/text/redacted.js'
import { escapeLines, escapeUnprintable } from '../../core/text/unprintable.js'

/** Writes bytes and returns how many it wrote, or throws. */
type Write = (bytes: Uint8Array) => number

const toStandardError: Write = (bytes) => writeSync(2, bytes)

/**
 * Writes diagnostics to standard error, immediately or not at all: a full disk or a closed pipe must not stop the work that they report. Each later
 * message is tried again, and written if there is room by then.
 */
export function tellAsIs(text: string, write: Write = toStandardError): void {
  let left: Uint8Array = Buffer.from(text)
  try {
    for (let taken = 1; left.length > 0 && taken > 0; left = left.subarray(taken)) taken = write(left)
  } catch (error) {
    // A pipe with a slow reader: Node keeps the rest until there is room. Main handles the errors of that.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN' && write === toStandardError) process.stderr.write(left)
  }
}

/** How messages are written: lines for people, or a JSON object for each. */
export type MessageForm = 'text' | 'json'
let form: MessageForm = 'text'

/** The form of every message of this process from now on. */
export function tellIn(next: MessageForm): void {
  form = next
}

/** How bad it is: a step of the server's life; something to look after; something that failed. */
export type Level = 'info' | 'warn' | 'error'

interface Message {
  readonly level: Level
  readonly message: string
  /** Of the request that it is about. */
  readonly requestId?: string
  /** Further members of the line, in JSON only. */
  readonly more?: object
}

/** One line of JSON, without characters that a terminal acts on. */
export function tellJson({ level, message, requestId, more = {} }: Message, write?: Write): void {
  const line = { level, time: isoSeconds(systemClock().wall()), message: redacted(message), requestId, ...more }
  tellAsIs(`${escapeUnprintable(JSON.stringify(line))}\n`, write)
}

/** Prints a message to the operator, in lines without control characters. */
export function tell(message: string, write?: Write, level: Level = 'info'): void {
  if (form === 'json') tellJson({ level, message }, write)
  else tellAsIs(`daypass: ${escapeLines(message)}\n`, write)
}

/** Something that the operator should look after. */
export const tellWarning = (message: string): void => tell(message, undefined, 'warn')

/** Something that failed. */
export const tellFailure = (message: string): void => tell(message, undefined, 'error')

/** A defect: why a request was answered as an internal error. */
export function tellDefect(cause: string, requestId: string, write?: Write): void {
  if (form === 'json') tellJson({ level: 'error', message: cause, requestId }, write)
  else tellAsIs(`request ${requestId}: ${escapeLines(redacted(cause))}\n`, write)
}
