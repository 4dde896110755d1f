import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { IamDeps, IamReads } from './iam.js'
import { iamOperations } from './operations.js'

/** What IAM needs from an installation. */
type Parts = Omit<IamDeps, 'state' | 'rest'>

/** Identity and Access Management. */
export const iam = defineService({
  name: 'iam',
  operations: iamOperations,
  unsigned: { by: 'form' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('iam'),
  sessions: 'iam-capable',
  anonymous: false,
  reads: ({ awsManaged }: Parts, { state }: ReadsAt<Reader>): IamReads => ({ state, awsManaged: awsManaged }),
  deps: ({ awsManaged, clock, ids, ring, passwords, lastUse, quotas, issuerBase }: Parts, { state, context }: DepsAt<Writer>): IamDeps => ({
    ...{ state, awsManaged: awsManaged, clock, ids, ring, passwords, lastUse, quotas, issuerBase },
    rest: context.rest,
  }),
})
