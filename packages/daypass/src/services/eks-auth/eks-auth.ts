/**
 * eks-auth: EKS Auth, the one operation by which a node of a Kubernetes cluster gets the credentials of a pod (EKS Pod Identity).
 * Owns what a pod's token must say, and the session that it gives. The request is signed by the node; the token says which pod.
 * Leaves the verification of tokens to federation, and the associations of service accounts with roles to directory and to daypass's own service.
 * May know: core, wire, directory, credentials, access, federation; no other service.
 */
import type { AskAsService } from '../../access/permissions/service-questions.js'
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Evidence, type Operation } from '../../core/operation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { OidcSettings } from '../../federation/key-sets/key-sets.js'
import type { EksAuthOperations } from '../../wire/generated/eks-auth.js'

/** What an operation may read before it is authorized. */
export interface EksAuthReads {
  readonly state: Reader
  /** The region in the signature of the request. */
  readonly region: string
  readonly evidence: Evidence
}

/** What verifying the token of a request may use. */
export interface EksAuthEvidenceParts {
  /** For reading, until verifying first waits. */
  readonly state: Reader
  readonly region: string
  readonly clock: Clock
  readonly oidc: Pick<OidcSettings, 'keys'>
}

/** What an operation may use. */
export interface EksAuthDeps extends EksAuthReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly askAs: AskAsService
}

/** An operation of EKS Auth. */
export type EksAuthOperation = Operation<EksAuthReads, EksAuthDeps, EksAuthEvidenceParts>

/** Declares an operation of EKS Auth. */
export const operation = askingOperationOf<EksAuthOperations, EksAuthReads, EksAuthDeps, EksAuthEvidenceParts>('eks-auth')
