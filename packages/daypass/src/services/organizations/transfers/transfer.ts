/**
 * transfers: handing the bills of an organization to another. There are no bills here. Owns the refusals: none is ever made, so that lists are empty and
 * no id is known. It keeps nothing.
 */
import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'

const NO_BILLS = 'there are no bills here to hand to another organization'

const FINDING = {
  DescribeResponsibilityTransfer: 'Finds no transfer of bills, because there are none.',
  TerminateResponsibilityTransfer: 'Finds no transfer of bills to end.',
  UpdateResponsibilityTransfer: 'Finds no transfer of bills to rename.',
} as const

/** An operation on a transfer, which does not exist. */
export function transferOperation<Name extends keyof typeof FINDING>(name: Name) {
  const action = `organizations:${name}`
  return organizationsOperation(name, {
    summary: FINDING[name],
    actions: [action],
    unavailable: NO_BILLS,
    authorize: (_input, caller, reads) => [wholePermission(action, { caller, reads })],
    handle() {
      throw told('ResponsibilityTransferNotFoundException')
    },
  })
}

const LISTS = {
  ListInboundResponsibilityTransfers: 'Lists no bills that others have handed over.',
  ListOutboundResponsibilityTransfers: 'Lists no bills that were handed to others.',
} as const

/** A list of transfers, of which there are none. */
export function transferListOperation<Name extends keyof typeof LISTS>(name: Name) {
  const action = `organizations:${name}`
  return organizationsOperation(name, {
    summary: LISTS[name],
    actions: [action],
    authorize: ({ Type }, caller, reads) => [wholePermission(action, { caller, reads, context: { 'organizations:TransferType': Type } })],
    handle: () => ({ ResponsibilityTransfers: [] }),
  })
}
