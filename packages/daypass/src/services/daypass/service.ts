import type { Access } from '../../access/access.js'
import { askAsService } from '../../access/permissions/service-questions.js'
import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { OidcSettings } from '../../federation/key-sets/key-sets.js'
import type { DaypassDeps, DaypassReads } from './daypass.js'
import { daypassOperations } from './operations.js'

/** What daypass's own service needs from an installation; `account` is the installation's own, 12 digits. */
type Parts = Omit<DaypassDeps, 'state' | 'installationAccount' | 'region' | 'askAs' | 'askAll' | 'rest' | 'loopbackHttp'> & {
  readonly account: string
  readonly oidc: Pick<OidcSettings, 'loopbackHttp'>
  readonly access: Access
}

/** What an operator does to an installation and AWS has no API for. As powerful as IAM, and closed to the same sessions. */
export const daypass = defineService({
  name: 'daypass',
  operations: daypassOperations,
  unsigned: { by: 'form' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('daypass'),
  sessions: 'iam-capable',
  anonymous: false,
  reads: ({ account, oidc }: Parts, { state, region }: ReadsAt<Reader>): DaypassReads => ({
    ...{ state, region, installationAccount: account, loopbackHttp: oidc.loopbackHttp },
  }),
  deps: ({ clock, ids, ring, awsManaged, transact, account, access, oidc }: Parts, { state, context }: DepsAt<Writer>): DaypassDeps => ({
    ...{ state, clock, ids, ring, awsManaged, transact, installationAccount: account, loopbackHttp: oidc.loopbackHttp },
    ...{ region: context.region, askAll: context.askAll, rest: context.rest },
    askAs: askAsService({ access, clock, region: context.region, state }),
  }),
})
