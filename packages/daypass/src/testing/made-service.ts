import type { Operation } from '../core/operation.js'
import { type Service, STANDARD_SIGNING } from '../core/service.js'
import { servicesByName } from '../installation/services.js'

/** The real services, for tests of folders that must not import them. */
export const { account, iam, s3, sts } = servicesByName

/** A made-up service with made-up operations, and with the errors of IAM. */
export const madeService = (name: string, operations: readonly Operation[] = []): Service => ({
  ...{ name, operations: new Map(operations.map((operation) => [operation.name, operation])) },
  ...{ unsigned: { by: 'elsewhere' }, signing: STANDARD_SIGNING, errors: iam.errors, sessions: 'any', anonymous: false },
  reads: () => undefined as never,
  deps: () => undefined as never,
  evidenceParts: () => undefined as never,
})

/** What a made-up runtime answers where a test is not about who watches requests or counts them. */
export const unwatched = { begun: () => 0, ended: () => {}, throttle: () => undefined }
