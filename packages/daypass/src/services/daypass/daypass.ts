/**
 * daypass: what an operator does to the installation itself and AWS has no API for: accounts, made and imported, ending sessions, and roles for programs that act for a service. Requests are signed and authorized
 * as in every other service, with actions of its own (`daypass:CreateAccount`).
 * Refuses other accounts the management of the installation: what is not limited to the caller's own account needs the installation's own account.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { AskAsService } from '../../access/permissions/service-questions.js'
import type { Clock } from '../../core/clock.js'
import type { HandlerContext, Transaction } from '../../core/handler-context.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Operation } from '../../core/operation.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { DaypassOperations } from '../../wire/generated/daypass.js'

/** What an operation may read before it is authorized. */
export interface DaypassReads {
  readonly state: Reader
  /** The installation's own account, 12 digits. */
  readonly installationAccount: string
  /** The region in the signature of the request. */
  readonly region: string
  /** Whether issuers on loopback may have `http` URLs: for development. */
  readonly loopbackHttp: boolean
}

/** What an operation may use. */
export interface DaypassDeps extends DaypassReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly awsManaged: AwsManagedPolicies
  /** Runs a body until its changes commit, in a commit of its own. */
  readonly transact: <T>(body: (state: Writer & Transaction) => T | Promise<T>) => Promise<T>
  readonly askAs: AskAsService
  readonly askAll: HandlerContext['askAll']
  readonly rest: HandlerContext['rest']
}

/** An operation of daypass's own service. */
export type DaypassOperation = Operation<DaypassReads, DaypassDeps>

/** Declares an operation. Each requires a permission: none is open to every caller. */
export const operation = askingOperationOf<DaypassOperations, DaypassReads, DaypassDeps>('daypass')
