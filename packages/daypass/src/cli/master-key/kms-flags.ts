import type { Command } from 'commander'
import { collectValues } from '../collect-values.js'
import { isLoopbackHost } from '../loopback-host.js'
import { UsageError } from '../usage-error.js'

/** The flags about a key management service, as given. */
export interface KmsFlags {
  readonly masterKeyKmsEndpoint?: string
  readonly masterKeyKmsRegion?: string
  readonly masterKeyKmsKeyId?: string
  readonly masterKeyKmsContext?: string[]
}

/** A key management service, and the key in it. */
export interface KmsSetting {
  readonly endpoint: URL
  readonly region: string
  /** Id, ARN or alias. */
  readonly keyId: string | undefined
  /** What the ciphertext is bound to (AWS KMS developer guide, "Encryption context"). */
  readonly context: Readonly<Record<string, string>>
}

/** What a command says of the key and of the context: most have a master key decrypted, `keys wrap` has one encrypted. */
const TOLD = {
  decrypt: {
    keyId: 'the only key of the service that may have encrypted it: id, ARN or alias',
    context: 'encryption context that it was encrypted with; can be repeated',
  },
  encrypt: {
    keyId: 'the key of the service that encrypts it: id, ARN or alias',
    context: 'encryption context to encrypt it with, which every start must then give too; can be repeated',
  },
} as const

/** Adds them to a command that has a master key decrypted, or encrypted. */
export const withKmsOptions = (command: Command, use: keyof typeof TOLD = 'decrypt'): Command =>
  command
    .option('--master-key-kms-endpoint <url>', 'address of the service: https, or http on loopback')
    .option('--master-key-kms-region <region>', 'region to sign for (AWS_REGION)')
    .option('--master-key-kms-key-id <key>', TOLD[use].keyId)
    .option('--master-key-kms-context <name=value>', TOLD[use].context, collectValues)

/** Refuses them where no key comes from such a service: one that is misspelt would go unnoticed. */
export function refuseStrayKmsFlags(flags: KmsFlags): void {
  const given = [
    ['--master-key-kms-endpoint', flags.masterKeyKmsEndpoint],
    ['--master-key-kms-region', flags.masterKeyKmsRegion],
    ['--master-key-kms-key-id', flags.masterKeyKmsKeyId],
    ['--master-key-kms-context', flags.masterKeyKmsContext],
  ].find(([, value]) => value !== undefined)
  if (given !== undefined)
    throw new UsageError(`${String(given[0])} goes with --master-key-kms-ciphertext: the file of the encrypted master key.`)
}

const REGION = /^[a-z0-9-]{1,40}$/

/** The service that the flags name. Throws {@link UsageError}. */
export function kmsOf(flags: KmsFlags, environment: NodeJS.ProcessEnv = process.env): KmsSetting {
  const region = flags.masterKeyKmsRegion ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined)
  if (region === undefined)
    throw new UsageError(
      'The region of the key management service is missing. Give --master-key-kms-region, or set AWS_REGION; a service without regions takes us-east-1.',
    )
  if (!REGION.test(region)) throw new UsageError('--master-key-kms-region (AWS_REGION) must be the name of a region, as in eu-central-1.')
  if (flags.masterKeyKmsKeyId === '') throw new UsageError('--master-key-kms-key-id must be an id, an ARN or an alias. It is empty.')
  return {
    endpoint: endpointOf(flags.masterKeyKmsEndpoint),
    region,
    keyId: flags.masterKeyKmsKeyId,
    context: contextOf(flags.masterKeyKmsContext ?? []),
  }
}

const EXAMPLE = 'as in https://kms.eu-central-1.amazonaws.com'

function endpointOf(text: string | undefined): URL {
  if (text === undefined)
    throw new UsageError(`The address of the key management service is missing. Give --master-key-kms-endpoint, ${EXAMPLE}.`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  // The text is not repeated: it may have a password in it.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password + url.search + url.hash !== '')
    throw new UsageError(`--master-key-kms-endpoint must be a URL without user, query and fragment, ${EXAMPLE}.`)
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname.replace(/^\[|\]$/g, '')))
    throw new UsageError(
      `--master-key-kms-endpoint must be https: over http the master key would be sent in the clear to ${url.host}. Only an address of loopback may be http.`,
    )
  return url
}

function contextOf(pairs: readonly string[]): Record<string, string> {
  const context = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--master-key-kms-context must be a name and a value, as in purpose=daypass, not ${pair}.`)
    const name = pair.slice(0, at)
    if (context.has(name)) throw new UsageError(`--master-key-kms-context ${name} is given twice. Give it once.`)
    context.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(context)
}
