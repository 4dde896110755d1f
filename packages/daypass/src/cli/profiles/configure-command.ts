import { Command } from 'commander'
import { parseIamArn } from '../../core/arn.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { isEndpoint } from '../output/shell.js'
import { secondsOf } from '../run/assume-role.js'
import { UsageError } from '../usage-error.js'
import { type ProfileChange, writeProfile } from './profile-files.js'

interface ConfigureFlags {
  readonly profile: string
  readonly endpoint?: string
  readonly region?: string
  readonly role?: string
  readonly sourceProfile?: string
  readonly mfa?: string
  readonly externalId?: string
  readonly duration?: string
  readonly sessionName?: string
  readonly webIdentityTokenFile?: string
  readonly process?: string
}

/** `daypass configure`: writes a profile for AWS clients. */
export const configureCommand = (): Command =>
  new Command('configure')
    .description(
      'write a profile into the files of AWS clients (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE; ~/.aws), and leave every other profile and comment as it is. Without --role and --process the profile gets the keys of the environment.',
    )
    .requiredOption('--profile <name>', 'name of the profile')
    .option('--endpoint <url>', 'address of the server (AWS_ENDPOINT_URL)')
    .option('--region <region>', 'region (AWS_REGION; us-east-1)')
    .option('--role <arn>', 'a role that clients assume by themselves, with --source-profile or --web-identity-token-file')
    .option('--source-profile <name>', 'profile whose keys assume the role')
    .option('--mfa <serial>', 'serial number or ARN of the MFA device whose code clients ask for')
    .option('--external-id <id>', 'the external id that the trust policy of the role asks for')
    .option('--duration <seconds>', 'how long a session lasts: 900 to the maximum of the role')
    .option('--session-name <name>', 'name of the sessions')
    .option('--web-identity-token-file <file>', 'file with a token of an OpenID Connect provider that the role trusts')
    .option('--process <command>', 'command that prints credentials, such as daypass credential-process')
    .allowExcessArguments(false)
    .action(configure)

function configure(flags: ConfigureFlags): void {
  if (!/^[\w.@+-]{1,128}$/.test(flags.profile))
    throw new UsageError('--profile must be 1 to 128 letters, digits and characters of _.@+- without spaces.')
  const change = profileChange(flags, process.env)
  for (const [name, value] of [...Object.entries(change.settings), ...Object.entries(change.keys)]) requireOneLine(name, value)
  const written = writeProfile(flags.profile, change, process.env)
  print(
    written.length === 0 ? `profile ${flags.profile} is as asked already` : `profile ${flags.profile} written to ${written.join(' and ')}`,
  )
}

/** A value ends with its line, and some clients end it at a comment: another setting must not come out of it. */
function requireOneLine(name: string, value: string | undefined): void {
  if (value !== undefined && (value === '' || value.trim() !== value || escapeUnprintable(value) !== value || /\s[#;]/.test(value)))
    throw new UsageError(`The value for ${name} cannot be written into a profile: it must be one line, without " #" and " ;".`)
}

/** Every setting from which a client could take another identity: those that are not asked for are removed. */
const NO_IDENTITY = {
  ...{ role_arn: undefined, source_profile: undefined, credential_source: undefined, mfa_serial: undefined, external_id: undefined },
  ...{ duration_seconds: undefined, role_session_name: undefined, web_identity_token_file: undefined, credential_process: undefined },
  ...{ sso_session: undefined, sso_account_id: undefined, sso_role_name: undefined, sso_start_url: undefined, sso_region: undefined },
  ...{ login_session: undefined },
}
const NO_KEYS = { aws_access_key_id: undefined, aws_secret_access_key: undefined, aws_session_token: undefined }

/** What a profile is to have, and no longer. Throws {@link UsageError} for flags that do not fit together. */
export function profileChange(flags: ConfigureFlags, environment: NodeJS.ProcessEnv): ProfileChange {
  const endpoint = flags.endpoint ?? environment.AWS_ENDPOINT_URL
  if (endpoint === undefined || !isEndpoint(endpoint))
    throw new UsageError('Give --endpoint, the address of the server without a path, or set AWS_ENDPOINT_URL: http://127.0.0.1:4566')
  const region = flags.region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1')
  const place = { endpoint_url: endpoint, region, services: undefined }
  // Some clients look for keys in both files, and take them before anything else.
  const settings = { ...NO_KEYS, ...NO_IDENTITY, ...place }
  if (flags.process !== undefined) {
    refuseRoleFlags(flags, '--process')
    return { settings: { ...settings, credential_process: flags.process }, keys: kept(NO_KEYS) }
  }
  if (flags.role === undefined) {
    refuseRoleFlags(flags, 'the keys of the environment')
    return { settings, keys: keysOf(environment) }
  }
  return { settings: { ...settings, ...roleSettings(flags) }, keys: kept(NO_KEYS) }
}

/** The section of keys may also name an address or an identity: they would win. */
const kept = (keys: ProfileChange['keys']) => ({ ...NO_IDENTITY, endpoint_url: undefined, region: undefined, services: undefined, ...keys })

function keysOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv): ProfileChange['keys'] {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new UsageError('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for a profile with keys, or give --role or --process.')
  return kept({
    ...{ aws_access_key_id: AWS_ACCESS_KEY_ID, aws_secret_access_key: AWS_SECRET_ACCESS_KEY },
    aws_session_token: AWS_SESSION_TOKEN || undefined,
  })
}

const ROLE_FLAGS = {
  ...{ role: '--role', sourceProfile: '--source-profile', mfa: '--mfa', externalId: '--external-id', duration: '--duration' },
  ...{ sessionName: '--session-name', webIdentityTokenFile: '--web-identity-token-file' },
} as const

function refuseRoleFlags(flags: ConfigureFlags, beside: string): void {
  for (const [name, flag] of Object.entries(ROLE_FLAGS))
    if (flags[name as keyof typeof ROLE_FLAGS] !== undefined) throw new UsageError(`${flag} does not go with ${beside}.`)
}

function roleSettings(flags: ConfigureFlags): ProfileChange['settings'] {
  const { role = '', sourceProfile, webIdentityTokenFile: file, mfa, externalId } = flags
  if (parseIamArn(role, 'role') === undefined) throw new UsageError(`--role must be the ARN of a role, not ${role}.`)
  if ((sourceProfile === undefined) === (file === undefined))
    throw new UsageError('Give --source-profile or --web-identity-token-file with --role, one of them.')
  if (file !== undefined && (mfa ?? externalId) !== undefined)
    throw new UsageError('--mfa and --external-id go with --source-profile: a token of a provider takes neither.')
  return {
    ...{ role_arn: role, source_profile: sourceProfile, web_identity_token_file: file, mfa_serial: mfa, external_id: externalId },
    ...{ duration_seconds: secondsOf(flags.duration), role_session_name: flags.sessionName },
  }
}
