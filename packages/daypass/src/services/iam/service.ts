import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { OidcSettings } from '../../federation/key-sets/key-sets.js'
import type { IamDeps, IamReads } from './iam.js'
import { iamOperations } from './operations.js'

/** What IAM needs from an installation. */
type Parts = Omit<IamDeps, 'state' | 'rest' | 'loopbackHttp'> & { readonly oidc: Pick<OidcSettings, 'loopbackHttp'> }

/** Identity and Access Management. */
export const iam = defineService({
  name: 'iam',
  operations: iamOperations,
  unsigned: { by: 'form' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('iam'),
  sessions: 'iam-capable',
  anonymous: false,
  reads: ({ awsManaged, oidc }: Parts, { state }: ReadsAt<Reader>): IamReads => ({ state, awsManaged, loopbackHttp: oidc.loopbackHttp }),
  deps({ awsManaged, clock, ids, ring, passwords, lastUse, quotas, issuerBase, oidc }: Parts, { state, context }: DepsAt<Writer>): IamDeps {
    const own = { state, awsManaged, clock, ids, ring, passwords, lastUse, quotas, issuerBase }
    return { ...own, loopbackHttp: oidc.loopbackHttp, rest: context.rest }
  },
})
