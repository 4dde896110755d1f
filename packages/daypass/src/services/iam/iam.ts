/**
 * iam: Identity and Access Management, one file per operation, one folder per thing.
 * Owns IAM's shapes, quotas and error texts. Refuses to save a policy that could not be enforced as it reads.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Operation } from '../../core/operation.js'
import type { PasswordHashing } from '../../credentials/passwords/password-hashing.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { IamOperations } from '../../wire/generated/iam.js'

/** Bytes of a form with a policy document: 131,072 characters at most (IAM's model, policyDocumentType), escaped. */
export const DOCUMENT_FORM = 524_288
/** Bytes of a form with several of them. */
export const DOCUMENTS_FORM = 1_048_576

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
  readonly passwords: PasswordHashing
  /** What the URLs of issuers of web identity tokens begin with; without a slash at the end. */
  readonly issuerBase: () => string
  /** Lets others go on first: between the parts of much work. */
  readonly rest: () => Promise<void>
}

/** An operation of IAM. */
export type IamOperation = Operation<IamReads, IamDeps>

/** Declares an operation of IAM. All of them ask: none is open to every caller. */
export const operation = askingOperationOf<IamOperations, IamReads, IamDeps>('iam')

/** The installation's time in whole seconds, as IAM's dates are shown; milliseconds since the epoch. */
export const timeOf = (clock: Clock): number => Math.floor(clock.now() / 1000) * 1000
