import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AcceptDelegationRequest } from './AcceptDelegationRequest.js'
import { AssociateDelegationRequest } from './AssociateDelegationRequest.js'
import { GetDelegationRequest } from './GetDelegationRequest.js'
import { RejectDelegationRequest } from './RejectDelegationRequest.js'
import { SendDelegationToken } from './SendDelegationToken.js'
import { UpdateDelegationRequest } from './UpdateDelegationRequest.js'

const DelegationRequestId = '0123456789abcdef'
const OPERATIONS = [
  ['iam:AcceptDelegationRequest', AcceptDelegationRequest],
  ['iam:AssociateDelegationRequest', AssociateDelegationRequest],
  ['iam:GetDelegationRequest', GetDelegationRequest],
  ['iam:RejectDelegationRequest', RejectDelegationRequest],
  ['iam:SendDelegationToken', SendDelegationToken],
  ['iam:UpdateDelegationRequest', UpdateDelegationRequest],
] as const

describe.each(OPERATIONS)('%s', (action, operation) => {
  it('finds no request', async () => {
    const w = await world()
    expect(await w.refusal(operation, { DelegationRequestId })).toEqual({ code: 'NoSuchEntity', message: 'Unknown' })
  })

  it('requires permission on the request, before it says so', async () => {
    const w = await world()
    const resource = `arn:aws:iam::${ACCOUNT}:delegation-request/${DelegationRequestId}`
    expect(askedBy(w, operation, { DelegationRequestId })).toEqual([{ action, resource }])
    expect(await w.refusal(operation, { DelegationRequestId }, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
