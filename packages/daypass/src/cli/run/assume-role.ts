import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { parseIamArn } from '../../core/arn.js'
import { readSmallFile } from '../../store/small-file.js'
import { callQuery } from '../calls/call-service.js'
import type { Target } from '../calls/target.js'
import { repeated } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { credentialsIn, type TemporaryCredentials } from './temporary-credentials.js'

/** What a command says about the session that it assumes. */
export interface RoleFlags {
  readonly role: string
  readonly sessionName?: string
  readonly duration?: string
  readonly externalId?: string
  readonly mfa?: string
  readonly mfaCode?: string
  readonly policy?: string
  readonly policyArn?: string[]
  readonly sourceIdentity?: string
  readonly sourceProfile?: string
}

/** Adds the flags of {@link RoleFlags}, except the role. */
export const withSessionFlags = (command: Command): Command =>
  command
    .option('--session-name <name>', "name of the session; this machine's user name if left out")
    .option('--duration <seconds>', 'how long the session lasts: 900 to the maximum of the role; 3600 if left out')
    .option('--external-id <id>', 'the external id that the trust policy of the role asks for')
    .option('--mfa <serial>', 'serial number or ARN of your MFA device; asks for its code on the terminal')
    .option('--mfa-code <code>', 'the code of the MFA device, instead of asking for it')
    .option('--policy <file>', 'file with a session policy: the session may do what it and the role allow')
    .option('--policy-arn <arn>', 'a managed policy as a session policy; can be repeated', repeated)
    .option('--source-identity <name>', 'who stands behind the session; kept along a chain of roles')
    .option('--source-profile <name>', 'profile whose keys call the server; the keys of the environment if left out')

/** Credentials of a role, for whoever `target` is. Throws {@link UsageError} with what the server says. */
export async function assumedRole(flags: RoleFlags, target: Target): Promise<TemporaryCredentials> {
  if (parseIamArn(flags.role, 'role') === undefined) throw new UsageError(`--role must be the ARN of a role, not ${flags.role}.`)
  const policies = (flags.policyArn ?? []).map((arn, i) => [`PolicyArns.member.${i + 1}.arn`, arn])
  const { Credentials } = await callQuery(target, {
    ...{ service: 'sts', version: '2011-06-15', action: 'AssumeRole' },
    parameters: {
      RoleArn: flags.role,
      RoleSessionName: flags.sessionName ?? userName(),
      DurationSeconds: secondsOf(flags.duration),
      ExternalId: flags.externalId,
      SerialNumber: flags.mfa,
      TokenCode: codeOf(flags),
      Policy: flags.policy === undefined ? undefined : policyIn(flags.policy),
      SourceIdentity: flags.sourceIdentity,
      ...Object.fromEntries(policies),
    },
  })
  return credentialsIn(Credentials)
}

/** A number of seconds, checked before anything is sent. */
export function secondsOf(duration: string | undefined): string | undefined {
  if (duration !== undefined && !/^[1-9]\d{0,5}$/.test(duration))
    throw new UsageError(`--duration must be a number of seconds, not ${duration}.`)
  return duration
}

/** The name of this machine's user, as the name of a session: 2 to 64 characters of a set (STS API reference, AssumeRole). */
function userName(): string {
  const name = userInfo()
    .username.replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
  return name.length < 2 ? 'daypass' : name
}

function policyIn(file: string): string {
  try {
    return readSmallFile(file).trim()
  } catch (error) {
    throw new UsageError(`--policy ${file} cannot be read: ${(error as Error).message}.`)
  }
}

function codeOf({ mfa, mfaCode }: RoleFlags): string | undefined {
  if (mfa === undefined && mfaCode !== undefined) throw new UsageError('Give --mfa, the serial number of the device, with --mfa-code.')
  return mfa === undefined ? undefined : (mfaCode ?? askedCode(mfa))
}

/** From the terminal itself: standard input and output may belong to the program that is to run, or to the client that asks. */
function askedCode(serial: string): string {
  let terminal: number
  try {
    terminal = openSync('/dev/tty', 'r+')
  } catch {
    throw new UsageError('There is no terminal to ask for the code of the MFA device on. Give --mfa-code.')
  }
  try {
    writeSync(terminal, `MFA code for ${serial.replace(/[^\w+=,.@:/-]/g, '?')}: `)
    const line = Buffer.alloc(64)
    return line.toString('utf8', 0, readSync(terminal, line)).trim()
  } finally {
    closeSync(terminal)
  }
}
