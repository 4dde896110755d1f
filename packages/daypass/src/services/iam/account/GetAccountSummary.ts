import { listRootAccessKeys } from '../../../directory/access-key.js'
import { accountSettings } from '../../../directory/account-settings.js'
import { listHeldDevices, listMfaDevices } from '../../../directory/mfa-device.js'
import { listPolicies } from '../../../directory/policy.js'
import { listRoles } from '../../../directory/role.js'
import type { Reader } from '../../../directory/state.js'
import { listUsers } from '../../../directory/user.js'
import { operation } from '../iam.js'
import { QUOTAS } from './quotas.js'

/** What the account has, and its quotas (IAM API reference, GetAccountSummary). Of what daypass does not have yet, there is none. */
export const GetAccountSummary = operation('GetAccountSummary', {
  summary: 'Counts what the account has, and returns its quotas.',
  actions: ['iam:GetAccountSummary'],
  authorize: () => [{ action: 'iam:GetAccountSummary', resource: '*' }],
  handle(_input, { account }, { state }) {
    const GlobalEndpointTokenVersion = accountSettings(state, account).globalTokenVersion
    const SummaryMap = { ...QUOTAS, ...ABSENT, ...mfaDevices(state, account), ...entities(state, account), GlobalEndpointTokenVersion }
    return { SummaryMap }
  },
})

const ALL = { from: '', limit: 1_000_000 }

function entities(state: Reader, account: string): Record<string, number> {
  const policies = listPolicies(state, account, ALL)
  return {
    AccountAccessKeysPresent: listRootAccessKeys(state, account).length > 0 ? 1 : 0,
    Policies: policies.length,
    PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
    Roles: listRoles(state, account, ALL).length,
    Users: listUsers(state, account, ALL).length,
  }
}

/** MFA devices of the account, those that are in use, and whether its root user has one. */
function mfaDevices(state: Reader, account: string): Record<string, number> {
  const devices = listMfaDevices(state, account, ALL)
  const inUse = devices.filter(({ holder }) => holder !== undefined)
  const ofRoot = listHeldDevices(state, account, account)
  return { MFADevices: devices.length, MFADevicesInUse: inUse.length, AccountMFAEnabled: Math.min(1, ofRoot.length) }
}

/** What cannot be made here. */
const ABSENT = {
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  Groups: 0,
  InstanceProfiles: 0,
  Providers: 0,
  ServerCertificates: 0,
}
