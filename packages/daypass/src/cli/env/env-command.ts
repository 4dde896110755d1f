import { Command } from 'commander'
import { diskRefusal } from '../../installation/data-directory/disk-refusal.js'
import { requireOwnersOnly } from '../../installation/data-directory/private-directory.js'
import { OperatorError } from '../../installation/operator-error.js'
import { keptRootCredentials } from '../../installation/root-credentials.js'
import { readPrivateFile } from '../../store/private-file.js'
import { dataDirOf, endpointFile } from '../data-dir.js'
import { variableOrFile } from '../environment.js'
import { commandName } from '../output/command-name.js'
import { print } from '../output/print.js'
import { isAccessKeyId, isEndpoint, isShownSecret } from '../output/shell.js'
import { portOf } from '../serve-flags.js'
import { UsageError } from '../usage-error.js'
import { misleadingVariables } from './aws-variables.js'
import { type Settings, shellFlag, shellNamed } from './shells.js'

/** `daypass env`: shell lines that make AWS clients use the running server as the root user, and nothing else. For failures see failure.ts. */
export const envCommand = (): Command =>
  new Command('env')
    .description(`print shell commands that make AWS clients call this installation as its root user: eval "$(${commandName()} env)"`)
    .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
    .addOption(shellFlag())
    .addHelpText(
      'after',
      `\nIn fish: ${commandName()} env | source\nIn PowerShell: ${commandName()} env --shell powershell | Out-String | Invoke-Expression`,
    )
    .allowExcessArguments(false)
    .action((flags: { dataDir?: string; shell?: string }) => {
      const settings = rootSettings(dataDirOf(flags.dataDir))
      const away = misleadingVariables(process.env).filter((name) => !Object.hasOwn(settings, name))
      print(shellNamed(flags.shell, process.env).lines(settings, away).join('\n'))
    })

/** The address of the server of a data directory, and its root key. Throws {@link UsageError}. */
export function rootSettings(dataDir: string) {
  const { accessKeyId, secretAccessKey } = rootKey(dataDir)
  if (!isAccessKeyId(accessKeyId) || !isShownSecret(secretAccessKey))
    throw new UsageError(
      'The root key is not valid. It must have an id of 16 to 128 characters A-Z and 0-9, and a secret of at least 16 visible characters.',
    )
  const file = endpointFile(dataDir)
  const endpoint = endpointIn(dataDir) ?? `http://127.0.0.1:${portOf({})}`
  if (!isEndpoint(endpoint)) throw new UsageError(`${file} does not contain the address of a server. Start the server again to write it.`)
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  } satisfies Settings
}

function endpointIn(dataDir: string): string | undefined {
  try {
    requireOwnersOnly(dataDir)
    return readPrivateFile(endpointFile(dataDir))?.text.trim()
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw diskRefusal(error, dataDir) ?? new UsageError(`${(error as Error).message} Move it away, and start the server again to write it.`)
  }
}

function rootKey(dataDir: string): { accessKeyId: string; secretAccessKey: string } {
  const accessKeyId = variableOrFile('DAYPASS_ROOT_ACCESS_KEY_ID')
  const secretAccessKey = variableOrFile('DAYPASS_ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey }
  const kept = keptRootCredentials(dataDir)
  if (kept === undefined)
    throw new UsageError(
      `There is no root key in ${dataDir}. Start the server first (${commandName()} serve), or give its --data-dir. If the key was supplied in DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY, set them here too. Of the nodes of a cluster the one that made the installation has it.`,
    )
  return kept
}
