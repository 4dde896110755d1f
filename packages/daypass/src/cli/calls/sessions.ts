import { Command } from 'commander'
import { parseTimestamp } from '../../wire/timestamp.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { callService } from './call-service.js'

interface RevokeFlags {
  readonly role?: string
  readonly user?: string
  readonly session?: string
  readonly sourceIdentity?: string
  readonly issuedBefore?: string
  readonly json?: true
}

/** `daypass sessions`: issued sessions. */
export const sessionsCommand = (): Command =>
  new Command('sessions').description('sessions issued by a running installation').addCommand(revokeCommand())

const revokeCommand = (): Command =>
  new Command('revoke')
    .description("end sessions of the caller's account, in every service, from their next request on")
    .option('--role <name>', 'sessions of this role')
    .option('--user <name>', 'sessions of this user, including those it issued with GetFederationToken')
    .option('--session <arn>', 'one session: its assumed-role or federated-user ARN')
    .option('--source-identity <name>', 'sessions with this source identity, along whole chains of roles')
    .option(
      '--issued-before <time>',
      'only sessions issued before this time, ISO 8601 (2026-11-23T10:00:00Z); alone: all sessions of the account',
    )
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(revoke)

async function revoke(flags: RevokeFlags): Promise<void> {
  requireOne(flags)
  const { IssuedBefore } = await callService('RevokeSessions', {
    RoleName: flags.role,
    UserName: flags.user,
    SessionArn: flags.session,
    SourceIdentity: flags.sourceIdentity,
    IssuedBefore: timeOf(flags.issuedBefore),
  })
  const issuedBefore = shownTime(IssuedBefore)
  const which = flags.issuedBefore === undefined ? 'so far' : `before ${issuedBefore}`
  print(flags.json ? { issuedBefore } : `revoked: sessions issued ${which}`)
}

/** Seconds since 1970, up to the year 9999, as ISO 8601. */
function shownTime(seconds: unknown): string {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < 253_402_300_800))
    throw new UsageError('The server at AWS_ENDPOINT_URL did not answer with a time. Is it a daypass server?')
  return new Date(seconds * 1000).toISOString()
}

const WHICH = ['role', 'user', 'session', 'sourceIdentity'] as const
const FLAGS = '--role, --user, --session or --source-identity'

function requireOne(flags: RevokeFlags): void {
  const given = WHICH.filter((which) => flags[which] !== undefined).length
  if (given > 1) throw new UsageError(`Give one of ${FLAGS}, not ${given} of them.`)
  if (given === 0 && flags.issuedBefore === undefined)
    throw new UsageError(`Give one of ${FLAGS}; or --issued-before alone, for all sessions of the account.`)
  if (flags.session !== undefined && !flags.session.startsWith('arn:'))
    throw new UsageError(
      `--session must be the ARN of a session, such as arn:aws:sts::111122223333:assumed-role/role/session, not ${flags.session}.`,
    )
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/

function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = ISO.test(text) ? parseTimestamp(text) : undefined
  if (time === undefined) throw new UsageError(`--issued-before must be an ISO 8601 time such as 2026-11-23T10:00:00Z, not ${text}.`)
  return time.toISOString()
}
