import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { FAULT_KINDS } from '../../installation/development/faults.js'
import { dataDirOf } from '../data-dir.js'
import { commandName } from '../output/command-name.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { parsed, reach, runningServer } from './running-server.js'

export const DATA_DIR = ['--data-dir <folder>', 'data directory of the server (DAYPASS_DATA_DIR; .daypass)'] as const

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

const snapshotsOf = ({ snapshots }: Record<string, unknown>): string => {
  const lines = (Array.isArray(snapshots) ? snapshots : []).map((one) => {
    const { name, records, bytes } = Object(one) as Record<string, unknown>
    return `${shown(name)}  ${shown(records)} records, ${shown(bytes)} bytes`
  })
  return lines.length === 0 ? 'there are no snapshots' : lines.join('\n')
}

/** `daypass snapshot`: keeps all data of a server that was started with `--dev` under a name. */
export const snapshotCommand = (): Command =>
  new Command('snapshot')
    .description('keep all data of a server with --dev under a name, until it stops; without a name, list the snapshots')
    .argument('[name]', 'name of the snapshot; one of this name is replaced')
    .option('--remove', 'remove the snapshot of this name')
    .option(...DATA_DIR)
    .allowExcessArguments(false)
    .action(async (name: string | undefined, { dataDir, remove }: { dataDir?: string; remove?: true }) => {
      if (name === undefined && remove) throw new UsageError('Give the name of the snapshot to remove.')
      const answer = await askDevelopment(dataDir, 'snapshot', name === undefined ? {} : remove ? { remove: name } : { name })
      if (name === undefined) print(snapshotsOf(answer))
      else print(remove ? `snapshot ${name}: removed` : `snapshot ${name}: ${shown(Object(answer.snapshot).records)} records`)
    })

/** Brings back a snapshot of a server that was started with `--dev`. */
export async function restoreSnapshot(name: string, dataDir: string): Promise<void> {
  const { now } = await askDevelopment(dataDir, 'restore', { name })
  print(`restored: ${name}; the clock shows ${shown(now)}`)
}

/** `daypass fault`: faults for the next calls of an operation of a server that was started with `--dev`. */
export const faultCommand = (): Command =>
  new Command('fault')
    .description('faults for the next calls of an operation of a server with --dev')
    .addCommand(addFaultCommand())
    .addCommand(
      new Command('list')
        .description('list the faults that wait for calls')
        .option(...DATA_DIR)
        .allowExcessArguments(false)
        .action(async ({ dataDir }: { dataDir?: string }) => print(faultsOf(await askDevelopment(dataDir, 'fault', {})))),
    )
    .addCommand(
      new Command('clear')
        .description('remove all faults; slow answers come at once')
        .option(...DATA_DIR)
        .allowExcessArguments(false)
        .action(async ({ dataDir }: { dataDir?: string }) => print(faultsOf(await askDevelopment(dataDir, 'fault', { clear: true })))),
    )

interface FaultFlags {
  readonly dataDir?: string
  readonly times?: string
  readonly seconds?: string
  readonly account?: string
}

const addFaultCommand = (): Command =>
  new Command('add')
    .description('ask for a fault: it ends or delays the next calls, and nothing else')
    .argument('<operation>', 'as in sts:AssumeRole; sts:* for all of a service')
    .argument('<kind>', FAULT_KINDS.join(', '))
    .option('--times <number>', 'for how many calls (1)')
    .option('--seconds <number>', 'how long a slow answer takes, at most 60 (1)')
    .option('--account <digits>', 'only calls with a key of this account')
    .option(...DATA_DIR)
    .allowExcessArguments(false)
    .action(async (operation: string, kind: string, { dataDir, times, seconds, account }: FaultFlags) => {
      const asked = { operation, kind, times: numberOf(times), seconds: numberOf(seconds), account }
      print(faultsOf(await askDevelopment(dataDir, 'fault', asked)))
    })

const numberOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (!/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) throw new UsageError(`${text} is not a number.`)
  return Number(text)
}

const faultsOf = ({ faults }: Record<string, unknown>): string => {
  const lines = (Array.isArray(faults) ? faults : []).map((one) => {
    const { operation, kind, times, seconds, account } = Object(one) as Record<string, unknown>
    const more = [seconds === undefined ? '' : `, ${shown(seconds)} s`, account === undefined ? '' : `, account ${shown(account)}`]
    return `${shown(operation)}  ${shown(kind)}, ${shown(times)} more${more.join('')}`
  })
  return lines.length === 0 ? 'there are no faults' : lines.join('\n')
}

/** A text or number of the server, safe for a terminal. */
const shown = (value: unknown): string => escapeUnprintable(String(value))

const BAD_CLOCK =
  'The clock cannot be moved like this. --advance must be an ISO 8601 duration (PT1H, P1D, -PT5M), --now a time with a zone (2026-01-02T03:04:05Z), and the result a time from 1970 to 9999.'

type DevelopmentCommand = 'clock' | 'reset' | 'snapshot' | 'restore' | 'fault' | 'token'

export async function askDevelopment(
  dataDir: string | undefined,
  name: DevelopmentCommand,
  asked: object,
): Promise<Record<string, unknown>> {
  const { endpoint } = await runningServer(dataDirOf(dataDir))
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) }
  const response = await reach(endpoint, `/_daypass/${name}`, init).catch((cause: unknown) => {
    throw new UsageError(`The server at ${endpoint} does not answer any more.`, { cause })
  })
  if (response.status === 404)
    throw new UsageError(
      `The server was started without --dev, and ${commandName()} ${name} works only with it. Start it with ${commandName()} serve --dev`,
    )
  const answer = parsed(response.text)
  if (response.status === 400 && name === 'clock') throw new UsageError(BAD_CLOCK)
  if (!response.ok)
    throw new UsageError(`The server says: ${typeof answer.error === 'string' ? shown(answer.error) : `HTTP ${response.status}`}`)
  return answer
}
