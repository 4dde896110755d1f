import { Command } from 'commander'
import { dataDirOf } from '../data-dir.js'
import { commandName } from '../output/command-name.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { parsed, reach, runningServer } from './running-server.js'

const DATA_DIR = ['--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)'] as const

interface ClockFlags {
  readonly dataDir?: string
  readonly advance?: string
  readonly now?: string
}

/** `daypass clock`: shows and moves the clock of a server that was started with `--dev`. */
export const clockCommand = (): Command =>
  new Command('clock')
    .description('show the clock of a server with --dev, or move it')
    .option('--advance <duration>', 'by this duration, ISO 8601: PT1H, P1D, -PT5M')
    .option('--now <time>', 'to this time, ISO 8601: 2026-01-02T03:04:05Z')
    .option(...DATA_DIR)
    .allowExcessArguments(false)
    .action(clock)

async function clock({ dataDir, advance, now }: ClockFlags): Promise<void> {
  if (advance !== undefined && now !== undefined) throw new UsageError('Give --advance or --now, not both.')
  const asked = now === undefined ? { advance: advance ?? 'PT0S' } : { now }
  const answer = await askDevelopment(dataDir, 'clock', asked)
  const { now: time, offsetSeconds: offset } = answer
  if (typeof time !== 'string' || typeof offset !== 'number') throw new UsageError('The server did not answer with a time.')
  const which =
    offset === 0 ? "the same as this machine's" : `${Math.abs(offset)} seconds ${offset > 0 ? 'ahead of' : 'behind'} this machine's`
  print(`the clock shows ${time}, ${which}`)
}

/** `daypass reset`: removes everything that was created in a server that was started with `--dev`. */
export const resetCommand = (): Command =>
  new Command('reset')
    .description('remove all data of a server with --dev except the installation, its keys and its root key, and reset its clock')
    .option(...DATA_DIR)
    .allowExcessArguments(false)
    .action(async ({ dataDir }: { dataDir?: string }) => {
      await askDevelopment(dataDir, 'reset', {})
      print('reset: all data was removed; the root key is unchanged')
    })

async function askDevelopment(dataDir: string | undefined, name: 'clock' | 'reset', asked: object): Promise<Record<string, unknown>> {
  const { endpoint } = await runningServer(dataDirOf(dataDir))
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) }
  const response = await reach(endpoint, `/_daypass/${name}`, init).catch((cause: unknown) => {
    throw new UsageError(`The server at ${endpoint} does not answer any more.`, { cause })
  })
  if (response.status === 404)
    throw new UsageError(
      `The server was started without --dev: its clock cannot be moved, and its data cannot be reset. Start it with ${commandName()} serve --dev`,
    )
  const answer = parsed(response.text)
  if (response.status === 400)
    throw new UsageError(
      'The clock cannot be moved like this. --advance must be an ISO 8601 duration (PT1H, P1D, -PT5M), --now a time with a zone (2026-01-02T03:04:05Z), and the result a time from 1970 to 9999.',
    )
  if (!response.ok) throw new UsageError(`The server says: ${typeof answer.error === 'string' ? answer.error : `HTTP ${response.status}`}`)
  return answer
}
