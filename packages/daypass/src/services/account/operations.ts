// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import type { AccountOperation } from './account.js'
import { DisableRegion } from './DisableRegion.js'
import { EnableRegion } from './EnableRegion.js'
import { GetRegionOptStatus } from './GetRegionOptStatus.js'
import { ListRegions } from './ListRegions.js'

/** Every operation of account that is served, by name. */
export const accountOperations: readonly AccountOperation[] = [DisableRegion, EnableRegion, GetRegionOptStatus, ListRegions]
