import type { Caller } from './caller.js'
import type { Request, Routed } from './exchange.js'
import type { AccessDecision, RequiredPermission } from './operation.js'

/** A question, how it was decided and, where an operation does each by itself, whether what was allowed has been done. */
export interface RecordedPermission {
  readonly question: RequiredPermission
  readonly decision: AccessDecision
  done?: boolean
}

/** What the audit says of a request. */
export interface RequestEvent {
  request: Request
  service: string
  operation?: string
  /** Set where what is asked is not served; its method, path and subresource are told then. */
  unserved?: NonNullable<Routed['unserved']>
  caller?: Caller
  questions: RecordedPermission[]
  status: number
  code?: string
  reason?: string
  cause?: unknown
}
