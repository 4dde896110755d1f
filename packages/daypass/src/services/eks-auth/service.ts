import type { Access } from '../../access/access.js'
import { askAsService } from '../../access/permissions/service-questions.js'
import { type DepsAt, defineService, type EvidenceAt, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { EksAuthDeps, EksAuthEvidenceParts, EksAuthReads } from './eks-auth.js'
import { eksAuthOperations } from './operations.js'

/** What EKS Auth needs from an installation. */
type Parts = Omit<EksAuthDeps, 'state' | 'region' | 'evidence' | 'askAs'> & Pick<EksAuthEvidenceParts, 'oidc'> & { readonly access: Access }

/** EKS Auth. An unsigned request cannot reach it: its paths could also be those of a bucket. */
export const eksAuth = defineService({
  name: 'eks-auth',
  operations: eksAuthOperations,
  unsigned: { by: 'elsewhere' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('eks-auth'),
  sessions: 'any',
  anonymous: false,
  reads: (_parts: Parts, { state, region, evidence }: ReadsAt<Reader>): EksAuthReads => ({ state, region, evidence }),
  deps: ({ clock, ids, ring, access }: Parts, { state, context }: DepsAt<Writer>): EksAuthDeps => ({
    ...{ state, clock, ids, ring, region: context.region, evidence: context.evidence },
    askAs: askAsService({ access, clock, region: context.region, state }),
  }),
  evidenceParts: ({ clock, oidc }: Parts, { state, region }: EvidenceAt<Reader>): EksAuthEvidenceParts => ({ state, region, clock, oidc }),
})
