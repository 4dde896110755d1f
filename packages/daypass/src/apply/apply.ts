/**
 * apply: brings accounts and their organization to what a document says, and writes them as a document (docs/apply.md). Owns the format, the plan and
 * the order of its writes. An ordinary client of the API: it signs with the keys that it is given, and policies decide every call. It refuses to touch
 * what a document does not name, and to read or write a secret other than the key of an account that it makes. May know: wire and signature, and
 * nothing that serves requests.
 */
import { type AccountAccess, Accounts, type ApplyCaller, type Keys } from './accounts.js'
import { failedWith } from './calls/call-error.js'
import type { Client } from './calls/client.js'
import { shapeFaults } from './document/check-shape.js'
import type { AccountContents, AccountDocument } from './document/document.js'
import { DOCUMENT } from './document/document-shape.js'
import { type DocumentFault, DocumentFaults, type Path, type PlacedFault, pathText } from './document/fault.js'
import { type Locate, readYaml } from './document/read-yaml.js'
import { awsPoliciesNamed, wantedAccount } from './document/wanted-account.js'
import { wantedOrganization } from './document/wanted-organization.js'
import { allowsNothing } from './plan/allows-nothing.js'
import { organizationRefusals } from './plan/guardrail-refusals.js'
import { type PlannedThing, thing } from './plan/plan.js'
import { planAccount } from './plan/plan-account.js'
import { planOrganization } from './plan/plan-organization.js'
import { accountRefusals } from './plan/refusals.js'
import { EMPTY_ACCOUNT, type ExistingAccount } from './state/account-state.js'
import type { ExistingOrganization } from './state/organization-state.js'
import { ALL_PARTS, readAccount } from './state/read-account.js'
import { readOrganization } from './state/read-organization.js'
import { type Lint, lintWarnings } from './warnings.js'

/** So many faults or warnings are told at once. */
const MOST_FAULTS = 50

/** What apply will do, and all that doing it needs. */
export interface Prepared {
  readonly things: readonly PlannedThing[]
  readonly accesses: readonly AccountAccess[]
  readonly accounts: Accounts
  readonly ids: ReadonlyMap<string, string>
  /** What will probably not have the intended effect. */
  readonly warnings: readonly PlacedFault[]
}

/** The documents that can be applied: YAML or JSON text, or the object itself. */
export type GivenDocument = string | AccountDocument

/**
 * Reads a document, checks all of it, reads what exists, and makes the plan. Changes nothing. Throws {@link DocumentFaults} with everything that is
 * wrong, and what a call throws.
 */
export async function prepareApply(
  given: GivenDocument,
  caller: ApplyCaller,
  { lint = () => [], ...keys }: Keys & { readonly lint?: Lint },
): Promise<Prepared> {
  const read = readDocument(given)
  const accounts = new Accounts(caller, keys)
  const identity = await accounts.identity()
  const faults: DocumentFault[] = []
  const { document } = read
  if (document.id !== undefined && document.id !== identity.account)
    faults.push({
      path: ['id'],
      message: `The caller's account is ${identity.account}. Use a key of account ${document.id}, or remove id.`,
    })
  const others = await accounts.find(document.accounts ?? [], identity, faults)
  if (faults.length > 0) throw placed(faults, read.locate)
  const own: AccountAccess = { account: identity.account, name: undefined, as: caller.called, client: accounts.client }
  const accesses = [own, ...others]
  const organization = await organizationPlan(document, { accounts, own, others, faults })
  const things = [...newAccounts(others), ...organization.things]
  const awsPolicies = await awsPoliciesThatExist(accounts.client, [document, ...(document.accounts ?? [])])
  for (const [at, access] of accesses.entries()) {
    const path = at === 0 ? [] : ['accounts', at - 1]
    const contents: AccountContents = (at === 0 ? document : document.accounts?.[at - 1]) ?? {}
    things.push(...(await accountPlan(contents, { access, path, awsPolicies, faults })))
  }
  if (faults.length > 0) throw placed(faults, read.locate)
  const warnings = inOrder([...organization.warnings, ...lintWarnings(document, things, lint)], { ...read, noun: 'warnings' })
  return { things, accesses, accounts, ids: organization.ids, warnings }
}

/** Reads a document and checks everything that can be checked without a server. Throws {@link DocumentFaults}. */
export function readDocument(given: GivenDocument): { readonly document: AccountDocument; readonly locate: Locate } {
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  const read = readYaml(text)
  if ('faults' in read) throw new DocumentFaults(read.faults.slice(0, MOST_FAULTS))
  const locate: Locate = typeof given === 'string' ? read.locate : () => ({})
  const faults = shapeFaults(read.value, DOCUMENT)
  if (faults.length > 0) throw placed(faults, locate)
  return { document: (read.value ?? {}) as AccountDocument, locate }
}

const placed = (faults: readonly DocumentFault[], locate: Locate): DocumentFaults =>
  new DocumentFaults(inOrder(faults, { locate, noun: 'faults' }))

function inOrder(faults: readonly DocumentFault[], { locate, noun }: { readonly locate: Locate; readonly noun: string }): PlacedFault[] {
  const told = faults.map(({ path, message }) => ({ path: pathText(path), message, ...locate(path) }))
  const sorted = told.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0))
  const more = sorted.length - MOST_FAULTS
  return [...sorted.slice(0, MOST_FAULTS), ...(more > 0 ? [{ path: '', message: `Besides these ${noun}: ${more} more.` }] : [])]
}

/** Accounts that are made: before everything else. */
const newAccounts = (others: readonly AccountAccess[]): PlannedThing[] =>
  others
    .filter(({ client }) => client === undefined)
    .map(({ account }) =>
      thing(
        {
          account,
          kind: 'account',
          name: account,
          writes: [{ stage: 'make accounts', does: 'create', run: (session) => session.makeAccount(account) }],
        },
        false,
      ),
    )

interface OrganizationParts {
  readonly accounts: Accounts
  readonly own: AccountAccess
  readonly others: readonly AccountAccess[]
  readonly faults: DocumentFault[]
}

interface OrganizationPlan extends Pick<Prepared, 'things' | 'ids'> {
  readonly warnings: readonly DocumentFault[]
}

async function organizationPlan(
  { organization }: AccountDocument,
  { accounts, own, others, faults }: OrganizationParts,
): Promise<OrganizationPlan> {
  const none: OrganizationPlan = { things: [], ids: new Map(), warnings: [] }
  if (organization === undefined) return none
  const existing = await readOrganization(accounts.client, own.account)
  if (existing !== undefined && 'memberOf' in existing) {
    faults.push({
      path: ['organization'],
      message: `The caller's account is a member of the organization of account ${existing.memberOf}. Use a key of that account.`,
    })
    return none
  }
  const wanted = wantedOrganization(organization, { existing, accountOf: accountIn({ own, others, existing }), faults })
  const states = { existing, wanted }
  faults.push(...organizationRefusals(states))
  return { things: planOrganization(own.account, states), ids: existing?.ids ?? none.ids, warnings: allowsNothing(states) }
}

/** The account that a tree names: by id or name, of the document or of the organization. Those of neither cannot join: nobody would accept for them. */
function accountIn({
  own,
  others,
  existing,
}: {
  own: AccountAccess
  others: readonly AccountAccess[]
  existing: ExistingOrganization | undefined
}) {
  const names = new Map<string, string | undefined>([
    ...(existing?.names ?? []),
    ...others.map(({ account, name }) => [account, name] as const),
  ])
  if (!names.has(own.account)) names.set(own.account, undefined)
  return (reference: string): string | undefined => {
    if (names.has(reference)) return reference
    const named = [...names].filter(([, name]) => name === reference)
    return named.length === 1 ? named[0]?.[0] : undefined
  }
}

async function awsPoliciesThatExist(client: Client, contents: readonly AccountContents[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const PolicyArn of new Set(contents.flatMap(awsPoliciesNamed))) {
    try {
      await client.iam('GetPolicy', { PolicyArn })
      found.add(PolicyArn)
    } catch (error) {
      if (!failedWith(error, 'NoSuchEntity')) throw error
    }
  }
  return found
}

interface AccountParts {
  readonly access: AccountAccess
  readonly path: Path
  readonly awsPolicies: ReadonlySet<string>
  readonly faults: DocumentFault[]
}

async function accountPlan(
  contents: AccountContents,
  { access, path, awsPolicies, faults }: AccountParts,
): Promise<readonly PlannedThing[]> {
  const { account, client } = access
  const parts = ALL_PARTS.filter((part) => (part === 'iam' ? NAMED : [part]).some((section) => contents[section] !== undefined))
  if (parts.length === 0) return []
  const existing: ExistingAccount = client === undefined ? EMPTY_ACCOUNT : await readAccount(client, parts)
  const wanted = wantedAccount(contents, { account, existing, awsPolicies, path, faults })
  for (const section of NAMED) {
    const spellings = new Map([...existing[section].keys()].map((name) => [name.toLowerCase(), name]))
    for (const name of wanted[section].keys()) {
      const spelled = spellings.get(name.toLowerCase())
      if (spelled !== undefined && spelled !== name)
        faults.push({ path: [...path, section, name], message: `It exists as ${spelled}. Names that differ by case alone are the same.` })
    }
  }
  faults.push(...accountRefusals(account, { existing, wanted }).map((one) => ({ ...one, path: [...path, ...one.path] })))
  const { things, immutable } = planAccount(account, { existing, wanted })
  for (const { kind, name, property } of immutable)
    faults.push({
      path: [...path, kind, name, property],
      message: `${property} of what exists cannot be changed. Delete it first, or leave ${property} as it is.`,
    })
  return things
}

const NAMED = ['policies', 'groups', 'users', 'roles', 'instanceProfiles'] as const
