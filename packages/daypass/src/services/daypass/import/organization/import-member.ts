import { accounts } from '../../../../directory/account/account.js'
import { accountEmails } from '../../../../directory/account/account-email.js'
import { type OrganizationMemberRecord, organizationMembers } from '../../../../directory/organizations/organization-member.js'
import { type Fields, NotImportable } from '../fields.js'
import { type Importer, type Importing, settle } from '../importing.js'
import { unitsTo } from './import-unit.js'
import { attachmentsIn, keptAttachments, stageCounts, standingOf } from './standing.js'

/**
 * Imports an account of an organization: it is made where it is not here, empty and without a key, and becomes a member in its place, with what is attached
 * to it, in one commit. An account that the organization has closed is closed here.
 */
export const importMember: Importer = (fields, at) => {
  const { state, now } = at
  const standing = standingOf(fields, at)
  const [account, parent] = [fields.text('Id'), fields.text('ParentId')]
  if (!/^\d{12}$/.test(account)) throw new NotImportable(`${account} is not the id of an account, 12 digits.`)
  const present = organizationMembers.get(state, account)
  if (present !== undefined && present.organization !== standing.id)
    throw new NotImportable(`The account is in the organization ${present.organization} here.`)
  unitsTo(parent, standing, at)
  const attached = keptAttachments(standing, present?.attached, attachmentsIn(fields, standing, at))
  const isClosed = stateIn(fields) !== 'ACTIVE'
  // Nobody could ever open it again.
  if (isClosed && (account === at.installationAccount || account === standing.managementAccount))
    throw new NotImportable('The account of the installation, and one that manages an organization, cannot be closed.')
  if (account === at.installationAccount && account !== standing.managementAccount)
    throw new NotImportable(
      'The account of the installation can only be a management account: who manages the organization could lock it out.',
    )
  const record: OrganizationMemberRecord = {
    ...(present ?? { tags: {} }),
    ...{ account, organization: standing.id, parent, attached, ...joinedIn(fields, present?.joinedAt ?? now) },
    ...(isClosed && { closedAt: present?.closedAt ?? now }),
  }
  const accountChanges = stageAccount(account, fields, at)
  const notes = !isClosed && record.closedAt !== undefined ? ['It is closed here, and stays closed.'] : []
  const settled = settle({ present, staged: record, record }, notes, () => {
    stageCounts(standing, at, { before: present?.attached, after: attached })
    if (present === undefined) organizationMembers.add(state, record)
    else if (present.parent === parent) organizationMembers.put(state, record)
    else organizationMembers.move(state, { ...record, parent: present.parent }, parent)
  })
  const changes = [...accountChanges, ...(settled.changes ?? [])].toSorted()
  return { ...settled, outcome: settled.outcome === 'unchanged' && accountChanges.length > 0 ? 'updated' : settled.outcome, changes }
}

function stateIn(fields: Fields): string {
  const given = fields.maybeText('State') ?? fields.maybeText('Status') ?? 'ACTIVE'
  if (!['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'].includes(given))
    throw new NotImportable(`Accounts whose state is ${given} are not imported.`)
  return given
}

function joinedIn(fields: Fields, otherwise: number): Pick<OrganizationMemberRecord, 'joinedMethod' | 'joinedAt'> {
  const method = fields.maybeText('JoinedMethod') ?? 'INVITED'
  if (method !== 'INVITED' && method !== 'CREATED') throw new NotImportable(`${method} is not a way to join an organization.`)
  return { joinedMethod: method, joinedAt: fields.maybeTime('JoinedTimestamp') ?? otherwise }
}

/** Stages that the account is here, with its address, and tells what of it is new. One that is here keeps its name if it was given one; it gets the address where it has none. */
function stageAccount(id: string, fields: Fields, { state, installationAccount, now }: Importing): readonly string[] {
  if (id === installationAccount) return []
  const present = accounts.get(state, id)
  const email = fields.maybeLine('Email')
  if (email !== undefined && !/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email))
    throw new NotImportable('The address of the account is not valid.')
  const owner = email === undefined ? undefined : accountEmails.account(state, email)
  if (owner !== undefined && owner !== id) throw new NotImportable(`The account ${owner} has the same address.`)
  const given = accountNameIn(fields, id)
  const name = present === undefined || present.name === unnamed(id) ? given : present.name
  const isAddressed = email !== undefined && present?.email === undefined
  const changes = [...(name === present?.name ? [] : ['Name']), ...(isAddressed ? ['Email'] : [])]
  if (changes.length === 0) return []
  accounts.put(state, { ...(present ?? { id, createdAt: now }), name, ...(isAddressed && { email }) })
  if (isAddressed) accountEmails.put(state, { email, account: id })
  return changes
}

/** The name of an account that was imported without one. */
export const unnamed = (id: string): string => `Imported ${id}`

/** A name in printable ASCII, as accounts have it here; others are replaced. */
export const accountNameIn = (fields: Fields, id: string): string =>
  (fields.maybeText('Name') ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 50) || unnamed(id)
