import { accountPermission, operation } from './account.js'
import { regionStatus, requireRegion } from './region-status.js'

/** Whether the account has a region enabled (Account API reference, GetRegionOptStatus). */
export const GetRegionOptStatus = operation('GetRegionOptStatus', {
  summary: 'Tells whether a region is enabled for the account.',
  actions: ['account:GetRegionOptStatus'],
  authorize: ({ RegionName }, caller) => accountPermission('account:GetRegionOptStatus', caller, RegionName),
  handle({ RegionName }, { account }, { state }) {
    requireRegion(RegionName)
    return regionStatus(state, account, RegionName)
  },
})
