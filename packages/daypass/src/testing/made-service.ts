import type { Operation } from '../core/operation.js'
import { type Service, STANDARD_SIGNING } from '../core/service.js'
import { servicesByName } from '../installation/services.js'

/** Services as they are served, for tests of folders that may not know them. */
export const { account, iam, s3, sts } = servicesByName

/** A service that is made up: of operations that are made up, with the errors of IAM. */
export const madeService = (name: string, operations: readonly Operation[] = []): Service => ({
  ...{ name, operations: new Map(operations.map((operation) => [operation.name, operation])) },
  ...{ unsigned: { by: 'elsewhere' }, signing: STANDARD_SIGNING, errors: iam.errors, sessions: 'any', anonymous: false },
  reads: () => undefined as never,
  deps: () => undefined as never,
  evidenceParts: () => undefined as never,
})
