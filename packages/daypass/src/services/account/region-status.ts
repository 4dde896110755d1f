import type { WireError } from '../../core/error.js'
import { isOptInRegion, isRegion } from '../../core/region.js'
import { accountSettings, changeAccountSettings, isRegionEnabled } from '../../directory/account/account-settings.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { Region } from '../../wire/generated/account.js'
import { AccountError } from './error.js'

/** The status of a region in the account. A change takes effect immediately here, so a region is never ENABLING or DISABLING. */
export function regionStatus(state: Reader, account: string, name: string): Region & { readonly RegionOptStatus: string } {
  if (!isOptInRegion(name)) return { RegionName: name, RegionOptStatus: 'ENABLED_BY_DEFAULT' }
  return { RegionName: name, RegionOptStatus: isRegionEnabled(state, account, name) ? 'ENABLED' : 'DISABLED' }
}

/** Refuses an unknown region. */
export function requireRegion(name: string): void {
  if (!isRegion(name)) throw unfit(`There is no region ${name}.`)
}

/** Enables or disables a region for the account; does nothing if it already is. Only opt-in regions can be changed (Account Management guide). */
export function setRegion(state: Writer, account: string, to: { readonly name: string; readonly enabled: boolean }): void {
  requireRegion(to.name)
  if (!isOptInRegion(to.name)) throw unfit(`The region ${to.name} is enabled by default and cannot be changed.`)
  const others = accountSettings(state, account).disabledRegions.filter((name) => name !== to.name)
  changeAccountSettings(state, account, { disabledRegions: to.enabled ? others : [...others, to.name].sort() })
}

/** The code and the reason are AWS's, the text is daypass's own. */
const unfit = (message: string): WireError =>
  new AccountError('ValidationException', message, { fields: { reason: 'invalidRegionOptTarget' } })
