import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import { brokenConstraint } from './errors.js'
import { organizationsOperations } from './operations.js'
import type { OrganizationsDeps, OrganizationsReads, OrganizationsSetting } from './organizations-deps.js'

/** What Organizations needs from an installation; `account` is the installation's own, 12 digits. */
type Parts = Omit<OrganizationsDeps, 'state' | 'ask' | 'installationAccount' | 'whoMayCreate'> & {
  readonly account: string
  readonly organizations: OrganizationsSetting
}

/** AWS Organizations: open to every session, as on AWS. */
export const organizations = defineService({
  name: 'organizations',
  operations: organizationsOperations,
  unsigned: { by: 'target' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('organizations'),
  brokenConstraint,
  sessions: 'any',
  anonymous: false,
  reads: (_parts: Parts, { state }: ReadsAt<Reader>): OrganizationsReads => ({ state }),
  deps: (
    { clock, ids, ring, quotas, account, organizations: whoMayCreate }: Parts,
    { state, context }: DepsAt<Writer>,
  ): OrganizationsDeps => ({
    ...{ state, clock, ids, ring, quotas, whoMayCreate },
    ...{ installationAccount: account, ask: context.ask },
  }),
})
