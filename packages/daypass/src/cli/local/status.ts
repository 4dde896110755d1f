import { Command } from 'commander'
import { dataDirOf } from '../data-dir.js'
import { print } from '../output/print.js'
import { runningServer } from './running-server.js'

/** `daypass status`: whether a server uses a data directory, and its address. */
export const statusCommand = (): Command =>
  new Command('status')
    .description('say whether a server runs on the data directory, and where; the exit code is 0 if it does, else 1')
    .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(status)

async function status(flags: { dataDir?: string; json?: true }): Promise<void> {
  const dataDir = dataDirOf(flags.dataDir)
  const { endpoint, process, version } = await runningServer(dataDir)
  if (flags.json) return print({ endpoint, process, version, dataDir })
  print(
    [
      `daypass is listening on ${endpoint}`,
      `  data              ${dataDir}`,
      `  process           ${process}`,
      `  version           ${version}`,
    ].join('\n'),
  )
}
