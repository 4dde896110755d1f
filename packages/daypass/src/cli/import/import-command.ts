// import: an account of AWS and its organization, read from files for `daypass import aws`. Owns what of them is sent, and in which order. Refuses files that
// contradict each other. Leaves what is valid to the server, and sends no secret, whatever a file has.

import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { isAccountId } from '../output/shell.js'
import { UsageError } from '../usage-error.js'
import { accountOf, addDetails } from './account-details.js'
import { lostBound } from './bounds.js'
import { type Brought, BroughtEntities, type Result } from './brought.js'
import { type AwsAnswer, entriesIn, textIn } from './files/answers.js'
import { answersOf } from './files/read-files.js'
import { requireWhole } from './files/whole-listings.js'
import { keptOf, type NamedEntity } from './kept.js'
import { addOrganization, type OrganizationAccounts } from './organization-listing.js'
import { entityList, printReport, type Report, reportJson } from './report.js'
import { batches, type ImportTarget, type RootKey, sendAccount, sendBatch, type WouldBe } from './send.js'

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
  const progress: Progress = { results: [...plan.leftOut], kept: [], notReached: [], isNew: false, isComplete: false }
  try {
    await carryOut(plan, flags, progress)
    progress.isComplete = true
  } finally {
    const { isNew, ...done } = progress
    const report: Report = { accountId: plan.account, account: isNew ? 'created' : 'unchanged', dryRun: flags.dryRun === true, ...done }
    if (flags.json) print(reportJson(report), 2)
    else printReport(report)
    if (!done.isComplete && !flags.json) printStopped(progress)
  }
  if (progress.kept.length > 0)
    throw new UsageError(
      `Left out, and here from before: ${entityList(progress.kept)}. ${flags.dryRun ? 'They would keep' : 'They keep'} the groups and policies that they have here, which can allow more than the files do. Mend why they were left out, or delete them, and run the command again.`,
    )
}

function printStopped({ isNew, notReached }: Progress): void {
  print('The import stopped here. Everything above is whole. Run the same command again to go on.')
  if (isNew || notReached.length === 0) return
  print(`Not reached, and as before where they are here: ${entityList(notReached)}.`)
  print('They keep the groups and policies that they have here, which can allow more than the files do until you run the command again.')
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
  kept: readonly NamedEntity[]
  /** What of the account is still to be sent. */
  notReached: readonly Brought[]
  isNew: boolean
  isComplete: boolean
  key?: RootKey
}

/**
 * Sends everything: an account becomes a member of its organization when all policies that bound it are here, and only then gets users and roles, each with
 * all that bounds it in one commit. So nobody new is allowed more than at the end. For what is here from before no order is right: a group may get a policy
 * before a user leaves it, and the other way round. What keeps its old state at the end is reported. The key of the root user comes last.
 */
async function carryOut(plan: Plan, flags: ImportFlags, progress: Progress): Promise<void> {
  const target: ImportTarget = { account: plan.account, name: flags.name ?? plan.names.get(plan.account), isDryRun: flags.dryRun === true }
  const wouldBe: WouldBe = new Set()
  await sendOrganization(plan, target, { progress, wouldBe })
  const { isNew } = await sendAccount(target, false)
  progress.isNew = isNew
  const entities = plan.entities.filter((entity) => !isOfOrganization(entity))
  const left = new Set(entities)
  progress.notReached = entities
  for (const batch of batches(entities)) {
    progress.results.push(...(await sendBatch(batch, target, wouldBe)))
    for (const { entity } of batch) left.delete(entity)
    progress.notReached = [...left]
  }
  const leftOut = progress.results.filter(({ outcome }) => outcome === 'left-out')
  if (!isNew) progress.kept = await keptOf(leftOut, entities, target)
  if (flags.rootKey !== true) return
  const { key } = await sendAccount(target, true)
  if (key !== undefined) progress.key = key
}

const isOfOrganization = ({ type }: Brought): boolean => type.startsWith('Organization')

/** Sends the organization. An account that something which was left out bounds is left out too, and where it is the one to import, the import stops. */
async function sendOrganization(
  plan: Plan,
  target: ImportTarget,
  { progress, wouldBe }: { readonly progress: Progress; readonly wouldBe: WouldBe },
): Promise<void> {
  if (plan.organization === undefined) return
  const account = plan.organization.managementAccount
  const management = account === target.account ? target : { ...target, account, name: plan.names.get(account) }
  const entities = plan.entities.filter(isOfOrganization)
  const lost = new Set<Brought>()
  for (const batch of batches(entities)) {
    const sent = batch.filter(({ entity }) => {
      // No policy of its organization bounds the management account.
      const isBounded = entity.type === 'OrganizationAccount' && entity.name !== account
      const reason = isBounded ? lostBound(entity, entities, lost) : undefined
      if (reason === undefined) return true
      progress.results.push({ type: entity.type, name: entity.name, outcome: 'left-out', reason })
      return false
    })
    const results = sent.length === 0 ? [] : await sendBatch(sent, management, wouldBe)
    for (const [at, { entity }] of sent.entries()) if (results[at]?.outcome === 'left-out') lost.add(entity)
    progress.results.push(...results)
  }
  requirePlace(plan, progress.results)
}

/** Stops where the account has no place in its organization: what it has would not be bounded. */
function requirePlace({ account }: Plan, results: readonly Result[]): void {
  const place = results.find(({ type, name }) => type === 'OrganizationAccount' && name === account)
  if (place === undefined || place.outcome === 'left-out')
    throw new UsageError(`The account ${account} did not get its place in its organization, so its users and roles were not imported.`)
}
