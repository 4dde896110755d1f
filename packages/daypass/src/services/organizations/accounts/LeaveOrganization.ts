import { requireOrganization } from '../callers.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { leaveOrganization } from './leaving.js'

/** Takes the caller's own account out of its organization (Organizations API reference, LeaveOrganization). */
export const LeaveOrganization = organizationsOperation('LeaveOrganization', {
  summary: "Takes the caller's own account out of its organization.",
  actions: ['organizations:LeaveOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:LeaveOrganization', { caller, reads })],
  handle(_input, caller, deps) {
    leaveOrganization(withinOf(caller, deps), requireOrganization(deps.state, caller).member, deps)
  },
})
