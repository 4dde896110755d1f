import { UsageError } from '../../usage-error.js'
import type { Brought, Result } from '../brought.js'
import type { Plan } from '../plan.js'
import { lostBound } from './bounds.js'
import { keptOf } from './kept.js'
import { notInFiles } from './not-in-files.js'
import type { Progress } from './progress.js'
import { batches, type ImportTarget, type SentStage, sendAccount, sendBatch, type WouldBe } from './send.js'

/** What of an import depends on its flags. */
export interface ImportOptions {
  readonly name: string | undefined
  readonly isDryRun: boolean
  readonly wantsKey: boolean
  readonly call: ImportTarget['call']
}

/** One import. */
interface Run {
  readonly plan: Plan
  readonly target: ImportTarget
  readonly progress: Progress
  readonly wouldBe: WouldBe
}

/**
 * Sends everything, so that nobody is allowed more in between than before or after, as far as an order can do that:
 *
 * 1. What several share is narrowed to what it allows before and after: policies, groups, who may assume a role, what units have attached. This only takes away.
 *    Policies, groups and units that are new are nobody's yet, and are made.
 * 2. Accounts get their place; users and roles that are here become what the files say, each in one commit. Who is still as before meets what only took away,
 *    and so does who is already as after.
 * 3. What is shared becomes what the files say, and who is new comes. This only gives.
 *
 * An account becomes a member of its organization when all that bounds it is here, and only then gets users and roles. A new account, and a dry run, need the
 * last step alone. The key of the root user comes last, and whether it can be made is asked first.
 */
export async function carryOut(plan: Plan, { name, isDryRun, wantsKey, call }: ImportOptions, progress: Progress): Promise<void> {
  const target: ImportTarget = { account: plan.account, name: name ?? plan.names.get(plan.account), isDryRun, call }
  progress.isNew = (await sendAccount({ ...target, isDryRun: true }, wantsKey)).isNew
  progress.isAnswered = true
  const run: Run = { plan, target, progress, wouldBe: new Set() }
  if (plan.organization !== undefined) await placeAccounts(run)
  await sendAccount(target, false)
  const own = plan.entities.filter((entity) => !isOfOrganization(entity))
  if (!isDryRun && !progress.isNew) {
    await sendAll(run, own.filter(isNarrowed), 'narrow')
    const exchanged = own.filter((entity) => isExchanged(entity) && !progress.isUnchanged(entity))
    await sendAll(run, exchanged, 'exchange')
  }
  if (!isDryRun) await sendAll(run, plan.entities.filter(isTree), undefined)
  await sendAll(run, own, undefined)
  const leftOut = progress.results.filter(({ outcome }) => outcome === 'left-out')
  if (!progress.isNew) progress.kept = await keptOf(leftOut, own, target)
  const { named, isWhole } = await notInFiles(plan, target)
  progress.notInFiles = named
  progress.isListCut = !isWhole
  if (!wantsKey || isDryRun) return
  const { key } = await sendAccount(target, true)
  if (key !== undefined) progress.key = key
}

const isOfOrganization = ({ type }: Brought): boolean => type.startsWith('Organization')
const isTree = (entity: Brought): boolean => isOfOrganization(entity) && entity.type !== 'OrganizationAccount'
const isNarrowed = ({ type }: Brought): boolean => ['Policy', 'Group', 'Role', 'InstanceProfile'].includes(type)
const isExchanged = ({ type }: Brought): boolean => type === 'User' || type === 'Role'

/** The target of an entity: the organization is brought by its management account. */
function targetOf({ plan: { organization, names }, target }: Run, entity: Brought | undefined): ImportTarget {
  if (organization === undefined || entity === undefined || !isOfOrganization(entity)) return target
  const account = organization.managementAccount
  return account === target.account ? target : { ...target, account, name: names.get(account) }
}

/** Sends entities in order, and gives those that were left out. */
async function sendAll(run: Run, entities: readonly Brought[], stage: SentStage): Promise<readonly Brought[]> {
  const lost: Brought[] = []
  for (const batch of batches(entities)) {
    const results = await sendBatch(batch, targetOf(run, batch[0]?.entity), { wouldBe: run.wouldBe, stage })
    for (const [at, { entity }] of batch.entries()) {
      const result = results[at]
      if (result === undefined) continue
      if (result.outcome === 'left-out') lost.push(entity)
      // An account has nothing that is given later.
      run.progress.note(entity, result, entity.type === 'OrganizationAccount' ? undefined : stage)
    }
  }
  return lost
}

/** Brings what bounds accounts, and then the accounts. One that something which was left out bounds is left out too. */
async function placeAccounts(run: Run): Promise<void> {
  const { plan, progress, target } = run
  const tree = plan.entities.filter(isTree)
  const lost = new Set(await sendAll(run, tree, target.isDryRun ? undefined : 'narrow'))
  const organization = plan.entities.filter(isOfOrganization)
  const sent = organization.filter((entity) => {
    if (entity.type !== 'OrganizationAccount') return false
    // No policy of its organization bounds the management account.
    const isBounded = entity.name !== plan.organization?.managementAccount
    const reason = isBounded ? lostBound(entity, organization, lost) : undefined
    if (reason !== undefined) progress.note(entity, { type: entity.type, name: entity.name, outcome: 'left-out', reason }, undefined)
    return reason === undefined
  })
  await sendAll(run, sent, target.isDryRun ? undefined : 'exchange')
  requirePlace(plan, progress.results)
}

/** Stops where the account has no place in its organization: what it has would not be bounded. */
function requirePlace({ account }: Plan, results: readonly Result[]): void {
  const place = results.find(({ type, name }) => type === 'OrganizationAccount' && name === account)
  if (place === undefined || place.outcome === 'left-out')
    throw new UsageError(`The account ${account} did not get its place in its organization, so its users and roles were not imported.`)
}
