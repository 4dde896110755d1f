// import: an account of AWS and its organization, read from files for `daypass import aws`. Owns what of them is sent, and in which order. Refuses files that
// contradict each other. Leaves what is valid to the server, and sends no secret, whatever a file has.

import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { isAccountId } from '../output/shell.js'
import { UsageError } from '../usage-error.js'
import { accountOf, addDetails } from './account-details.js'
import { type AwsAnswer, entriesIn, textIn } from './files/answers.js'
import { type Brought, BroughtEntities, type Result } from './brought.js'
import { addOrganization, type OrganizationAccounts } from './organization-listing.js'
import { answersOf } from './files/read-files.js'
import { printReport, type Report, reportJson } from './report.js'
import { batches, type RootKey, sendAccount, sendBatch, type ImportTarget, type WouldBe } from './send.js'
import { requireWhole } from './files/whole-listings.js'

interface ImportFlags {
  readonly accountId?: string
  readonly name?: string
  readonly dryRun?: true
  readonly rootKey?: true
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
    .option('--json', 'print the report as JSON, with every entity')
    .action(importAws)

async function importAws(files: readonly string[], flags: ImportFlags): Promise<void> {
  if (flags.accountId !== undefined && !isAccountId(flags.accountId))
    throw new UsageError(`--account-id must be an account id, 12 digits, not ${shown(flags.accountId)}.`)
  const plan = await plannedBy(files, flags.accountId)
  const progress: Progress = { results: [...plan.leftOut], isNew: false, isComplete: false }
  try {
    await carryOut(plan, flags, progress)
    progress.isComplete = true
  } finally {
    const { results, isNew, isComplete, key } = progress
    const account = isNew ? 'created' : 'unchanged'
    const report: Report = { accountId: plan.account, account, dryRun: flags.dryRun === true, isComplete, results, ...(key && { key }) }
    if (flags.json) print(reportJson(report), 2)
    else printReport(report)
    if (!isComplete && !flags.json) print('The import stopped here. Everything above is whole. Run the same command again to go on.')
  }
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

/** What is sent, and where. */
interface Plan {
  readonly account: string
  readonly organization: OrganizationAccounts | undefined
  readonly entities: readonly Brought[]
  readonly leftOut: readonly Result[]
  readonly names: ReadonlyMap<string, string>
}

function planOf(answers: readonly AwsAnswer[], accountId: string | undefined): Plan {
  requireWhole(answers)
  const isDetails = ({ kind }: AwsAnswer) => kind === 'get-account-authorization-details'
  const pages = answers.filter(isDetails)
  const brought = new BroughtEntities()
  const organization = addOrganization(
    brought,
    answers.filter((answer) => !isDetails(answer)),
  )
  addDetails(brought, pages)
  const account = accountOf(pages, accountId) ?? (pages.length === 0 ? organization?.managementAccount : undefined)
  if (account === undefined) throw new UsageError('The files do not tell which account they are of. Name it with --account-id.')
  if (!isAccountId(account)) throw new UsageError(`The files are of the account ${account}. An account id has 12 digits.`)
  if (organization !== undefined && account !== organization.managementAccount && !organization.accounts.includes(account))
    throw new UsageError(
      `The account ${account} is not among the accounts of the organization. Import it without the files of the organization.`,
    )
  return { account, organization, ...brought, entities: brought.entities, leftOut: brought.leftOut, names: namesOf(answers) }
}

/** The names of accounts in list-accounts, in characters that names of accounts here have. */
function namesOf(answers: readonly AwsAnswer[]): ReadonlyMap<string, string> {
  const accounts = answers.flatMap(({ kind, value }) => (kind === 'list-accounts' ? entriesIn(value, 'Accounts') : []))
  const names = accounts.map(
    (one) => [textIn(one, 'Id') ?? '', (textIn(one, 'Name') ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 50)] as const,
  )
  return new Map(names.filter(([, name]) => name !== ''))
}

interface Progress {
  readonly results: Result[]
  isNew: boolean
  isComplete: boolean
  key?: RootKey
}

/**
 * Sends everything, in an order in which nobody is allowed more than at the end: an account becomes a member of its organization when all policies that
 * bound it are here, and only then gets users and roles, each with all that bounds it in one commit. The key of the root user comes last.
 */
async function carryOut(plan: Plan, flags: ImportFlags, progress: Progress): Promise<void> {
  const target: ImportTarget = { account: plan.account, name: flags.name ?? plan.names.get(plan.account), isDryRun: flags.dryRun === true }
  const wouldBe: WouldBe = new Set()
  const isOfOrganization = ({ type }: Brought) => type.startsWith('Organization')
  if (plan.organization !== undefined) {
    const account = plan.organization.managementAccount
    const management = account === target.account ? target : { ...target, account, name: plan.names.get(account) }
    for (const batch of batches(plan.entities.filter(isOfOrganization)))
      progress.results.push(...(await sendBatch(batch, management, wouldBe)))
    requirePlace(plan, progress.results)
  }
  const { isNew } = await sendAccount(target, false)
  progress.isNew = isNew
  for (const batch of batches(plan.entities.filter((entity) => !isOfOrganization(entity))))
    progress.results.push(...(await sendBatch(batch, target, wouldBe)))
  if (flags.rootKey !== true) return
  const { key } = await sendAccount(target, true)
  if (key !== undefined) progress.key = key
}

/** Stops where the account has no place in its organization: what it has would not be bounded. */
function requirePlace({ account }: Plan, results: readonly Result[]): void {
  const place = results.find(({ type, name }) => type === 'OrganizationAccount' && name === account)
  if (place === undefined || place.outcome === 'left-out')
    throw new UsageError(`The account ${account} did not become a member of its organization, so its users and roles were not imported.`)
}
