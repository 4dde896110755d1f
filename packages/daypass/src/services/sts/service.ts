import { stsEndpoint } from '../../core/region.js'
import { type DepsAt, defineService, type EvidenceAt, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import { stsOperations } from './operations.js'
import type { StsDeps, StsEvidenceParts, StsReads } from './sts.js'

/** What STS needs from an installation. */
type Parts = Omit<StsDeps, 'state' | 'evidence' | 'region' | 'endpoint' | 'installationAccount'> &
  Omit<StsEvidenceParts, 'state'> & { /** The installation's own, 12 digits. */ readonly account: string }

/** The Security Token Service. It also answers a form whose Version belongs to no service. */
export const sts = defineService({
  name: 'sts',
  operations: stsOperations,
  unsigned: { by: 'form', isDefault: true },
  // A presigned request lives as long as a signed one, whatever X-Amz-Expires says: Kubernetes tokens are signed for 60 seconds and used for 14
  // minutes (aws-iam-authenticator, pkg/token). Only in STS does the Host say which endpoint is meant; for the other services, the signature says
  // enough.
  signing: { ...STANDARD_SIGNING, minimumPresignSeconds: 900, endpointOf: stsEndpoint },
  errors: authenticationErrors('sts'),
  sessions: 'any',
  anonymous: false,
  reads: ({ awsManaged }: Parts, { state, evidence }: ReadsAt<Reader>): StsReads => ({ state, evidence, awsManaged }),
  deps({ awsManaged, clock, ids, ring, issuerBase, account: installationAccount }: Parts, { state, context }: DepsAt<Writer>): StsDeps {
    const { evidence, region, endpoint } = context
    return { state, evidence, region, endpoint, awsManaged, clock, ids, ring, issuerBase, installationAccount }
  },
  evidenceParts({ clock, ring, transact, oidc, saml, issuerBase }: Parts, { state }: EvidenceAt<Reader>): StsEvidenceParts {
    return { state, clock, ring, transact, oidc, saml, issuerBase }
  },
})
