/**
 * iam: Identity and Access Management, one file per operation, one folder per thing.
 * Owns IAM's shapes, quotas and error texts. Refuses to save a policy that could not be enforced as it reads.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { operationOf } from '../../core/operation.js'
import type { AwsManagedPolicies } from '../../directory/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { IamOperations } from '../../wire/generated/iam.js'

/** What an IAM operation may read before it is allowed. */
export interface IamReads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
}

/** What an IAM operation may use. */
export interface IamDeps extends IamReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
}

/** Declares an operation of IAM. */
export const operation = operationOf<IamOperations, IamReads, IamDeps>('iam')
