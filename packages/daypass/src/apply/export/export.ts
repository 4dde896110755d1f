// export: what exists, written as a document. It owns the order of things, and what is told of things that no document can say. It refuses secrets: it
// counts them. May know: the rest of apply.
import { Accounts, type ApplyCaller, type Keys } from '../accounts.js'
import type { AccountDocument, OtherAccount } from '../document/document.js'
import { DocumentFaults } from '../document/fault.js'
import type { ExistingOrganization } from '../state/organization-state.js'
import { ALL_PARTS, readAccount } from '../state/read-account.js'
import { readOrganization } from '../state/read-organization.js'
import { accountContents } from './account-contents.js'
import { type LeftOut, leftOut, leftOutOfOrganization } from './left-out.js'
import { organizationContents } from './organization-contents.js'

/** What to export besides the caller's account. */
export interface ExportOptions {
  /** All accounts for which there are credentials. */
  readonly accounts?: boolean
  readonly organization?: boolean
}

/** A document, and what it does not say. */
export interface Exported {
  readonly document: AccountDocument
  readonly leftOut: readonly LeftOut[]
  /** Of the organization, if it is exported. */
  readonly leftOutOfOrganization: LeftOut['counts'] | undefined
  /** Accounts that exist, and for which there are no credentials. */
  readonly unread: readonly string[]
}

/** Reads what exists as a document. The same state gives the same document, to the letter. */
export async function exportDocument(caller: ApplyCaller, keys: Keys, options: ExportOptions = {}): Promise<Exported> {
  const accounts = new Accounts(caller, keys)
  const identity = await accounts.identity()
  const state = await readAccount(accounts.client, ALL_PARTS)
  const left = [await leftOut(identity.account, { client: accounts.client, state })]
  const organization = options.organization ? await managedOrganization(accounts, identity.account) : undefined
  const others: OtherAccount[] = []
  const unread: string[] = []
  for (const [id, name] of options.accounts ? await accounts.all() : []) {
    if (id === identity.account) continue
    const client = (await accounts.access(id, identity))?.client
    if (client === undefined) {
      unread.push(id)
      continue
    }
    const other = await readAccount(client, ALL_PARTS)
    left.push(await leftOut(id, { client, state: other }))
    others.push({ id, ...(name !== undefined && { name }), ...accountContents(id, other) })
  }
  const document: AccountDocument = {
    id: identity.account,
    ...accountContents(identity.account, state),
    ...(organization !== undefined && { organization: organizationContents(organization) }),
    ...(others.length > 0 && { accounts: others }),
  }
  const ofOrganization = organization === undefined ? undefined : await leftOutOfOrganization(accounts.client)
  return { document, leftOut: left, leftOutOfOrganization: ofOrganization, unread }
}

async function managedOrganization(accounts: Accounts, account: string): Promise<ExistingOrganization | undefined> {
  const found = await readOrganization(accounts.client, account)
  if (found !== undefined && 'memberOf' in found)
    throw new DocumentFaults([
      {
        path: '',
        message: `Account ${account} is a member of the organization of account ${found.memberOf}. Export it with a key of that account.`,
      },
    ])
  return found
}
