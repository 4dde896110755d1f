import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../usage-error.js'
import type { BroughtEntities } from './brought.js'
import { type AwsAnswer, entriesIn, type Kind, member, textIn } from './files/answers.js'
import { isoTime, Unreadable } from './values.js'

/** The types of policies that decide here, each with the policy of AWS that every listing of the type has. */
const TYPES: Readonly<Record<string, string>> = {
  SERVICE_CONTROL_POLICY: 'p-FullAWSAccess',
  RESOURCE_CONTROL_POLICY: 'p-RCPFullAWSAccess',
}

/** An organization as the files show it. */
interface Listed {
  readonly id: string
  readonly managementAccount: string
  readonly featureSet: unknown
  readonly root: string
  readonly enabled: readonly string[]
  readonly units: readonly unknown[]
  readonly accounts: readonly unknown[]
  readonly parents: ReadonlyMap<string, string>
  /** By root, unit or account, then by type: the policies that are attached. */
  readonly attached: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>
}

/** The management account, and the accounts of the organization. */
export interface OrganizationAccounts {
  readonly managementAccount: string
  readonly accounts: readonly string[]
}

/** Adds the organization of the answers, where there are any about one. What is not shown is never assumed: it could be what denies. */
export function addOrganization(brought: BroughtEntities, answers: readonly AwsAnswer[]): OrganizationAccounts | undefined {
  const ofKind = (kind: Kind) => answers.filter((answer) => answer.kind === kind)
  if (answers.length === 0) return undefined
  const described = onlyOne(
    ofKind('describe-organization').map(({ value }) => member(value, 'Organization')),
    'organization',
  )
  const root = onlyOne(
    ofKind('list-roots').flatMap(({ value }) => entriesIn(value, 'Roots')),
    'root',
  )
  if (described === undefined || root === undefined || ofKind('list-accounts').length === 0)
    throw new UsageError(
      'An organization needs the answers of describe-organization, list-roots and list-accounts, among others: see docs/bring-your-account.md.',
    )
  const rootId = needed(textIn(root, 'Id'), 'list-roots', 'Id')
  if ((member(root, 'PolicyTypes') ?? undefined) === undefined) needed(undefined, 'list-roots', 'PolicyTypes')
  const types = entriesIn(root, 'PolicyTypes')
    .filter((type) => textIn(type, 'Status') === 'ENABLED')
    .flatMap((type) => textIn(type, 'Type') ?? [])
  const policies = ofKind('describe-policy').map(({ value }) => member(value, 'Policy'))
  const enabled = types.filter((type) => Object.hasOwn(TYPES, type))
  const listed: Listed = {
    id: needed(textIn(described, 'Id'), 'describe-organization', 'Id'),
    managementAccount: needed(textIn(described, 'MasterAccountId'), 'describe-organization', 'MasterAccountId'),
    featureSet: member(described, 'FeatureSet'),
    ...{ root: rootId, enabled },
    units: ofKind('list-organizational-units-for-parent').flatMap(({ value }) => entriesIn(value, 'OrganizationalUnits')),
    accounts: ofKind('list-accounts').flatMap(({ value }) => entriesIn(value, 'Accounts')),
    parents: parentsIn(answers),
    attached: attachedIn(ofKind('list-targets-for-policy'), policyTypes(ofKind('list-policies'), policies, enabled), enabled),
  }
  requireListed(listed)
  for (const type of types.filter((one) => !enabled.includes(one)))
    leave(brought, `policies of the type ${type}`, 'Nothing here would enforce them.')
  for (const policy of policies) addPolicy(brought, listed, policy)
  addTree(brought, listed)
  for (const account of listed.accounts) addAccount(brought, listed, account)
  return { managementAccount: listed.managementAccount, accounts: listed.accounts.flatMap((account) => textIn(account, 'Id') ?? []) }
}

function needed(value: string | undefined, operation: Kind, name: string): string {
  if (value === undefined) throw new UsageError(`The answer of ${operation} has no ${name}.`)
  return value
}

/** The one that all files show; undefined where none does. */
function onlyOne(shown: readonly unknown[], noun: string): unknown {
  const [first] = shown
  if (shown.some((other) => !isDeepStrictEqual(other, first)))
    throw new UsageError(`The files contradict each other about the ${noun}. Give one listing, made at one time.`)
  return first
}

/** Refuses an attachment to what no file lists: it is there on AWS, and what is below it would not be bounded. */
function requireListed({ attached, root, units, accounts }: Listed): void {
  const known = new Set([root, ...[...units, ...accounts].map((one) => textIn(one, 'Id'))])
  for (const [target, policies] of attached)
    if (!known.has(target))
      throw new UsageError(
        `The policy ${Object.values(policies).flat().join(', ')} is attached to ${target}, and no file lists that. Add the answers that do.`,
      )
}

const leave = (brought: BroughtEntities, name: string, reason: string): void =>
  brought.add('OrganizationPolicy', name, () => {
    throw new Unreadable(reason)
  })

/** The parents of units and accounts, by every answer that tells one. */
function parentsIn(answers: readonly AwsAnswer[]): ReadonlyMap<string, string> {
  const parents = new Map<string, string>()
  const note = (child: string | undefined, parent: string | undefined) => {
    if (child === undefined || parent === undefined) return
    const known = parents.get(child)
    if (known !== undefined && known !== parent)
      throw new UsageError(
        `The files contradict each other: ${child} is below ${known} and below ${parent}. Give one listing, made at one time.`,
      )
    parents.set(child, parent)
  }
  for (const { kind, of, value } of answers) {
    if (kind === 'list-children') for (const child of entriesIn(value, 'Children')) note(textIn(child, 'Id'), of)
    if (kind === 'list-organizational-units-for-parent')
      for (const unit of entriesIn(value, 'OrganizationalUnits')) note(textIn(unit, 'Id'), of)
    if (kind === 'list-parents') for (const parent of entriesIn(value, 'Parents')) note(of, textIn(parent, 'Id'))
    if (kind === 'list-accounts')
      for (const account of entriesIn(value, 'Accounts')) {
        note(textIn(account, 'Id'), textIn(value, 'ParentId'))
        for (const path of entriesIn(account, 'Paths'))
          note(
            textIn(account, 'Id'),
            String(path)
              .split('/')
              .filter((part) => part !== '')
              .at(-2),
          )
      }
  }
  return parents
}

/**
 * The types of all policies that are listed or described, by id. Each of an enabled type must be described, apart from those of AWS; and each enabled type
 * must be listed.
 */
function policyTypes(lists: readonly AwsAnswer[], described: readonly unknown[], enabled: readonly string[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>()
  const note = (summary: unknown, kind: Kind): string => {
    const id = needed(textIn(summary, 'Id'), kind, 'Id of a policy')
    const type = needed(textIn(summary, 'Type'), kind, `Type of the policy ${id}`)
    if ((types.get(id) ?? type) !== type)
      throw new UsageError(`The files contradict each other about the type of the policy ${id}. Give one listing, made at one time.`)
    types.set(id, type)
    return id
  }
  for (const policy of lists.flatMap(({ value }) => entriesIn(value, 'Policies'))) note(policy, 'list-policies')
  const known = new Set(described.map((policy) => note(member(policy, 'PolicySummary'), 'describe-policy')))
  for (const type of enabled)
    if (types.get(TYPES[type] ?? '') !== type)
      throw new UsageError(
        `Policies of the type ${type} are enabled, and no file lists them. Add the answer of list-policies --filter ${type}.`,
      )
  for (const [id, type] of types)
    if (enabled.includes(type) && !isOfAws(id) && !known.has(id))
      throw new UsageError(`The policy ${id} is listed, and no file has its content. Add the answer of describe-policy --policy-id ${id}.`)
  return types
}

function attachedIn(answers: readonly AwsAnswer[], types: ReadonlyMap<string, string>, enabled: readonly string[]): Listed['attached'] {
  const told = new Set(answers.map(({ of }) => of))
  for (const [id, type] of types)
    if (enabled.includes(type) && !told.has(id))
      throw new UsageError(
        `No file tells what the policy ${id} is attached to. Add the answer of list-targets-for-policy --policy-id ${id}.`,
      )
  const attached = new Map<string, Record<string, string[]>>()
  // The policy of AWS first, as it was attached first.
  const inOrder = answers.toSorted((one, other) => Number(isOfAws(other.of)) - Number(isOfAws(one.of)))
  for (const { of: id, value } of inOrder) {
    const type = types.get(id)
    if (type === undefined)
      throw new UsageError(
        `The files tell what the policy ${id} is attached to, and none lists it. Add the answer of describe-policy --policy-id ${id}.`,
      )
    if (!enabled.includes(type)) continue
    for (const target of entriesIn(value, 'Targets')) {
      const node = needed(textIn(target, 'TargetId'), 'list-targets-for-policy', 'TargetId')
      const lists = attached.get(node) ?? {}
      attached.set(node, { ...lists, [type]: [...new Set([...(lists[type] ?? []), id])] })
    }
  }
  return attached
}

/** Whether a policy of an organization is one of AWS, which every organization has. */
export const isOfAws = (policy: string): boolean => Object.values(TYPES).includes(policy)

function addPolicy(brought: BroughtEntities, { id: organization }: Listed, policy: unknown): void {
  const summary = member(policy, 'PolicySummary')
  const [id, type, name] = [textIn(summary, 'Id') ?? '', textIn(summary, 'Type') ?? '', textIn(summary, 'Name') ?? '']
  if (isOfAws(id)) return
  if (!Object.hasOwn(TYPES, type)) {
    leave(brought, name, `Nothing here would enforce policies of the type ${type}.`)
    return
  }
  const content = {
    OrganizationId: organization,
    Id: id,
    Type: type,
    Name: name,
    Description: textIn(summary, 'Description'),
    Content: textIn(policy, 'Content'),
  }
  brought.add('OrganizationPolicy', name, () => ({ id, provides: [id], needs: [organization], content }))
}

const attachedTo = ({ attached }: Listed, id: string) => ({ Attached: attached.get(id) ?? {} })
const policiesAt = ({ attached }: Listed, id: string): readonly string[] => Object.values(attached.get(id) ?? {}).flat()

function addTree(brought: BroughtEntities, listed: Listed): void {
  const { id: organization, root, featureSet, enabled, managementAccount } = listed
  const content = { Id: organization, ManagementAccount: managementAccount, FeatureSet: featureSet, RootId: root, PolicyTypes: enabled }
  brought.add('Organization', organization, () => ({ id: organization, provides: [organization, root], needs: [], content }))
  brought.add('OrganizationRoot', root, () => ({
    ...{ id: root, provides: [], needs: [organization, ...policiesAt(listed, root)] },
    content: { OrganizationId: organization, ...attachedTo(listed, root) },
  }))
  for (const unit of listed.units) {
    const [id, name] = [textIn(unit, 'Id') ?? '', textIn(unit, 'Name') ?? '']
    brought.add('OrganizationalUnit', name, () => ({
      ...{ id, level: levelOf(listed, id), provides: [id], needs: [organization, listed.parents.get(id) ?? '', ...policiesAt(listed, id)] },
      content: { OrganizationId: organization, Id: id, Name: name, ParentId: listed.parents.get(id), ...attachedTo(listed, id) },
    }))
  }
}

/** AWS has five levels of units. */
const MOST_LEVELS = 5

function levelOf({ parents, root }: Listed, id: string): number {
  let level = 1
  for (let at = parents.get(id); at !== root; at = parents.get(at)) {
    level += 1
    if (at === undefined || level > MOST_LEVELS) throw new Unreadable('The files do not show it below the root, at most five levels deep.')
  }
  return level
}

function addAccount(brought: BroughtEntities, listed: Listed, account: unknown): void {
  const { id: organization, parents } = listed
  const id = textIn(account, 'Id') ?? ''
  const text = (name: string) => textIn(account, name)
  brought.add('OrganizationAccount', id, () => {
    const parent = parents.get(id)
    if (parent === undefined)
      throw new Unreadable('No file tells below which parent it is. Add the answer of list-parents or list-children.')
    const content = {
      ...{
        OrganizationId: organization,
        Id: id,
        ParentId: parent,
        Name: text('Name'),
        Email: text('Email'),
        JoinedMethod: text('JoinedMethod'),
      },
      ...{
        Status: text('Status'),
        State: text('State'),
        JoinedTimestamp: isoTime(member(account, 'JoinedTimestamp')),
        ...attachedTo(listed, id),
      },
    }
    return { id, provides: [], needs: [organization, parent, ...policiesAt(listed, id)], content }
  })
}
