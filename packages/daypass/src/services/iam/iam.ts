/**
 * iam: Identity and Access Management, one file per operation, one folder per kind of thing.
 * Owns IAM's shapes, quotas and error texts. Refuses to save a policy that could not be enforced as written.
 * Leaves the evaluation of policies to access, and the stored records to directory.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Operation } from '../../core/operation.js'
import type { PasswordHashing } from '../../credentials/passwords/password-hashing.js'
import type { LastUseTracker } from '../../directory/iam/last-use/last-use-tracker.js'
import type { AccountQuotas } from '../../directory/account/quotas.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { IamOperations } from '../../wire/generated/iam.js'
import { requireModifiable } from './roles/protected-roles.js'

/** The maximum size of a form with a policy document, in bytes: at most 131,072 characters (IAM's model, policyDocumentType), escaped. */
export const DOCUMENT_FORM = 524_288
/** The maximum size of a form with several policy documents, or with metadata of SAML, in bytes. */
export const DOCUMENTS_FORM = 1_048_576

/** What an IAM operation may read before it is authorized. */
export interface IamReads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
  /** Whether issuers on loopback may have `http` URLs; if absent, they may not. */
  readonly loopbackHttp?: boolean
}

/** What an IAM operation may use. */
export interface IamDeps extends IamReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly passwords: PasswordHashing
  readonly lastUse: LastUseTracker
  readonly quotas: AccountQuotas
  /** The beginning of the issuer URLs of web identity tokens, without a slash at the end. */
  readonly issuerBase: () => string
  /** Lets other requests run first: between the parts of long work. */
  readonly rest: () => Promise<void>
}

/** An operation of IAM. */
export type IamOperation = Operation<IamReads, IamDeps>

/** Declares an operation of IAM. Each requires a permission: none is open to every caller. Each that names a role spares those of AWS. */
export const operation = askingOperationOf<IamOperations, IamReads, IamDeps>('iam', {
  beforeHandle: (name, { input, caller, deps }) => requireModifiable(name, input, { account: caller.account, state: deps.state }),
})

/** The installation's time in whole seconds, as IAM shows dates; milliseconds since the epoch. */
export const timeOf = (clock: Clock): number => Math.floor(clock.now() / 1000) * 1000
