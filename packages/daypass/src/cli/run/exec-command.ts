import { Command } from 'commander'
import type { Target } from '../calls/target.js'
import { tellWarning } from '../output/tell.js'
import { assumedRole, type RoleFlags, withSessionFlags } from './assume-role.js'
import { callerTarget } from './caller-target.js'
import { childEnvironment } from './child-environment.js'
import { hideEnvironment } from './hide-environment.js'
import { CannotRun, endAs, runProgram } from './run-program.js'
import { credentialVariables, expiryText } from './temporary-credentials.js'

/** `daypass exec`: a program with the credentials of a role. */
export const execCommand = (): Command =>
  withSessionFlags(
    new Command('exec')
      .description(
        'run a program with the credentials of a role in its environment, and in no file. An environment cannot be changed later: they are not renewed, so give --duration for a program that runs longer than an hour.',
      )
      .usage('[options] -- PROGRAM [ARGUMENTS]')
      .argument('<program...>', 'the program and its arguments, after --')
      .requiredOption('--role <arn>', 'ARN of the role'),
  ).action(exec)

async function exec(program: string[], flags: RoleFlags): Promise<void> {
  const target = callerTarget(flags.sourceProfile, process.env)
  const credentials = await assumedRole(flags, target)
  const settings = { ...serverVariables(target), ...credentialVariables(credentials), AWS_CREDENTIAL_EXPIRATION: expiryText(credentials) }
  await runAndEnd(program, childEnvironment(process.env, settings))
}

/** Where clients find the server that gave the credentials. */
export const serverVariables = ({ endpoint, region }: Target): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint.origin,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
})

/**
 * Runs a program with exactly this environment, and ends as it ends, after `before`, which a signal would not wait for. From here on daypass's own environment is gone.
 */
export async function runAndEnd(
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
  before: () => void = () => {},
): Promise<void> {
  if (!hideEnvironment(process.env) && process.platform === 'linux')
    tellWarning('The environment of this command could not be overwritten. The program can read the credentials in it, in /proc.')
  try {
    const end = await runProgram(program, environment)
    before()
    endAs(end)
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    process.stderr.write(`daypass: ${error.message}\n`)
    process.exitCode = error.status
  }
}
