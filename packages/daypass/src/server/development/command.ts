// development: the commands that `--dev` adds under `/_daypass/`: clock, reset, snapshot, restore, fault. They own how a command is read and answered.
// They refuse what they do not know, rather than do something else. Who may ask is decided before, in admin.ts.
import { readBody, type WholeBodyErrors } from '../../core/body.js'
import { CommonError, WireError } from '../../core/error.js'
import type { Answer, Request } from '../../core/exchange.js'

/** An answer of daypass's own pages. */
export const json = (status: number, value: object): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
})

/** The answer to a command that cannot be done: what is wrong, or what a valid one looks like. */
export const badCommand = (error: string): Answer => json(400, { error })

/** The answer to every command that cannot be read: it describes a valid command. */
const UNREADABLE: WholeBodyErrors = {
  tooLarge: () => new CommonError('AccessDenied', 'too large'),
  unreadable: (message) => new CommonError('AccessDenied', message),
}

const MOST_BYTES = 4096

/**
 * The parameters of a command: a JSON object of at most 4 KiB with none but these members, or nothing. Whoever takes any members refuses by name those that
 * are not known. Undefined if it is anything else: a command must
 * never do something else than what was asked for.
 */
export async function readCommand(
  request: Request,
  members: readonly string[] | 'any',
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const bytes = await readBody(request.body, MOST_BYTES, UNREADABLE)
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return members === 'any' || Object.keys(value).every((name) => members.includes(name)) ? (value as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof WireError) return undefined
    throw error
  }
}
