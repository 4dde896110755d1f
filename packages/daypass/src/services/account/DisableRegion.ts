import { accountPermission, operation } from './account.js'
import { setRegion } from './region-status.js'

/** Disables an opt-in region for the account: from the next request on, its credentials are rejected there (Account API reference, DisableRegion). */
export const DisableRegion = operation('DisableRegion', {
  summary: 'Disables an opt-in region for the account.',
  actions: ['account:DisableRegion'],
  authorize: ({ RegionName }, caller) => accountPermission('account:DisableRegion', caller, RegionName),
  handle: ({ RegionName }, { account }, { state }) => setRegion(state, account, { name: RegionName, enabled: false }),
})
