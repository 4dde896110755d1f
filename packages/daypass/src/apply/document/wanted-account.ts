import type {
  AccountState,
  ExistingAccount,
  HolderState,
  InstanceProfileState,
  ManagedPolicyState,
  RoleState,
  TagsByKey,
  UserState,
} from '../state/account-state.js'
import { isAwsRolePath, localPolicyArn } from '../state/account-state.js'
import type * as doc from './document.js'
import type { DocumentFault, Path } from './fault.js'
import { policyTextOf } from './policy-text.js'
import { strangersIn } from './trusted.js'

/** What the references of a document may name besides what the document itself has. */
export interface Known {
  /** The account's id, or what stands for it. */
  readonly account: string
  /** The account as it is. */
  readonly existing: ExistingAccount
  /** AWS's managed policies that the document names and that exist. */
  readonly awsPolicies: ReadonlySet<string>
}

interface Wanting extends Known {
  readonly contents: doc.AccountContents
  readonly path: Path
  readonly faults: DocumentFault[]
}

/** What a document wants of an account, all defaults filled in. Puts references that name nothing into `faults`. */
export function wantedAccount(contents: doc.AccountContents, parts: Omit<Wanting, 'contents'>): AccountState {
  const wanting = { ...parts, contents }
  return {
    alias: contents.alias,
    passwordPolicy: contents.passwordPolicy,
    policies: mapOf(contents.policies, managedPolicy),
    groups: mapOf(contents.groups, (group, name) => holder(wanting, group ?? {}, ['groups', name])),
    users: mapOf(contents.users, (user, name) => userOf(wanting, user ?? {}, name)),
    roles: mapOf(contents.roles, (role, name) => roleOf(wanting, role, name)),
    instanceProfiles: mapOf(contents.instanceProfiles, (profile, name) => instanceProfile(wanting, profile ?? {}, name)),
    buckets: mapOf(contents.buckets, (bucket) => bucket?.LocationConstraint ?? 'us-east-1'),
  }
}

type Named<T> = Readonly<Record<string, T>> | undefined

const mapOf = <T, R>(named: Named<T>, of: (value: T, name: string) => R): ReadonlyMap<string, R> =>
  new Map(Object.entries(named ?? {}).map(([name, value]) => [name, of(value, name)]))

const tagsOf = (tags: doc.TagMap | undefined): TagsByKey => new Map(Object.entries(tags ?? {}))

const managedPolicy = ({ Path = '/', Description = '', PolicyDocument, Tags }: doc.ManagedPolicyProperties): ManagedPolicyState => ({
  ...{ path: Path, description: Description, text: policyTextOf(PolicyDocument), tags: tagsOf(Tags) },
})

function holder(wanting: Wanting, properties: doc.HolderProperties, at: Path): HolderState {
  const { Path = '/', ManagedPolicyArns = [], Policies } = properties
  const attached = ManagedPolicyArns.map((reference, i) => policyArnOf(wanting, reference, [...at, 'ManagedPolicyArns', i]))
  const twice = attached.findIndex((arn, i) => attached.indexOf(arn) !== i)
  if (twice >= 0) report(wanting, [...at, 'ManagedPolicyArns', twice], 'This policy is there twice. Remove one.')
  return { path: Path, attached: attached.toSorted(), inline: mapOf(Policies, policyTextOf) }
}

function userOf(wanting: Wanting, user: doc.UserProperties, name: string): UserState {
  const { Groups = [], PermissionsBoundary, Tags } = user
  const at = ['users', name]
  for (const [i, group] of Groups.entries()) requireKnown(wanting, { kind: 'groups', name: group, called: 'group' }, [...at, 'Groups', i])
  return {
    ...holder(wanting, user, at),
    groups: Groups.toSorted(),
    boundary: boundaryOf(wanting, PermissionsBoundary, at),
    tags: tagsOf(Tags),
  }
}

function roleOf(wanting: Wanting, role: doc.RoleProperties, name: string): RoleState {
  const { Description = '', AssumeRolePolicyDocument, MaxSessionDuration = 3_600, PermissionsBoundary, Tags } = role
  const at = ['roles', name]
  const trust = policyTextOf(AssumeRolePolicyDocument)
  for (const message of strangersIn(trust, { ...wanting, stored: wanting.existing.roles.get(name)?.trust }))
    report(wanting, [...at, 'AssumeRolePolicyDocument'], message)
  const problem = nameProblem(wanting, name)
  if (problem !== undefined) report(wanting, at, problem)
  if (role.Path !== undefined && isAwsRolePath(role.Path))
    report(
      wanting,
      [...at, 'Path'],
      'AWS alone makes roles with this path: a service (CreateServiceLinkedRole), or IAM Identity Center. Leave it out.',
    )
  return {
    ...holder(wanting, role, at),
    ...{ description: Description, trust, maxSessionDuration: MaxSessionDuration },
    ...{ boundary: boundaryOf(wanting, PermissionsBoundary, at), tags: tagsOf(Tags) },
  }
}

function instanceProfile(wanting: Wanting, profile: doc.InstanceProfileProperties, name: string): InstanceProfileState {
  const { Path = '/', Roles = [], Tags } = profile
  const at = ['instanceProfiles', name, 'Roles']
  for (const [i, role] of Roles.entries()) requireKnown(wanting, { kind: 'roles', name: role, called: 'role' }, [...at, i])
  return { path: Path, roles: Roles, tags: tagsOf(Tags) }
}

/** Names of the roles of IAM Identity Center (IAM Identity Center user guide, "Referencing permission sets"). That others may not have one is our own rule. */
const RESERVED_NAME = /^AWSReservedSSO_/i

function nameProblem({ existing }: Wanting, name: string): string | undefined {
  const ofAws = [...existing.awsRoles].find((one) => one.toLowerCase() === name.toLowerCase())
  if (ofAws !== undefined) return `AWS made the role ${ofAws}, and nobody else changes it. Leave it out.`
  if (existing.roles.has(name) || !RESERVED_NAME.test(name)) return undefined
  return 'Names that begin with AWSReservedSSO_ are for roles of IAM Identity Center. Take another name.'
}

const report = ({ path, faults }: Wanting, at: Path, message: string): void => void faults.push({ path: [...path, ...at], message })

interface Reference {
  readonly kind: 'groups' | 'roles'
  readonly name: string
  readonly called: string
}

function requireKnown(wanting: Wanting, { kind, name, called }: Reference, at: Path): void {
  if (Object.hasOwn(wanting.contents[kind] ?? {}, name) || wanting.existing[kind].has(name)) return
  report(wanting, at, `There is no ${called} ${name}, neither in the document nor in the account.`)
}

const boundaryOf = (wanting: Wanting, reference: string | undefined, at: Path): string | undefined =>
  reference && policyArnOf(wanting, reference, [...at, 'PermissionsBoundary'])

/** The ARN of a policy that is named, by ARN or by name; it must exist, be in the document, or be of AWS. */
function policyArnOf(wanting: Wanting, reference: string, at: Path): string {
  const { contents, existing, account, awsPolicies } = wanting
  if (reference.startsWith('arn:aws:iam::aws:')) {
    if (reference.startsWith('arn:aws:iam::aws:policy/aws-service-role/'))
      report(wanting, at, 'This policy is for service-linked roles alone. Leave it out.')
    else if (!awsPolicies.has(reference)) report(wanting, at, `AWS has no managed policy ${reference}.`)
    return reference
  }
  const name = reference.startsWith('arn:') ? reference.slice(reference.lastIndexOf('/') + 1) : reference
  const inDocument = Object.hasOwn(contents.policies ?? {}, name) ? contents.policies?.[name] : undefined
  const path = inDocument === undefined ? existing.policies.get(name)?.path : (inDocument.Path ?? '/')
  const arn = path === undefined ? undefined : localPolicyArn(account, { path, name })
  if (arn !== undefined && (reference === name || reference === arn)) return arn
  const hint = reference === name ? ` One of AWS is named by its ARN, such as arn:aws:iam::aws:policy/${name}.` : ''
  report(wanting, at, `There is no managed policy ${reference}, neither in the document nor in the account.${hint}`)
  return reference
}

/** The ARNs of AWS's managed policies that an account of a document names. */
export function awsPoliciesNamed(contents: doc.AccountContents): readonly string[] {
  const holders = [contents.users, contents.roles, contents.groups].flatMap((named) =>
    Object.values<Partial<doc.UserProperties> | null>(named ?? {}),
  )
  const references = holders.flatMap((one) => [
    ...(one?.ManagedPolicyArns ?? []),
    ...(one?.PermissionsBoundary ? [one.PermissionsBoundary] : []),
  ])
  return references.filter((one) => one.startsWith('arn:aws:iam::aws:'))
}
