import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import { signingConditionKeys } from '../../credentials/s3-signing-keys.js'
import type { Reader, Writer } from '../../directory/state.js'
import { isForControl } from './control-request.js'
import { s3controlOperations } from './operations.js'
import type { S3controlDeps, S3controlReads } from './s3control.js'

/** S3 Control, whose requests are signed for S3. An unsigned one cannot reach it: its paths could also be those of a bucket. */
export const s3control = defineService({
  name: 's3control',
  operations: s3controlOperations,
  unsigned: { by: 'elsewhere' },
  sharesScope: { of: 's3', takes: isForControl },
  signing: { ...STANDARD_SIGNING, normalizesPath: false, conditionKeys: signingConditionKeys },
  errors: authenticationErrors('s3'),
  sessions: 'any',
  anonymous: false,
  reads: (_parts: object, { state }: ReadsAt<Reader>): S3controlReads => ({ state }),
  deps: (_parts: object, { state }: DepsAt<Writer>): S3controlDeps => ({ state }),
})
