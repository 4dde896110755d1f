import type { Context } from '@daypass/policy'
import type { Caller } from '../core/caller.js'
import { isoSeconds } from '../core/clock.js'
import type { Question } from '../core/operation.js'
import { HOME_REGION } from '../core/region.js'
import { getRoleById } from '../directory/role.js'
import type { Reader } from '../directory/state.js'
import { getUserById } from '../directory/user.js'

/** What is known of a request beside who sent it and what it asks. `now` is the installation's time in milliseconds. */
export interface Surroundings {
  readonly now: number
  readonly secure: boolean
  readonly sourceIp: string
  readonly region: string
  readonly userAgent?: string | undefined
  readonly referer?: string | undefined
  /** Keys that follow from how the request was signed, e.g. `s3:authType`. */
  readonly signed: Readonly<Record<string, string | undefined>>
}

interface Asked {
  readonly caller: Caller
  readonly question: Question
  readonly surroundings: Surroundings
  readonly state: Reader
}

/** The condition keys of a request, names in lower case (IAM user guide, "AWS global condition context keys"). */
export function contextOf(asked: Asked): Context {
  const { caller, question, surroundings } = asked
  const context = new Map<string, string | readonly string[]>()
  surroundingKeys(context, question, surroundings)
  principalKeys(context, caller, asked.state)
  sessionKeys(context, caller)
  context.set('aws:resourceaccount', question.resourceAccount ?? caller.account)
  for (const [key, value] of Object.entries(surroundings.signed)) if (value !== undefined) context.set(key.toLowerCase(), value)
  for (const [key, value] of Object.entries(question.context ?? {})) if (value !== undefined) context.set(key.toLowerCase(), value)
  return context
}

type Keys = Map<string, string | readonly string[]>

function surroundingKeys(context: Keys, question: Question, surroundings: Surroundings): void {
  context.set('aws:currenttime', isoSeconds(surroundings.now))
  context.set('aws:epochtime', String(Math.floor(surroundings.now / 1000)))
  context.set('aws:securetransport', surroundings.secure ? 'true' : 'false')
  context.set('aws:sourceip', surroundings.sourceIp)
  context.set('aws:viaawsservice', 'false')
  context.set('aws:requestedregion', question.action.startsWith('iam:') ? HOME_REGION : surroundings.region)
  if (surroundings.userAgent !== undefined) context.set('aws:useragent', surroundings.userAgent)
  if (surroundings.referer !== undefined) context.set('aws:referer', surroundings.referer)
}

const PRINCIPAL_TYPES = { root: 'Account', user: 'User', role: 'AssumedRole', anonymous: 'Anonymous' } as const

function principalKeys(context: Keys, caller: Caller, state: Reader): void {
  context.set('aws:principaltype', PRINCIPAL_TYPES[caller.kind])
  context.set('aws:principalaccount', caller.kind === 'anonymous' ? 'anonymous' : caller.account)
  if (caller.kind === 'anonymous') return
  context.set('aws:principalarn', caller.kind === 'role' ? caller.roleArn : caller.arn)
  context.set('aws:principalisawsservice', 'false')
  context.set('aws:userid', caller.userId)
  if (caller.kind === 'user') context.set('aws:username', caller.name)
  if (caller.kind === 'root') return
  const tags = (caller.kind === 'user' ? getUserById(state, caller.id) : getRoleById(state, caller.id))?.tags ?? {}
  for (const [key, value] of Object.entries(tags)) context.set(`aws:principaltag/${key.toLowerCase()}`, value)
}

/** Temporary credentials know when they were issued and whether MFA stood behind them; long-term keys know neither. */
function sessionKeys(context: Keys, caller: Caller): void {
  if (caller.kind === 'anonymous' || caller.session === undefined) return
  context.set('aws:tokenissuetime', isoSeconds(caller.session.issuedAt))
  context.set('aws:multifactorauthpresent', 'false')
}
