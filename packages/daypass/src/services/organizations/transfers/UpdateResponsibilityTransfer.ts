import { transferOperation } from './transfer.js'

/** Finds no transfer. */
export const UpdateResponsibilityTransfer = transferOperation('UpdateResponsibilityTransfer')
