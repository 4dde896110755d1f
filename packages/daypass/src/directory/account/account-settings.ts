// account: the accounts of an installation, and the settings of each.
// Owns their records. Refuses to hold the installation's own account, which is in the installation record.

import { isOptInRegion } from '../../core/region.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/**
 * The settings that an account has chosen. Every account has settings, including the installation's own; an account without a record has the
 * defaults.
 */
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

/** The defaults. AWS starts with version 1 and with opt-in regions disabled, which makes many valid calls fail at first. */
const AS_MADE: AccountSettings = { globalTokenVersion: 2, disabledRegions: [] }

/** The settings of an account. */
export const accountSettings = (state: Reader, account: string): AccountSettings => ({
  ...AS_MADE,
  ...state.get<Partial<AccountSettings>>(accountSettingsKeys.key(account)),
})

/** Changes some of an account's settings. */
export const changeAccountSettings = (state: Writer, account: string, changed: Partial<AccountSettings>): void =>
  state.put(accountSettingsKeys.key(account), { ...accountSettings(state, account), ...changed })

/** Whether the account has the region enabled. Regions enabled by default are always enabled, whatever the record says. */
export const isRegionEnabled = (state: Reader, account: string, region: string): boolean =>
  !isOptInRegion(region) || !accountSettings(state, account).disabledRegions.includes(region)
