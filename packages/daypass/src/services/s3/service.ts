import { customEndpoint } from '../../core/region.js'
import { type DepsAt, defineService, type ReadsAt } from '../../core/service.js'
import type { Reader, Writer } from '../../directory/state.js'
import { bodyErrors } from './authentication/body-errors.js'
import { signingConditionKeys } from '../../credentials/s3-signing-keys.js'
import { credentialErrors, signatureErrors } from './authentication/signature-errors.js'
import { crossOriginHeaders } from './cors/cross-origin-headers.js'
import { s3Operations } from './operations.js'
import type { S3Deps, S3Reads } from './s3.js'

/** What S3 needs from an installation. */
type Parts = Pick<S3Deps, 'transact' | 'files' | 'clock' | 'ids' | 'ring'>

/** S3. Any path could be a bucket's, so it gets the requests that no other service matches. */
export const s3 = defineService({
  name: 's3',
  operations: s3Operations,
  unsigned: { by: 'anything-else' },
  // S3 signs the path unchanged (Amazon S3 API reference, "Authenticating Requests").
  signing: {
    normalizesPath: false,
    minimumPresignSeconds: 0,
    endpointOf: (_host, region) => customEndpoint(region),
    conditionKeys: signingConditionKeys,
    acceptsVersion2: true,
  },
  errors: { signature: signatureErrors, credentials: credentialErrors },
  streaming: bodyErrors,
  crossOrigin: crossOriginHeaders,
  sessions: 'any',
  anonymous: true,
  reads: (_parts: Parts, { state }: ReadsAt<Reader>): S3Reads => ({ state }),
  // Member by member: to spread both costs as much as a decision.
  deps: ({ transact, files, clock, ids, ring }: Parts, { state, context }: DepsAt<Writer>): S3Deps => ({
    state,
    transact,
    files,
    clock,
    ids,
    ring,
    region: context.region,
    ask: context.ask,
    askAll: context.askAll,
    decisions: context.decisions,
    settled: context.settled,
    rest: context.rest,
  }),
})
