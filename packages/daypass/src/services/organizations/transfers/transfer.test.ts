import { describe, expect, it } from 'vitest'
import { organizationWorld, required } from '../../../testing/organization.js'
import { DescribeResponsibilityTransfer } from './DescribeResponsibilityTransfer.js'
import { InviteOrganizationToTransferResponsibility } from './InviteOrganizationToTransferResponsibility.js'
import { ListInboundResponsibilityTransfers } from './ListInboundResponsibilityTransfers.js'
import { ListOutboundResponsibilityTransfers } from './ListOutboundResponsibilityTransfers.js'
import { TerminateResponsibilityTransfer } from './TerminateResponsibilityTransfer.js'
import { UpdateResponsibilityTransfer } from './UpdateResponsibilityTransfer.js'

const Target = { Type: 'ACCOUNT', Id: '111111111111' } as const
const INVITE = { Type: 'BILLING', Target, StartTimestamp: new Date(0), SourceName: 's' } as const

describe('transfers of bills', () => {
  it.each([
    ['organizations:DescribeResponsibilityTransfer', DescribeResponsibilityTransfer],
    ['organizations:TerminateResponsibilityTransfer', TerminateResponsibilityTransfer],
    ['organizations:UpdateResponsibilityTransfer', UpdateResponsibilityTransfer],
  ])('are not found: %s', async (action, operation) => {
    const { w } = await organizationWorld()
    expect(required(w, operation, { Id: 'rt-aaaaaaaa', Name: 'n' })).toEqual([[action, '*']])
    expect(await w.refusal(operation, { Id: 'rt-aaaaaaaa' })).toMatchObject({ code: 'ResponsibilityTransferNotFoundException' })
  })

  it.each([
    ['organizations:ListInboundResponsibilityTransfers', ListInboundResponsibilityTransfers],
    ['organizations:ListOutboundResponsibilityTransfers', ListOutboundResponsibilityTransfers],
  ])('are none: %s', async (action, operation) => {
    const { w } = await organizationWorld()
    expect(required(w, operation, { Type: 'BILLING' })).toEqual([[action, '*', { 'organizations:TransferType': 'BILLING' }]])
    expect(await w.call(operation, { Type: 'BILLING' })).toEqual({ ResponsibilityTransfers: [] })
  })

  it('are not offered', async () => {
    const { w } = await organizationWorld()
    const keys = { 'organizations:TransferType': 'BILLING', 'aws:TagKeys': ['k'], 'aws:RequestTag/k': 'v' }
    expect(required(w, InviteOrganizationToTransferResponsibility, { ...INVITE, Tags: [{ Key: 'k', Value: 'v' }] })).toEqual([
      ['organizations:InviteOrganizationToTransferResponsibility', '*', keys],
      ['organizations:TagResource', '*', keys],
    ])
    expect(await w.refusal(InviteOrganizationToTransferResponsibility, INVITE)).toEqual({
      code: 'UnsupportedAPIEndpointException',
      message: "This action isn't available in the current Amazon Web Services Region.",
    })
  })
})
