import { isOptInRegion } from '../../core/region.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** What an account has chosen for itself. Every account has them, the installation's own too; nothing chosen is no record. */
export interface AccountSettings {
  /** The version of the tokens that the global endpoint issues for the account. */
  readonly globalTokenVersion: 1 | 2
  /** Opt-in regions that the account has disabled. */
  readonly disabledRegions: readonly string[]
}

/** Settings by account. */
export const accountSettingsKeys = defineKeys('account-settings/<account>', {
  record: 'which token version its global endpoint issues, the regions it has disabled; nothing while nothing was chosen',
  lifetime: 'for ever',
})

/** As every account starts: AWS starts with version 1 and with opt-in regions disabled, so that much fails at first that can be right. */
const AS_MADE: AccountSettings = { globalTokenVersion: 2, disabledRegions: [] }

/** The settings of an account. */
export const accountSettings = (state: Reader, account: string): AccountSettings => ({
  ...AS_MADE,
  ...state.get<Partial<AccountSettings>>(accountSettingsKeys.key(account)),
})

/** Changes some of an account's settings. */
export const changeAccountSettings = (state: Writer, account: string, changed: Partial<AccountSettings>): void =>
  state.put(accountSettingsKeys.key(account), { ...accountSettings(state, account), ...changed })

/** Whether the account has the region enabled. Those enabled by default cannot be taken away, whatever the record says. */
export const isRegionEnabled = (state: Reader, account: string, region: string): boolean =>
  !isOptInRegion(region) || !accountSettings(state, account).disabledRegions.includes(region)
