import type { Caller } from './caller.js'
import type { Request, Routed } from './exchange.js'
import type { FederatedLogin } from './federation/federated-login.js'
import type { AccessDecision, RequiredPermission } from './operation.js'

/** A required permission, its decision and, for an operation with `partialResults`, whether what was allowed has been done. */
export interface RecordedPermission {
  readonly question: RequiredPermission
  readonly decision: AccessDecision
  done?: boolean
}

/** What the audit records of a request. */
export interface RequestEvent {
  request: Request
  service: string
  operation?: string
  /** Set where the request needs something that daypass does not support; the audit then records its method, path and subresource. */
  unserved?: NonNullable<Routed['unserved']>
  /** The fault that was asked for and has happened to it. */
  fault?: string
  caller?: Caller
  /** The verified login that the permissions were asked for, where no signature says who calls. */
  login?: FederatedLogin
  questions: RecordedPermission[]
  status: number
  code?: string
  reason?: string
  cause?: unknown
}
