import { once } from 'node:events'
import { devNull } from 'node:os'
import { Command, Option } from 'commander'
import { parseIamArn } from '../../core/arn.js'
import { systemClock } from '../../core/clock.js'
import { systemIds } from '../../core/ids.js'
import type { Target } from '../calls/target.js'
import { misleadingVariables } from '../env/aws-variables.js'
import { shellFlag, shellNamed } from '../env/shells.js'
import { print } from '../output/print.js'
import { secondsOf } from '../run/assume-role.js'
import { callerTarget } from '../run/caller-target.js'
import { childEnvironment } from '../run/child-environment.js'
import { runAndEnd, serverVariables } from '../run/exec-command.js'
import { credentialVariables } from '../run/temporary-credentials.js'
import { UsageError } from '../usage-error.js'
import { authorizationFile } from './authorization-file.js'
import { containerAnswer } from './container-answer.js'
import { listenOnLoopback } from './loopback-listener.js'
import { metadataAnswer } from './metadata-answer.js'
import { type Renewed, workloadOf } from './renewed.js'

const SERVICES = ['codebuild', 'codepipeline', 'ec2', 'ecs-tasks', 'lambda']

interface WorkloadFlags {
  readonly service: string
  readonly role: string
  readonly name?: string
  readonly duration?: string
  readonly sourceProfile?: string
  readonly tokenInEnvironment?: true
  readonly shell?: string
}

/** `daypass workload`: a program with the role that a service would give it. */
export const workloadCommand = (): Command =>
  new Command('workload')
    .description(
      'run a program as a function, a task or a build of a service, with a role that is passed to the service. It finds its credentials where that service puts them: in its environment (lambda, codepipeline), or at an address that only it can ask, where they are renewed for as long as it runs (ecs-tasks, codebuild, ec2).',
    )
    .usage('--service SERVICE --role ARN [options] [-- PROGRAM ARGUMENTS]')
    .argument(
      '[program...]',
      'the program and its arguments, after --; without one, the variables for it are printed, and the address stays until SIGINT or SIGTERM',
    )
    .addOption(new Option('--service <service>', 'the service that the program acts for').choices(SERVICES).makeOptionMandatory())
    .requiredOption('--role <arn>', 'ARN of the role; its trust policy names the service')
    .option('--name <name>', 'name of the function, cluster, project or pipeline; default if left out')
    .option('--duration <seconds>', 'how long credentials last: 900 to 43200; 3600 if left out, and 21600 for ec2')
    .option(
      '--token-in-environment',
      'of container credentials: the token itself in a variable, not in a file, for boto3 before 1.34.41 and AWS CLI before 2.15',
    )
    .option('--source-profile <name>', 'profile whose keys call the server; the keys of the environment if left out')
    .addOption(shellFlag())
    .action(workload)

async function workload(program: string[], flags: WorkloadFlags): Promise<void> {
  const { service, role, name } = flags
  if (parseIamArn(role, 'role') === undefined) throw new UsageError(`--role must be the ARN of a role, not ${role}.`)
  const target = callerTarget(flags.sourceProfile, process.env)
  const renewed = workloadOf({ service, role, name, duration: secondsOf(flags.duration) }, target)
  const first = await renewed()
  const { settings, end } = await delivered(first, { target, renewed, tokenInEnvironment: flags.tokenInEnvironment === true })
  // Files of profiles come before the addresses, in every client: they would give the program an identity of its user.
  const none = { AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_CONFIG_FILE: devNull }
  const all = { ...none, ...serverVariables(target), ...settings }
  try {
    if (program.length > 0) return await runAndEnd(program, childEnvironment(process.env, all), end)
    const away = misleadingVariables(process.env).filter((one) => !Object.hasOwn(all, one))
    print(shellNamed(flags.shell, process.env).lines(all, away).join('\n'))
    if (first.delivery !== 'environment') await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } finally {
    end()
  }
}

interface Delivered {
  readonly settings: Readonly<Record<string, string>>
  readonly end: () => void
}

const METADATA_OFF = { AWS_EC2_METADATA_DISABLED: 'true' }

interface Delivery {
  readonly target: Target
  readonly renewed: () => Promise<Renewed>
  readonly tokenInEnvironment: boolean
}

async function delivered(first: Renewed, how: Delivery): Promise<Delivered> {
  switch (first.delivery) {
    case 'environment':
      return { settings: { ...METADATA_OFF, ...credentialVariables(first.credentials) }, end: () => {} }
    case 'container':
      return inContainer(first, how)
    case 'metadata':
      return asInstance(first, how)
    default:
      throw new UsageError(
        'The server hands the credentials of this service over in a way that this version of daypass does not know. Update it.',
      )
  }
}

async function inContainer({ id }: Renewed, { renewed, tokenInEnvironment }: Delivery): Promise<Delivered> {
  const path = `/v2/credentials/${id}`
  const { secret, path: file, remove } = authorizationFile(systemIds())
  const { host, close } = await listenOnLoopback((request, at) =>
    containerAnswer(request, { host: at, path, authorization: secret }, renewed),
  )
  return {
    settings: {
      ...METADATA_OFF,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${host}${path}`,
      // One of them: with both, the SDK for JavaScript prints a warning.
      ...(tokenInEnvironment ? { AWS_CONTAINER_AUTHORIZATION_TOKEN: secret } : { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file }),
    },
    end() {
      close()
      remove()
    },
  }
}

async function asInstance({ id, roleArn }: Renewed, { target: { region }, renewed }: Delivery): Promise<Delivered> {
  const clock = systemClock()
  const own = { region, id, role: roleArn.slice(roleArn.lastIndexOf('/') + 1), tokenKey: systemIds().bytes(32), now: () => clock.wall() }
  const { host, close } = await listenOnLoopback((request, at) => metadataAnswer(request, { ...own, host: at }, renewed))
  return { settings: { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${host}/` }, end: close }
}
