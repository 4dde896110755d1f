import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import type { Reader } from '../../../directory/state.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { isPending } from './handshake.js'

/** The handshakes of an organization that await an answer. */
export const pendingOf = (state: Reader, organization: string, now: number): readonly HandshakeRecord[] =>
  handshakes.unanswered(state, organization).filter((one) => isPending(one, now))

/** Whether accounts and invitations together are as many as there may be accounts: an invitation that awaits its answer takes the place of one. */
export function arePlacesTaken({ id }: Pick<OrganizationRecord, 'id'>, { state, quotas, clock }: OrganizationsDeps): boolean {
  const most = quotas.limits.AccountsPerOrganization
  const invitations = pendingOf(state, id, clock.now()).filter(({ action }) => action === 'INVITE')
  return organizationMembers.count(state, id, most) + invitations.length >= most
}
