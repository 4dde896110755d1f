import { isAccountId } from '../output/shell.js'
import { UsageError } from '../usage-error.js'
import { accountOf, addDetails } from './account-details.js'
import { type Brought, BroughtEntities, type Result } from './brought.js'
import { type AwsAnswer, entriesIn, textIn } from './files/answers.js'
import { requireWhole } from './files/whole-listings.js'
import { addOrganization, type OrganizationAccounts } from './organization-listing.js'

/** What is sent, and where. */
export interface Plan {
  readonly account: string
  readonly organization: OrganizationAccounts | undefined
  readonly entities: readonly Brought[]
  readonly leftOut: readonly Result[]
  readonly names: ReadonlyMap<string, string>
  /** Whether the files tell what the account has. */
  readonly hasDetails: boolean
}

/** What the answers ask for. Throws {@link UsageError} where they contradict each other, or show a part only. */
export function planOf(answers: readonly AwsAnswer[], accountId: string | undefined): Plan {
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
  const { entities, leftOut } = brought
  return { account, organization, entities, leftOut, names: namesOf(answers), hasDetails: pages.length > 0 }
}

/** The names of accounts in list-accounts, in characters that names of accounts here have. */
function namesOf(answers: readonly AwsAnswer[]): ReadonlyMap<string, string> {
  const accounts = answers.flatMap(({ kind, value }) => (kind === 'list-accounts' ? entriesIn(value, 'Accounts') : []))
  const names = accounts.map(
    (one) => [textIn(one, 'Id') ?? '', (textIn(one, 'Name') ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 50)] as const,
  )
  return new Map(names.filter(([, name]) => name !== ''))
}
