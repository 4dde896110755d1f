import { failedWith } from '../calls/call-error.js'
import type { Client, Json } from '../calls/client.js'
import { iamItems, listIn, organizationItems } from '../calls/pages.js'
import { AWS_ROLE_PATHS, type ExistingAccount } from '../state/account-state.js'

/** How many of something an account has that no document can say. */
export interface LeftOut {
  readonly account: string
  readonly counts: Readonly<Record<string, number>>
}

/** Counts what the document leaves out: secrets, and what has no place in the format. */
export async function leftOut(account: string, { client, state }: { client: Client; state: ExistingAccount }): Promise<LeftOut> {
  const { SummaryMap } = await client.iam('GetAccountSummary')
  const summary = SummaryMap as Record<string, number>
  const roles: Record<string, number> = {}
  for (const [what, PathPrefix] of Object.entries(AWS_ROLE_PATHS))
    roles[what] = (await iamItems(client, 'ListRoles', { list: 'Roles', PathPrefix })).length
  const oidc = await client.iam('ListOpenIDConnectProviders')
  const saml = await client.iam('ListSAMLProviders')
  const users = await credentialsOf(client, [...state.users.keys()])
  return {
    account,
    counts: {
      ...users,
      'virtual MFA devices': (await iamItems(client, 'ListVirtualMFADevices', { list: 'VirtualMFADevices' })).length,
      'server certificates': summary.ServerCertificates ?? 0,
      'OpenID Connect providers': listIn(oidc, 'OpenIDConnectProviderList').length,
      'SAML providers': listIn(saml, 'SAMLProviderList').length,
      ...roles,
      'versions of policies that are not the default': [...state.policies.values()].reduce((sum, one) => sum + one.otherVersions.length, 0),
    },
  }
}

/** What users have besides what a document says. */
const CREDENTIALS = {
  'access keys of users': { action: 'ListAccessKeys', list: 'AccessKeyMetadata' },
  'signing certificates': { action: 'ListSigningCertificates', list: 'Certificates' },
  'SSH keys': { action: 'ListSSHPublicKeys', list: 'SSHPublicKeys' },
  'service-specific credentials': { action: 'ListServiceSpecificCredentials', list: 'ServiceSpecificCredentials' },
} as const

async function credentialsOf(client: Client, users: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = { passwords: 0 }
  for (const UserName of users) {
    for (const [what, { action, list }] of Object.entries(CREDENTIALS))
      counts[what] = (counts[what] ?? 0) + listIn(await client.iam(action, { UserName }), list).length
    counts.passwords = (counts.passwords ?? 0) + (await hasPassword(client, UserName))
  }
  return counts
}

async function hasPassword(client: Client, UserName: string): Promise<number> {
  try {
    const { LoginProfile } = await client.iam('GetLoginProfile', { UserName })
    return (LoginProfile as Json | undefined) === undefined ? 0 : 1
  } catch (error) {
    if (failedWith(error, 'NoSuchEntity')) return 0
    throw error
  }
}

/** Counts what the document leaves out of an organization. */
export async function leftOutOfOrganization(client: Client): Promise<LeftOut['counts']> {
  const delegated = await organizationItems(client, 'ListDelegatedAdministrators', { list: 'DelegatedAdministrators' })
  const trusted = await organizationItems(client, 'ListAWSServiceAccessForOrganization', { list: 'EnabledServicePrincipals' })
  const members = await organizationItems(client, 'ListAccounts', { list: 'Accounts' })
  return {
    'delegated administrators': delegated.length,
    'services with trusted access': trusted.length,
    'resource policies': await hasResourcePolicy(client),
    'closings of accounts': members.filter(({ Status }) => Status !== 'ACTIVE').length,
  }
}

async function hasResourcePolicy(client: Client): Promise<number> {
  try {
    await client.organizations('DescribeResourcePolicy')
    return 1
  } catch (error) {
    if (failedWith(error, 'ResourcePolicyNotFoundException')) return 0
    throw error
  }
}
