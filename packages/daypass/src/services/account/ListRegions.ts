import { REGIONS } from '../../core/region.js'
import { type CursorScope, openCursor, sealCursor } from '../../credentials/cursor.js'
import { type AccountDeps, accountPermission, operation } from './account.js'
import { AccountError } from './error.js'
import { regionStatus } from './region-status.js'

/** The maximum of regions per page; enough for all regions (Account API reference, ListRegions). */
const MOST = 50

/** The account's regions in order, only those with some statuses if the request has these. */
export const ListRegions = operation('ListRegions', {
  summary: 'Lists the regions of the account with their status.',
  actions: ['account:ListRegions'],
  authorize: (_input, caller) => accountPermission('account:ListRegions', caller),
  handle({ MaxResults = MOST, NextToken, RegionOptStatusContains = [] }, { account }, deps) {
    const scope = { account, operation: 'ListRegions', filter: JSON.stringify(RegionOptStatusContains.toSorted()) }
    const from = NextToken === undefined ? '' : positionOf(NextToken, scope, deps)
    const rest = REGIONS.filter((name) => name >= from)
      .map((name) => regionStatus(deps.state, account, name))
      .filter(({ RegionOptStatus }) => RegionOptStatusContains.length === 0 || RegionOptStatusContains.includes(RegionOptStatus))
    const next = rest[MaxResults]?.RegionName
    return { Regions: rest.slice(0, MaxResults), NextToken: next === undefined ? undefined : sealCursor(next, scope, deps) }
  },
})

function positionOf(token: string, scope: CursorScope, deps: AccountDeps): string {
  const position = openCursor(token, scope, deps)
  if (position === undefined)
    throw new AccountError('ValidationException', 'The NextToken is not valid.', { fields: { reason: 'fieldValidationFailed' } })
  return position
}
