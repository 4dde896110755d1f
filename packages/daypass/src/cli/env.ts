import { Command } from 'commander'
import { diskRefusal } from '../installation/data-directory/disk-refusal.js'
import { StartRefused } from '../installation/refusal.js'
import { keptRootCredentials } from '../installation/root-credentials.js'
import { readPrivateFile } from '../store/private-file.js'
import { dataDirOf, endpointFile } from './data-dir.js'
import { variableOrFile } from './environment.js'
import { commandName } from './output/command-name.js'
import { print } from './output/print.js'
import { exportLine, isAccessKeyId, isEndpoint, isShownSecret } from './output/shell.js'
import { portOf } from './serve-flags.js'

/** `daypass env`: shell lines that point AWS clients at the running server as the root user. */
export const envCommand = (): Command =>
  new Command('env')
    .description(`print shell lines that point AWS clients at this installation as its root user: eval "$(${commandName()} env)"`)
    .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
    .action((flags: { dataDir?: string }) => {
      print(envLines(dataDirOf(flags.dataDir)).join('\n'))
    })

function envLines(dataDir: string): string[] {
  const { accessKeyId, secretAccessKey } = rootKey(dataDir)
  if (!isAccessKeyId(accessKeyId) || !isShownSecret(secretAccessKey))
    throw new StartRefused(
      'The root key is not one: an id of 16 to 128 characters A-Z and 0-9, and a secret of at least 16 visible characters.',
    )
  const file = endpointFile(dataDir)
  const endpoint = endpointIn(dataDir) ?? `http://127.0.0.1:${portOf({})}`
  if (!isEndpoint(endpoint)) throw new StartRefused(`${file} does not hold the address of a server. Start the server again: it writes it.`)
  return [
    'unset AWS_SESSION_TOKEN AWS_PROFILE',
    exportLine('AWS_ENDPOINT_URL', endpoint),
    exportLine('AWS_ACCESS_KEY_ID', accessKeyId),
    exportLine('AWS_SECRET_ACCESS_KEY', secretAccessKey),
    'export AWS_REGION=us-east-1',
    'export AWS_DEFAULT_REGION=us-east-1',
  ]
}

function endpointIn(dataDir: string): string | undefined {
  try {
    return readPrivateFile(endpointFile(dataDir))?.text.trim()
  } catch (error) {
    throw (
      diskRefusal(error, dataDir) ?? new StartRefused(`${(error as Error).message} Move it away, and start the server again: it writes it.`)
    )
  }
}

function rootKey(dataDir: string): { accessKeyId: string; secretAccessKey: string } {
  const accessKeyId = variableOrFile('DAYPASS_ROOT_ACCESS_KEY_ID')
  const secretAccessKey = variableOrFile('DAYPASS_ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey }
  const kept = keptRootCredentials(dataDir)
  if (kept === undefined)
    throw new StartRefused(
      `There is no root key in ${dataDir}. Start the server first (${commandName()} serve), or name its --data-dir; a key that was supplied in DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY must be supplied here too.`,
    )
  return kept
}
