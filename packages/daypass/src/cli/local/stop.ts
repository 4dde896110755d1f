import { statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import { dataDirOf, instanceFile } from '../data-dir.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { processMark } from './process-mark.js'
import { type RunningServer, runningServer } from './running-server.js'

/** How often and how many milliseconds apart it checks the process: 15 seconds, of which running requests may take 10. */
const LOOKS = 300
const APART = 50

/** `daypass stop`: stops the server of a data directory as Ctrl-C does, and waits until it has ended. */
export const stopCommand = (): Command =>
  new Command('stop')
    .description('stop the server of the data directory: requests in flight finish, then its process ends')
    .option('--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)')
    .allowExcessArguments(false)
    .action((flags: { dataDir?: string }) => stop(dataDirOf(flags.dataDir)))

async function stop(dataDir: string): Promise<void> {
  const server = await runningServer(dataDir)
  requireItself(server, dataDir)
  if (!signal(server.process, 'SIGTERM'))
    throw new UsageError(`There is no process ${server.process} here. If the server runs in a container, stop the container.`)
  for (let looks = 0; looks < LOOKS; looks++) {
    if (hasEnded(server)) return print(`stopped: the server on ${server.endpoint}`)
    await wait(APART)
  }
  throw new UsageError(`Process ${server.process} was told to stop and has not ended yet. To end it at once: kill -9 ${server.process}`)
}

/**
 * The server that answers can have this number in a container, or on another machine, and here it belongs to another process. A process of another
 * user than the one who wrote the file is not the server of that file either: nobody must be able to make root end a process.
 */
function requireItself({ process, mark }: RunningServer, dataDir: string): void {
  const owner = mark === undefined ? undefined : ownerOf(`/proc/${process}`)
  if (mark === undefined || (processMark(process) === mark && owner === ownerOf(instanceFile(dataDir)))) return
  throw new UsageError(`Process ${process} of this machine is not the server. If the server runs in a container, stop the container.`)
}

const ownerOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.uid

/** A process that has ended but was not waited for still accepts signals. */
const hasEnded = ({ process, mark }: RunningServer): boolean => (mark === undefined ? !signal(process, 0) : processMark(process) !== mark)

/** Sends a signal, or only checks with 0; returns whether the process exists. */
function signal(process_: number, what: 'SIGTERM' | 0): boolean {
  try {
    return process.kill(process_, what)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    throw new UsageError(`Process ${process_} belongs to another user. Stop it as that user.`, { cause: error })
  }
}
