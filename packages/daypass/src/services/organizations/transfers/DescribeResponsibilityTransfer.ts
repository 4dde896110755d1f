import { transferOperation } from './transfer.js'

/** Finds no transfer. */
export const DescribeResponsibilityTransfer = transferOperation('DescribeResponsibilityTransfer')
