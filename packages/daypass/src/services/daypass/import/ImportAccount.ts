import { rootArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { KeyRing } from '../../../directory/key-ring.js'
import type { ImportAccountRequest, ImportResult } from '../../../wire/generated/daypass.js'
import { requireInstallationAccount } from '../accounts/installation-account.js'
import { type DaypassDeps, operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { accountsNamed, importEntity } from './entities.js'
import { NotImportable } from './fields.js'
import { type MadeAccount, presentAccount } from './imported-account.js'
import type { Importing } from './importing.js'
import { listedPresent } from './present-entities.js'

/** Bytes of one form: some hundred entities, or a policy with five versions of the longest documents. */
const MAX_BODY = 1_048_576
/** Commits that are under way together. */
const AT_ONCE = 16

/**
 * Brings entities of an account of AWS, or of its organization, with their unique ids. Each is one commit, whole or not at all; what is not valid is left out,
 * and told. Called again with the same it changes nothing. Entities that need each other come in calls one after the other. As powerful as the root users of
 * all accounts that it names, so only principals of the installation's own account may call it.
 */
export const ImportAccount = operation('ImportAccount', {
  summary: 'Brings users, groups, roles, policies and organizations with their ids.',
  actions: ['daypass:ImportAccount'],
  maxBody: MAX_BODY,
  check({ Assumed, DryRun }, caller, { installationAccount }) {
    requireInstallationAccount('daypass:ImportAccount', caller, installationAccount)
    if (Assumed !== undefined && Assumed.length > 0 && DryRun !== true)
      throw new DaypassError('ValidationError', 'Assumed is for a dry run only: set DryRun.')
  },
  authorize: (input) => permissionsOf(input),
  async handle(input, _caller, deps) {
    const made = await committed(input, deps, (at) => presentAccount(input, at))
    const Results: ImportResult[] = []
    const entities = input.Entities ?? []
    for (let from = 0; from < entities.length; from += AT_ONCE) {
      await deps.rest()
      const importing = entities
        .slice(from, from + AT_ONCE)
        .map((entity) => committed(input, deps, (at) => importEntity(entity, at)).then(told, leftOut))
      Results.push(...(await Promise.all(importing)))
    }
    const { state } = deps
    const present = input.ListPresent === true ? listedPresent(state, input.AccountId) : {}
    return { AccountId: input.AccountId, ...(made satisfies MadeAccount), Results, ...present }
  },
})

/** Importing an account is asked for each that is named: the one that the entities are of, and those that join its organization. */
function permissionsOf({ AccountId, Entities = [] }: ImportAccountRequest): RequiredPermission[] {
  const accounts = new Set([AccountId, ...Entities.flatMap(accountsNamed)])
  return [...accounts].map((account) => ({ action: 'daypass:ImportAccount', resource: rootArn(account) }))
}

/** Carries what a dry run would have done out of the transaction, which then writes nothing. */
class Undone<T> extends Error {
  readonly value: T

  constructor(value: T) {
    super('a dry run writes nothing')
    this.value = value
  }
}

/** Runs in a commit of its own, asked for again just before: a permission that was removed meanwhile stops the rest. */
async function committed<T>(
  input: ImportAccountRequest,
  deps: DaypassDeps,
  body: (at: Importing & { readonly ring: KeyRing }) => T,
): Promise<T> {
  const { installationAccount, awsManaged, ids, clock, ring } = deps
  const given = {
    account: input.AccountId,
    installationAccount,
    awsManaged,
    ids,
    ring,
    now: clock.now(),
    assumed: new Set(input.Assumed),
    stage: input.Stage,
  }
  try {
    return await deps.transact(async (state) => {
      for (const { allowed, message } of await deps.askAll(permissionsOf(input), state))
        if (!allowed) throw new DaypassError('AccessDenied', message)
      const value = body({ ...given, state })
      if (input.DryRun === true) throw new Undone(value)
      return value
    })
  } catch (error) {
    if (error instanceof Undone) return error.value as T
    throw error
  }
}

const told = ({ outcome, notes, changes = [] }: ReturnType<typeof importEntity>): ImportResult => ({
  ...{ Outcome: outcome, Notes: notes },
  ...(changes.length > 0 && { Changes: changes }),
})

function leftOut(error: unknown): ImportResult {
  if (!(error instanceof NotImportable)) throw error
  return { Outcome: 'left-out', Reason: error.message }
}
