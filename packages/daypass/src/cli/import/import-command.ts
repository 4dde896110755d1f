// import: an account of AWS and its organization, read from files for `daypass import aws`. Owns what of them is sent, and in which order. Refuses files that
// contradict each other. Leaves what is valid to the server, and sends no secret, whatever a file has.

import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { callService } from '../calls/call-service.js'
import { PassingFailure } from '../calls/passing-failure.js'
import { print } from '../output/print.js'
import { isAccountId } from '../output/shell.js'
import { UsageError } from '../usage-error.js'
import { answersOf } from './files/read-files.js'
import { type Plan, planOf } from './plan.js'
import { entityList, printReport, type Report, reportJson } from './report.js'
import { keyFile } from './root-key-file.js'
import { carryOut } from './sending/carry-out.js'
import { Progress } from './sending/progress.js'

interface ImportFlags {
  readonly accountId?: string
  readonly name?: string
  readonly dryRun?: true
  readonly rootKey?: true
  readonly writeKeys?: string
  readonly json?: true
}

/** `daypass import`: what others have, brought here. */
export const importCommand = (): Command => new Command('import').description('bring what another system has').addCommand(awsCommand())

const awsCommand = (): Command =>
  new Command('aws')
    .description('bring an account of AWS with its ids, from files with answers of the AWS CLI; see docs/bring-your-account.md')
    .argument('<file...>', 'files with answers of get-account-authorization-details and of Organizations; - reads standard input')
    .option('--account-id <digits>', 'the account, where the files do not tell it')
    .option('--name <name>', 'name of the account, where it is new')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--root-key', 'make a key of the root user of the account at the end, and print it once')
    .option('--write-keys <file>', 'make that key, and write it to this file as profile daypass-ACCOUNT instead of printing it')
    .option('--json', 'print the report as JSON, with every entity')
    .action(importAws)

async function importAws(files: readonly string[], flags: ImportFlags): Promise<void> {
  if (flags.accountId !== undefined && !isAccountId(flags.accountId))
    throw new UsageError(`--account-id must be an account id, 12 digits, not ${shown(flags.accountId)}.`)
  const plan = await plannedBy(files, flags.accountId)
  const isDryRun = flags.dryRun === true
  const keys = flags.writeKeys === undefined ? undefined : keyFile(flags.writeKeys, plan.account, isDryRun)
  const progress = new Progress(plan.leftOut)
  const wantsKey = flags.rootKey === true || keys !== undefined
  let keyIn: string | undefined
  let isPassing = false
  try {
    await carryOut(plan, { name: flags.name, isDryRun, wantsKey, call: callService }, progress)
    progress.isComplete = true
    if (keys !== undefined && progress.key !== undefined) keyIn = keys.keep(progress.key)
  } catch (error) {
    isPassing = error instanceof PassingFailure
    throw error
  } finally {
    if (progress.isAnswered) {
      const report = reportOf(plan, progress, isDryRun)
      const whole: Report = keyIn === undefined ? report : { ...report, keyIn }
      if (flags.json) print(reportJson(whole), 2)
      else printReport(whole)
      if (!progress.isComplete && !isDryRun && !flags.json) printStopped(report, isPassing)
    }
  }
  if (progress.kept.length > 0)
    throw new UsageError(
      `Left out, and here from before: ${entityList(progress.kept)}. ${isDryRun ? 'They would keep' : 'They keep'} the groups and policies that they have here, which can allow more than the files do. Mend why they were left out, or delete them, and run the command again.`,
    )
}

function reportOf(plan: Plan, progress: Progress, dryRun: boolean): Report {
  const { isNew, isComplete, kept, notInFiles, isListCut, key } = progress
  // Of AWS's own policies only those are told that differ here.
  const results = progress.results.filter(
    ({ type, outcome, notes }) => type !== 'AwsManagedPolicy' || outcome === 'left-out' || notes !== undefined,
  )
  const notReached = isComplete ? [] : plan.entities.filter((entity) => !entity.type.startsWith('Organization') && !progress.isDone(entity))
  return {
    ...{
      accountId: plan.account,
      account: isNew ? 'created' : 'unchanged',
      dryRun,
      isComplete,
      results,
      kept,
      notReached,
      notInFiles,
      isListCut,
    },
    ...(key !== undefined && { key }),
  }
}

function printStopped({ account, notReached }: Report, isPassing: boolean): void {
  const next = isPassing ? 'Run the same command again to go on.' : 'Mend what the error says, then run the command again: it goes on.'
  print(`The import stopped here. Everything above is whole. ${next}`)
  if (account === 'created' || notReached.length === 0) return
  print(`Not reached, or in part: ${entityList(notReached)}.`)
  print('Those that are here have what they had before or less than that, or what the files say, until you run the command again.')
}

/** The plan of the files. What they quote in an error is shown in one line, so that it cannot look like anything else. */
async function plannedBy(files: readonly string[], accountId: string | undefined): Promise<Plan> {
  try {
    return planOf(await answersOf(files), accountId)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(shown(error.message))
    throw error
  }
}

const shown = (text: string): string => escapeUnprintable(text.slice(0, MOST_SHOWN))
const MOST_SHOWN = 4_096
