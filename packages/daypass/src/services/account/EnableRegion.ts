import { accountPermission, operation } from './account.js'
import { setRegion } from './region-status.js'

/** Enables an opt-in region for the account, immediately (Account API reference, EnableRegion; on AWS it takes minutes to hours). */
export const EnableRegion = operation('EnableRegion', {
  summary: 'Enables an opt-in region for the account.',
  actions: ['account:EnableRegion'],
  authorize: ({ RegionName }, caller) => accountPermission('account:EnableRegion', caller, RegionName),
  handle: ({ RegionName }, { account }, { state }) => setRegion(state, account, { name: RegionName, enabled: true }),
})
