import { transferListOperation } from './transfer.js'

/** Lists no transfer. */
export const ListInboundResponsibilityTransfers = transferListOperation('ListInboundResponsibilityTransfers')
