import { accountSettings } from '../../../directory/account/account-settings.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { groups } from '../../../directory/iam/group.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { listHeldDevices, mfaDevices } from '../../../directory/iam/mfa-device.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { rootLoginProfiles } from '../../../directory/iam/other-credentials/root-login-profile.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { users } from '../../../directory/iam/user.js'
import type { Records } from '../../../directory/records.js'
import type { Reader } from '../../../directory/state.js'
import { operation } from '../iam.js'
import { summaryQuotas } from './quotas.js'

/** More than any account has. */
const MOST = 10_000_000
const PAGE = 20

/** Counts what the account has, and its quotas (IAM API reference, GetAccountSummary). */
export const GetAccountSummary = operation('GetAccountSummary', {
  summary: 'Counts what the account has, and returns its quotas.',
  actions: ['iam:GetAccountSummary'],
  authorize: () => [{ action: 'iam:GetAccountSummary', resource: '*' }],
  async handle(_input, { account }, { state, quotas, rest }) {
    const GlobalEndpointTokenVersion = accountSettings(state, account).globalTokenVersion
    const SummaryMap = {
      ...summaryQuotas(quotas),
      ...devices(state, account),
      ...entities(state, account),
      ...(await policiesOf(state, account, rest)),
      GlobalEndpointTokenVersion,
    }
    return { SummaryMap }
  },
})

function entities(state: Reader, account: string): Record<string, number> {
  const count = (records: Pick<Records<never, never>, 'count'>): number => records.count(state, account, MOST)
  return {
    AccountAccessKeysPresent: accessKeys.ofRoot(state, account).length > 0 ? 1 : 0,
    AccountPasswordPresent: rootLoginProfiles.get(state, account) === undefined ? 0 : 1,
    AccountSigningCertificatesPresent: signingCertificates.of(state, { account, id: account }).length > 0 ? 1 : 0,
    InstanceProfiles: count(instanceProfiles),
    Groups: count(groups),
    Providers: count(oidcProviders) + count(samlProviders),
    Roles: count(roles),
    ServerCertificates: count(serverCertificates),
    Users: count(users),
  }
}

/** The MFA devices of the account, those in use, and whether the root user has one. */
function devices(state: Reader, account: string): Record<string, number> {
  const held = Array.from(mfaDevices.each(state, account), ({ holder }) => holder !== undefined)
  const ofRoot = listHeldDevices(state, account, account)
  return { MFADevices: held.length, MFADevicesInUse: held.filter(Boolean).length, AccountMFAEnabled: Math.min(1, ofRoot.length) }
}

/** Policies and their versions: the records hold the documents, so other requests run between a few. */
async function policiesOf(state: Reader, account: string, rest: () => Promise<void>): Promise<Record<string, number>> {
  let [Policies, PolicyVersionsInUse] = [0, 0]
  for (let from = ''; ; ) {
    const page = policies.list(state, account, { from, limit: PAGE })
    for (const { versions } of page) PolicyVersionsInUse += versions.length
    Policies += page.length
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return { Policies, PolicyVersionsInUse }
    // No name has a control character: this is the first position after the last.
    from = `${last.name}\u0001`
    await rest()
  }
}
