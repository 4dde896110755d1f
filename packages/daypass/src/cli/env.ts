import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { StartRefused } from '../installation/refusal.js'
import { keptRootCredentials } from '../installation/root-credentials.js'
import { dataDirOf, endpointFile } from './data-dir.js'
import { variable, variableOrFile } from './environment.js'

/** `daypass env`: shell lines that point AWS clients at the running server as the root user. */
export const envCommand = (): Command =>
  new Command('env')
    .description('print shell lines that point AWS clients at this installation as its root user: eval "$(npx daypass env)"')
    .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
    .action((flags: { dataDir?: string }) => {
      process.stdout.write(`${envLines(dataDirOf(flags.dataDir)).join('\n')}\n`)
    })

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`

function envLines(dataDir: string): string[] {
  const { accessKeyId, secretAccessKey } = rootKey(dataDir)
  const endpoint = existsSync(endpointFile(dataDir))
    ? readFileSync(endpointFile(dataDir), 'utf8').trim()
    : `http://127.0.0.1:${variable('DAYPASS_PORT') ?? '4566'}`
  return [
    'unset AWS_SESSION_TOKEN AWS_PROFILE',
    `export AWS_ENDPOINT_URL=${quote(endpoint)}`,
    `export AWS_ACCESS_KEY_ID=${quote(accessKeyId)}`,
    `export AWS_SECRET_ACCESS_KEY=${quote(secretAccessKey)}`,
    'export AWS_REGION=us-east-1',
    'export AWS_DEFAULT_REGION=us-east-1',
  ]
}

function rootKey(dataDir: string): { accessKeyId: string; secretAccessKey: string } {
  const accessKeyId = variableOrFile('DAYPASS_ROOT_ACCESS_KEY_ID')
  const secretAccessKey = variableOrFile('DAYPASS_ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey }
  const kept = keptRootCredentials(dataDir)
  if (kept === undefined)
    throw new StartRefused(
      `There is no root key in ${dataDir}. Start the server first (daypass serve), or name its --data-dir; a key that was supplied in DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY must be supplied here too.`,
    )
  return kept
}
