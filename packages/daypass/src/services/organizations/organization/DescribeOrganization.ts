import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { organizationOutput } from './organization.js'

/** Describes the organization of the caller's account, to any of its accounts (Organizations API reference, DescribeOrganization). */
export const DescribeOrganization = organizationsOperation('DescribeOrganization', {
  summary: 'Describes the organization that the account is in.',
  actions: ['organizations:DescribeOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:DescribeOrganization', { caller, reads })],
  handle: (_input, caller, { state }) => ({ Organization: organizationOutput(state, requireOrganization(state, caller).organization) }),
})
