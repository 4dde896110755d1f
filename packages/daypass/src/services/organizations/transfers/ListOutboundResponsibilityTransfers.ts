import { transferListOperation } from './transfer.js'

/** Lists no transfer. */
export const ListOutboundResponsibilityTransfers = transferListOperation('ListOutboundResponsibilityTransfers')
