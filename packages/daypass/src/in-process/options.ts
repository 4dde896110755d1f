import { isDate } from 'node:util/types'
import { type MemberType, memberProblem } from '../core/text/members.js'

/** How to start; nothing is required. */
export interface DaypassOptions {
  /** The port on 127.0.0.1; by default a free one. */
  readonly port?: number
  /** The account of the installation, 12 digits; by default `000000000000`. */
  readonly account?: string
  /** The key of its root user; by default a new one. */
  readonly rootKey?: Credentials
  /** Where the clock begins; by default now. It goes on from there. */
  readonly now?: Date
  /** Whether errors say more than AWS's, as with `--explain-errors`. */
  readonly explainErrors?: boolean
  /** Gets the audit line of every request (docs/audit.md), before it is answered. */
  readonly audit?: (line: Readonly<Record<string, unknown>>) => void
}

/** A long-term key, in the form in which AWS SDKs take credentials. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const MEMBERS = {
  ...{ port: 'number', account: 'string', rootKey: 'object', now: 'object', explainErrors: 'boolean', audit: 'function' },
} as const satisfies Readonly<Record<keyof DaypassOptions, MemberType>>

const KEY = { accessKeyId: 'string', secretAccessKey: 'string' } as const

/** What is wrong with options that a program gives, which may not have been compiled: the member and what it must be. */
export function optionProblem(options: DaypassOptions): string | undefined {
  const problem = memberProblem(options, MEMBERS)
  if (problem !== undefined) return problem
  const { port = 0, account, rootKey, now } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'port must be a whole number from 0 to 65535'
  if (account !== undefined && !/^\d{12}$/.test(account)) return 'account must be 12 digits, as a string'
  if (now !== undefined && !isDate(now)) return 'now must be a Date'
  return rootKey === undefined ? undefined : keyProblem(rootKey)
}

function keyProblem(key: object): string | undefined {
  const problem = memberProblem(key, KEY)
  if (problem !== undefined) return `rootKey: ${problem}`
  const missing = Object.keys(KEY).find((name) => !(key as Readonly<Record<string, unknown>>)[name])
  return missing && `rootKey must have ${missing}`
}
