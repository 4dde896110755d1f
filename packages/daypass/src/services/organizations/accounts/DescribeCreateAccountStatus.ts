import { accountCreations } from '../../../directory/organizations/account-creation.js'
import { requireOrganization } from '../callers.js'
import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { creationOutput } from './account-creation.js'

/** Tells what became of a request for an account (Organizations API reference, DescribeCreateAccountStatus). */
export const DescribeCreateAccountStatus = organizationsOperation('DescribeCreateAccountStatus', {
  summary: 'Tells what became of a request for an account.',
  actions: ['organizations:DescribeCreateAccountStatus'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:DescribeCreateAccountStatus', { caller, reads })],
  handle({ CreateAccountRequestId }, caller, { state }) {
    const request = accountCreations.get(state, requireOrganization(state, caller).organization.id, CreateAccountRequestId)
    if (request === undefined) throw told('CreateAccountStatusNotFoundException')
    return { CreateAccountStatus: creationOutput(request) }
  },
})
