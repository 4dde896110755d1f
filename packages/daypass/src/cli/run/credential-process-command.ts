import { Command } from 'commander'
import { dataDirOf } from '../data-dir.js'
import { rootSettings } from '../env/env-command.js'
import { print } from '../output/print.js'
import { assumedRole, type RoleFlags, withSessionFlags } from './assume-role.js'
import { callerTarget } from './caller-target.js'
import { expiryText } from './temporary-credentials.js'

/** `daypass credential-process`: what `credential_process` of a profile names. A failure prints to standard error only, and exits with 1. */
export const credentialProcessCommand = (): Command =>
  withSessionFlags(
    new Command('credential-process')
      .description(
        "print credentials as credential_process of a profile expects them: of a role, or without --role the root key of the server's data directory",
      )
      .option('--role <arn>', 'ARN of the role')
      .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
      .allowExcessArguments(false),
  ).action(give)

async function give({ role, dataDir, ...flags }: Partial<RoleFlags> & { dataDir?: string }): Promise<void> {
  if (role === undefined) {
    const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = rootSettings(dataDirOf(dataDir))
    return print({ Version: 1, AccessKeyId, SecretAccessKey })
  }
  const credentials = await assumedRole({ role, ...flags }, callerTarget(flags.sourceProfile, process.env))
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } = credentials
  print({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration: expiryText(credentials) })
}
