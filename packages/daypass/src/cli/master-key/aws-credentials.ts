import type { CallingKey } from '../../apply/calls/transport.js'
import { readSmallFile } from '../../store/small-file.js'
import { defaultCredentialsFile, readProfiles } from '../apply/credentials-file.js'
import { UsageError } from '../usage-error.js'

const OTHERWISE =
  "For credentials of another kind (a role, single sign-on, the metadata of a machine) use --master-key-command 'aws kms decrypt ...'."

/**
 * The key that AWS's clients would sign with: that of the environment, otherwise that of a profile in the shared credentials file (AWS SDKs and tools reference
 * guide, "AWS access keys"). Throws {@link UsageError}.
 */
export function awsCredentials(environment: NodeJS.ProcessEnv): CallingKey {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = environment
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken: token || undefined }
  if (accessKeyId || secretAccessKey)
    throw new UsageError('Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the key management service, or neither.')
  const file = defaultCredentialsFile(environment)
  const name = environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE || 'default'
  const found = readProfiles(textOf(file)).get(name)
  if (found !== undefined) return found
  throw new UsageError(
    `There are no credentials for the key management service. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put a key into profile ${name} of ${file}. ${OTHERWISE}`,
  )
}

function textOf(file: string): string {
  try {
    return readSmallFile(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new UsageError(`The credentials file cannot be read: ${(cause as Error).message}`, { cause })
  }
}
