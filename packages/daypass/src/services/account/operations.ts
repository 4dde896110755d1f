import type { Operation } from '../../core/operation.js'
import { DisableRegion } from './DisableRegion.js'
import { EnableRegion } from './EnableRegion.js'
import { GetRegionOptStatus } from './GetRegionOptStatus.js'
import { ListRegions } from './ListRegions.js'

/** Every operation of Account Management that daypass speaks. */
export const accountOperations: readonly Operation[] = [DisableRegion, EnableRegion, GetRegionOptStatus, ListRegions]
