import { transferOperation } from './transfer.js'

/** Finds no transfer. */
export const TerminateResponsibilityTransfer = transferOperation('TerminateResponsibilityTransfer')
