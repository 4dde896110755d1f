import { failedWith } from '../calls/call-error.js'
import { type Client, childText, type Json } from '../calls/client.js'
import { iamItems, listIn, tagsIn } from '../calls/pages.js'
import type { PasswordPolicyProperties } from '../document/document.js'
import {
  EMPTY_ACCOUNT,
  type ExistingAccount,
  type ExistingPolicy,
  type HolderState,
  type InstanceProfileState,
  isAwsRolePath,
  type RoleState,
  type UserState,
} from './account-state.js'

/** The parts of an account: each is read with its own permissions, and only where it is asked for. */
export type Part = 'iam' | 'alias' | 'passwordPolicy' | 'buckets'

export const ALL_PARTS: readonly Part[] = ['iam', 'alias', 'passwordPolicy', 'buckets']

/** What an account has of what a document can say, read through the API with one key; parts that are not asked for are empty. */
export async function readAccount(client: Client, parts: readonly Part[]): Promise<ExistingAccount> {
  return {
    ...EMPTY_ACCOUNT,
    ...(parts.includes('iam') && (await iamOf(client))),
    ...(parts.includes('alias') && { alias: await aliasOf(client) }),
    ...(parts.includes('passwordPolicy') && { passwordPolicy: await passwordPolicyOf(client) }),
    ...(parts.includes('buckets') && { buckets: await bucketsOf(client) }),
  }
}

async function iamOf(client: Client): Promise<Omit<ExistingAccount, Exclude<Part, 'iam'>>> {
  const details = await authorizationDetails(client)
  const listed = new Map((await iamItems(client, 'ListRoles', { list: 'Roles' })).map((role) => [text(role.RoleName), role]))
  const own = details.Policies.filter(({ Arn }) => !text(Arn).startsWith('arn:aws:iam::aws:'))
  const awsRoles = details.RoleDetailList.filter(({ Path }) => isAwsRolePath(text(Path)))
  const roles = details.RoleDetailList.filter((role) => !awsRoles.includes(role))
  const profiles = await iamItems(client, 'ListInstanceProfiles', { list: 'InstanceProfiles' })
  return {
    policies: await mapOf(own, 'PolicyName', (one) => policyOf(client, one)),
    groups: await mapOf(details.GroupDetailList, 'GroupName', (one) => holderOf(one, 'GroupPolicyList')),
    users: await mapOf(details.UserDetailList, 'UserName', userOf),
    roles: await mapOf(roles, 'RoleName', (one) => roleOf(one, listed.get(text(one.RoleName)) ?? {})),
    instanceProfiles: await mapOf(profiles, 'InstanceProfileName', (one) => instanceProfileOf(client, one)),
    awsRoles: new Set(awsRoles.map(({ RoleName }) => text(RoleName))),
    principalIds: new Set([...details.UserDetailList, ...details.RoleDetailList].map(({ UserId, RoleId }) => text(UserId ?? RoleId))),
    summary: await summaryOf(client),
  }
}

/** Who may not read them applies all the same: the quotas are AWS's then. */
async function summaryOf(client: Client): Promise<Readonly<Record<string, number>>> {
  try {
    return (await client.iam('GetAccountSummary')).SummaryMap as Record<string, number>
  } catch (error) {
    if (failedWith(error, 'AccessDenied')) return {}
    throw error
  }
}

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

async function authorizationDetails(client: Client): Promise<Readonly<Record<(typeof LISTS)[number], readonly Json[]>>> {
  const found = { UserDetailList: [] as Json[], GroupDetailList: [] as Json[], RoleDetailList: [] as Json[], Policies: [] as Json[] }
  for (let marker: unknown; ; ) {
    const page = await client.iam('GetAccountAuthorizationDetails', { Marker: marker })
    for (const list of LISTS) found[list].push(...listIn(page, list))
    if (page.IsTruncated !== true) return found
    marker = page.Marker
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** By name, in the order of names. */
async function mapOf<T>(items: readonly Json[], name: string, of: (item: Json) => T | Promise<T>): Promise<ReadonlyMap<string, T>> {
  const found: (readonly [string, T])[] = []
  for (const item of items) found.push([text(item[name]), await of(item)])
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Documents are percent-encoded in the answers of IAM (IAM API reference, GetAccountAuthorizationDetails). */
const policyText = (encoded: unknown): string => decodeURIComponent(text(encoded))

const arnsIn = (attached: unknown): string[] => (attached as Json[] | undefined)?.map(({ PolicyArn }) => text(PolicyArn)).sort() ?? []

function holderOf(detail: Json, inline: string): HolderState {
  const texts = listIn(detail, inline).map(({ PolicyName, PolicyDocument }) => [text(PolicyName), policyText(PolicyDocument)] as const)
  return { path: text(detail.Path), attached: arnsIn(detail.AttachedManagedPolicies), inline: new Map(texts) }
}

const boundaryIn = (detail: Json): string | undefined =>
  (detail.PermissionsBoundary as Json | undefined)?.PermissionsBoundaryArn as string | undefined

const userOf = (detail: Json): UserState => ({
  ...holderOf(detail, 'UserPolicyList'),
  groups: [...((detail.GroupList as string[] | undefined) ?? [])].sort(),
  boundary: boundaryIn(detail),
  tags: tagsIn(detail.Tags),
})

const roleOf = (detail: Json, listed: Json): RoleState => ({
  ...holderOf(detail, 'RolePolicyList'),
  description: text(listed.Description),
  trust: policyText(detail.AssumeRolePolicyDocument),
  maxSessionDuration: typeof listed.MaxSessionDuration === 'number' ? listed.MaxSessionDuration : 3_600,
  boundary: boundaryIn(detail),
  tags: tagsIn(detail.Tags),
})

/** No list has the description and the tags of a policy. */
async function policyOf(client: Client, detail: Json): Promise<ExistingPolicy> {
  const answer = await client.iam('GetPolicy', { PolicyArn: detail.Arn })
  const { Description, Tags } = answer.Policy as Json
  const versions = listIn(detail, 'PolicyVersionList')
  const others = versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true).map(({ VersionId }) => text(VersionId))
  return {
    path: text(detail.Path),
    description: text(Description),
    text: policyText(versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true)?.Document),
    tags: tagsIn(Tags),
    otherVersions: others.sort((one, other) => Number(one.slice(1)) - Number(other.slice(1))),
  }
}

async function instanceProfileOf(client: Client, listed: Json): Promise<InstanceProfileState> {
  const InstanceProfileName = listed.InstanceProfileName
  const tags = await iamItems(client, 'ListInstanceProfileTags', { list: 'Tags', InstanceProfileName })
  return { path: text(listed.Path), roles: listIn(listed, 'Roles').map(({ RoleName }) => text(RoleName)), tags: tagsIn(tags) }
}

async function aliasOf(client: Client): Promise<string | undefined> {
  const { AccountAliases } = await client.iam('ListAccountAliases')
  return (AccountAliases as string[] | undefined)?.[0]
}

/** ExpirePasswords follows from MaxPasswordAge. */
async function passwordPolicyOf(client: Client): Promise<PasswordPolicyProperties | undefined> {
  try {
    const { PasswordPolicy } = await client.iam('GetAccountPasswordPolicy')
    const { ExpirePasswords: _, ...properties } = PasswordPolicy as Json
    return properties
  } catch (error) {
    if (failedWith(error, 'NoSuchEntity')) return undefined
    throw error
  }
}

async function bucketsOf(client: Client): Promise<ReadonlyMap<string, string>> {
  const found: (readonly [string, string])[] = []
  const root = await client.s3('ListBuckets', { method: 'GET', path: '/' })
  const listed = root?.children.find(({ name }) => name === 'Buckets')?.children ?? []
  for (const bucket of listed) found.push([childText(bucket, 'Name') ?? '', childText(bucket, 'BucketRegion') ?? 'us-east-1'])
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)))
}
