import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { requireMember } from './account.js'
import { leaveOrganization } from './leaving.js'

/** Takes a member account out of the organization (Organizations API reference, RemoveAccountFromOrganization). */
export const RemoveAccountFromOrganization = organizationsOperation('RemoveAccountFromOrganization', {
  summary: 'Takes a member account out of the organization.',
  actions: ['organizations:RemoveAccountFromOrganization'],
  authorize: ({ AccountId }, caller, reads) => [
    namedPermission('organizations:RemoveAccountFromOrganization', AccountId, { caller, reads }),
  ],
  handle({ AccountId }, caller, deps) {
    const within = withinOf(caller, deps)
    leaveOrganization(within, requireMember(within, AccountId), deps)
  },
})
