import { PARTITION, parseArn } from '../../core/arn.js'
import { UsageError } from '../usage-error.js'
import type { BroughtEntities } from './brought.js'
import { allowsOnly, trustedArns } from './document-facts.js'
import { type AwsAnswer, entriesIn, member, textIn } from './files/answers.js'
import { documentOf, isoTime, Unreadable } from './values.js'

const LISTS = { User: 'UserDetailList', Group: 'GroupDetailList', Role: 'RoleDetailList', Policy: 'Policies' } as const
const AWS_POLICY = `arn:${PARTITION}:iam::aws:policy/`

/** All entries of a kind in the pages of the details. */
const entriesOf = (pages: readonly AwsAnswer[], kind: keyof typeof LISTS): readonly unknown[] =>
  pages.flatMap(({ value }) => entriesIn(value, LISTS[kind]))

/** The account of the details: that of every ARN in them. `given` is the operator's, where they have none. */
export function accountOf(pages: readonly AwsAnswer[], given: string | undefined): string | undefined {
  const accounts = new Set(given === undefined ? [] : [given])
  for (const kind of Object.keys(LISTS) as (keyof typeof LISTS)[])
    for (const entry of entriesOf(pages, kind)) {
      const text = textIn(entry, 'Arn')
      if (text === undefined || text.startsWith(AWS_POLICY)) continue
      const arn = parseArn(text)
      if (arn === undefined || !/^\d{12}$/.test(arn.account)) throw new UsageError(`${text} is not the ARN of something in an account.`)
      if (arn.partition !== PARTITION)
        throw new UsageError(`${text} is of the partition ${arn.partition}. Only accounts of the partition ${PARTITION} can be imported.`)
      accounts.add(arn.account)
    }
  if (accounts.size > 1)
    throw new UsageError(`The files are of several accounts: ${[...accounts].join(', ')}. Import one account at a time.`)
  return [...accounts][0]
}

/** Adds the users, groups, roles, policies and instance profiles of the details. What AWS does not list there is not read, secrets least of all. */
export function addDetails(brought: BroughtEntities, pages: readonly AwsAnswer[]): void {
  const facts = factsOf(pages)
  for (const entry of entriesOf(pages, 'Policy'))
    if (textIn(entry, 'Arn')?.startsWith(AWS_POLICY) === true) addAwsPolicy(brought, entry)
    else addPolicy(brought, entry)
  for (const entry of entriesOf(pages, 'Group')) addGroup(brought, entry, facts)
  for (const entry of entriesOf(pages, 'User')) addUser(brought, entry, facts)
  for (const entry of entriesOf(pages, 'Role')) {
    addRole(brought, entry, facts)
    for (const profile of entriesIn(entry, 'InstanceProfileList')) addProfile(brought, profile)
  }
}

/** What the details say of others. */
interface Facts {
  /** Policies of AWS that deny nothing, in every copy. */
  readonly allowOnly: ReadonlySet<string>
  /** Those that deny something in a copy, or may. */
  readonly maybeDeny: ReadonlySet<string>
  /** The documents of AWS's policies that are in effect on AWS, where all copies have the same. */
  readonly documents: ReadonlyMap<string, string>
  /** Users and roles: their unique ids by ARN. */
  readonly principals: ReadonlyMap<string, string>
}

function factsOf(pages: readonly AwsAnswer[]): Facts {
  const aws = entriesOf(pages, 'Policy').filter((entry) => textIn(entry, 'Arn')?.startsWith(AWS_POLICY))
  const maybeDeny = new Set(aws.filter((entry) => !isAllowOnly(entry)).map((entry) => textIn(entry, 'Arn') ?? ''))
  for (const kind of ['Policy', 'Group'] as const) idsOf(pages, kind)
  return {
    maybeDeny,
    documents: documentsOf(aws),
    allowOnly: new Set(aws.map((entry) => textIn(entry, 'Arn') ?? '').filter((arn) => !maybeDeny.has(arn))),
    principals: new Map([...idsOf(pages, 'User'), ...idsOf(pages, 'Role')]),
  }
}

/** The documents of AWS's policies by ARN. One that cannot be read, or of which there are two, is none. */
function documentsOf(policies: readonly unknown[]): ReadonlyMap<string, string> {
  const documents = new Map<string, Set<string>>()
  for (const policy of policies) {
    const [arn, document] = [textIn(policy, 'Arn') ?? '', defaultDocument(policy)]
    documents.set(arn, (documents.get(arn) ?? new Set()).add(document ?? ''))
  }
  const only = [...documents].flatMap(([arn, [document = '', ...more]]) =>
    document === '' || more.length > 0 ? [] : [[arn, document] as const],
  )
  return new Map(only)
}

/** The document in effect of a policy of AWS; undefined where it cannot be told. */
function defaultDocument(policy: unknown): string | undefined {
  const [version, ...more] = entriesIn(policy, 'PolicyVersionList').filter((one) => member(one, 'IsDefaultVersion') === true)
  if (version === undefined || more.length > 0) return undefined
  try {
    return documentOf(member(version, 'Document'))
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** The unique ids of a kind by ARN. Refuses two of one ARN: one of them is of another time, and trust would be in either. */
function idsOf(pages: readonly AwsAnswer[], kind: keyof typeof LISTS): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const entry of entriesOf(pages, kind)) {
    const [arn, id = ''] = [textIn(entry, 'Arn'), textIn(entry, `${kind}Id`)]
    if (arn === undefined) continue
    const known = ids.get(arn) ?? id
    if (known !== id)
      throw new UsageError(
        `The files contradict each other about ${arn}: its unique id is ${known} and ${id}. Give one listing, made at one time.`,
      )
    ids.set(arn, id)
  }
  return ids
}

/** Whether every version that a listing shows as in effect denies nothing. */
function isAllowOnly(policy: unknown): boolean {
  const versions = entriesIn(policy, 'PolicyVersionList').filter((one) => member(one, 'IsDefaultVersion') === true)
  return versions.length > 0 && versions.every((version) => allowsOnly(member(version, 'Document')))
}

/** The name of an entry for the report. */
const nameIn = (entry: unknown, name: string): string => textIn(entry, name) ?? `(without ${name})`

const need = (value: string | undefined, name: string): string => {
  if (value === undefined) throw new Unreadable(`${name} is missing.`)
  return value
}

/** Members that are sent as they are. */
const same = (entry: unknown, ...names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, member(entry, name)]))

const tagsOf = (entry: unknown) =>
  member(entry, 'Tags') === undefined ? {} : { Tags: entriesIn(entry, 'Tags').map((tag) => same(tag, 'Key', 'Value')) }

/** A policy of AWS is sent to be compared with the version that is here. */
function addAwsPolicy(brought: BroughtEntities, entry: unknown): void {
  const arn = textIn(entry, 'Arn') ?? ''
  brought.add('AwsManagedPolicy', arn, () => {
    const document = defaultDocument(entry)
    if (document === undefined) throw new Unreadable('The files do not show the version that is in effect.')
    // A copy that differs is compared too.
    const content = { Arn: arn, DefaultVersionId: textIn(entry, 'DefaultVersionId'), Document: document }
    return { id: JSON.stringify(content), provides: [], needs: [], content }
  })
}

function addPolicy(brought: BroughtEntities, entry: unknown): void {
  brought.add('Policy', nameIn(entry, 'PolicyName'), () => ({
    id: need(textIn(entry, 'PolicyId'), 'PolicyId'),
    provides: [textIn(entry, 'Arn') ?? ''],
    needs: [],
    content: {
      ...same(entry, 'PolicyName', 'PolicyId', 'Path', 'Arn', 'DefaultVersionId', 'Description'),
      ...{ CreateDate: isoTime(member(entry, 'CreateDate')), UpdateDate: isoTime(member(entry, 'UpdateDate')) },
      ...tagsOf(entry),
      PolicyVersionList: entriesIn(entry, 'PolicyVersionList').map((version) => ({
        ...same(version, 'VersionId', 'IsDefaultVersion'),
        ...{ Document: documentOf(member(version, 'Document')), CreateDate: isoTime(member(version, 'CreateDate')) },
      })),
    },
  }))
}

/** The policies that a user, group or role has, and its boundary. */
function policiesOf(entry: unknown, list: string, { allowOnly, maybeDeny, documents }: Facts) {
  const attached = entriesIn(entry, 'AttachedManagedPolicies').map((one) => textIn(one, 'PolicyArn') ?? '')
  const boundary = textIn(member(entry, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  const hasBoundary = (member(entry, 'PermissionsBoundary') ?? undefined) !== undefined
  if (hasBoundary && boundary === undefined) throw new Unreadable('PermissionsBoundary has no PermissionsBoundaryArn.')
  return {
    needs: [...attached, ...(boundary === undefined ? [] : [boundary])],
    held: {
      [list]: entriesIn(entry, list).map((policy) => ({
        ...same(policy, 'PolicyName'),
        PolicyDocument: documentOf(member(policy, 'PolicyDocument')),
      })),
      AttachedManagedPolicies: attached.map((arn) => ({
        PolicyArn: arn,
        ...(allowOnly.has(arn) && { AllowsOnly: true }),
        ...(maybeDeny.has(arn) && { MayDeny: true, Document: documents.get(arn) }),
      })),
      ...(boundary !== undefined && {
        PermissionsBoundary: {
          PermissionsBoundaryArn: boundary,
          ...{ ...(maybeDeny.has(boundary) && { MayDeny: true }), Document: documents.get(boundary) },
        },
      }),
    },
  }
}

function addGroup(brought: BroughtEntities, entry: unknown, facts: Facts): void {
  brought.add('Group', nameIn(entry, 'GroupName'), () => {
    const { needs, held } = policiesOf(entry, 'GroupPolicyList', facts)
    const content = { ...same(entry, 'GroupName', 'GroupId', 'Path', 'Arn'), CreateDate: isoTime(member(entry, 'CreateDate')), ...held }
    return { id: need(textIn(entry, 'GroupId'), 'GroupId'), provides: [`group/${textIn(entry, 'GroupName')}`], needs, content }
  })
}

function addUser(brought: BroughtEntities, entry: unknown, facts: Facts): void {
  brought.add('User', nameIn(entry, 'UserName'), () => {
    const { needs, held } = policiesOf(entry, 'UserPolicyList', facts)
    const content = {
      ...{ ...same(entry, 'UserName', 'UserId', 'Path', 'Arn', 'GroupList'), CreateDate: isoTime(member(entry, 'CreateDate')) },
      ...{ ...tagsOf(entry), ...held },
    }
    const groups = entriesIn(entry, 'GroupList').map((name) => `group/${String(name)}`)
    return { id: need(textIn(entry, 'UserId'), 'UserId'), provides: [], needs: [...needs, ...groups], content }
  })
}

function addRole(brought: BroughtEntities, entry: unknown, facts: Facts): void {
  brought.add('Role', nameIn(entry, 'RoleName'), () => {
    const id = need(textIn(entry, 'RoleId'), 'RoleId')
    const { needs, held } = policiesOf(entry, 'RolePolicyList', facts)
    const trust = documentOf(member(entry, 'AssumeRolePolicyDocument'))
    const used = member(entry, 'RoleLastUsed')
    const content = {
      ...same(entry, 'RoleName', 'RoleId', 'Path', 'Arn', 'Description', 'MaxSessionDuration'),
      ...{ CreateDate: isoTime(member(entry, 'CreateDate')), AssumeRolePolicyDocument: trust, ...tagsOf(entry), ...held },
      ...{ Principals: trustedArns(trust, facts.principals).map((Arn) => ({ Arn, Id: facts.principals.get(Arn) })) },
      ...{ RoleLastUsed: { LastUsedDate: isoTime(member(used, 'LastUsedDate')), Region: textIn(used, 'Region') } },
    }
    return { id, provides: [id], needs, content }
  })
}

function addProfile(brought: BroughtEntities, entry: unknown): void {
  brought.add('InstanceProfile', nameIn(entry, 'InstanceProfileName'), () => {
    const roles = entriesIn(entry, 'Roles').map((role) => same(role, 'RoleName', 'RoleId'))
    const content = {
      ...same(entry, 'InstanceProfileName', 'InstanceProfileId', 'Path', 'Arn'),
      ...{ CreateDate: isoTime(member(entry, 'CreateDate')), Roles: roles, ...tagsOf(entry) },
    }
    const needs = roles.map((role) => textIn(role, 'RoleId') ?? '')
    return { id: need(textIn(entry, 'InstanceProfileId'), 'InstanceProfileId'), provides: [], needs, content }
  })
}
