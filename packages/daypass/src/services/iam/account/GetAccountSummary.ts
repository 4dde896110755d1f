import { accountSettings } from '../../../directory/account/account-settings.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { groups } from '../../../directory/iam/group.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { listHeldDevices, mfaDevices } from '../../../directory/iam/mfa-device.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { operation } from '../iam.js'
import { summaryQuotas } from './quotas.js'

/** Counts what the account has, and its quotas (IAM API reference, GetAccountSummary). What daypass does not support counts zero. */
export const GetAccountSummary = operation('GetAccountSummary', {
  summary: 'Counts what the account has, and returns its quotas.',
  actions: ['iam:GetAccountSummary'],
  authorize: () => [{ action: 'iam:GetAccountSummary', resource: '*' }],
  handle(_input, { account }, { state, quotas }) {
    const GlobalEndpointTokenVersion = accountSettings(state, account).globalTokenVersion
    const SummaryMap = {
      ...summaryQuotas(quotas),
      ...ABSENT,
      ...devices(state, account),
      ...entities(state, account),
      GlobalEndpointTokenVersion,
    }
    return { SummaryMap }
  },
})

function entities(state: Reader, account: string): Record<string, number> {
  const versions = Array.from(policies.each(state, account), (policy) => policy.versions.length)
  return {
    AccountAccessKeysPresent: accessKeys.ofRoot(state, account).length > 0 ? 1 : 0,
    AccountSigningCertificatesPresent: signingCertificates.of(state, { account, id: account }).length > 0 ? 1 : 0,
    InstanceProfiles: count(instanceProfiles.each(state, account)),
    Groups: count(groups.each(state, account)),
    Policies: versions.length,
    Providers: count(oidcProviders.each(state, account)) + count(samlProviders.each(state, account)),
    PolicyVersionsInUse: versions.reduce((sum, count) => sum + count, 0),
    Roles: count(roles.each(state, account)),
    ServerCertificates: count(serverCertificates.each(state, account)),
    Users: count(users.each(state, account)),
  }
}

/** The MFA devices of the account, those in use, and whether the root user has one. */
function devices(state: Reader, account: string): Record<string, number> {
  const held = Array.from(mfaDevices.each(state, account), ({ holder }) => holder !== undefined)
  const ofRoot = listHeldDevices(state, account, account)
  return { MFADevices: held.length, MFADevicesInUse: held.filter(Boolean).length, AccountMFAEnabled: Math.min(1, ofRoot.length) }
}

function count(things: Iterable<unknown>): number {
  let found = 0
  for (const _ of things) found += 1
  return found
}

/** What daypass does not support. */
const ABSENT = {
  AccountPasswordPresent: 0,
}
