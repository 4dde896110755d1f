/**
 * daypass: what an operator does to the installation itself and AWS has no API for: accounts, and ending sessions. Signed and authorized as every
 * other service is, under actions of its own (`daypass:CreateAccount`).
 * Refuses members' power over the installation: what is not the caller's own account is for the installation's own account alone.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { askingOperationOf, type Operation } from '../../core/operation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { DaypassOperations } from '../../wire/generated/daypass.js'

/** What an operation may read before it is allowed. */
export interface DaypassReads {
  readonly state: Reader
  /** The installation's own account, 12 digits. */
  readonly installationAccount: string
}

/** What an operation may use. */
export interface DaypassDeps extends DaypassReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
}

/** An operation of daypass's own service. */
export type DaypassOperation = Operation<DaypassReads, DaypassDeps>

/** Declares an operation. All of them ask: none is open to every caller. */
export const operation = askingOperationOf<DaypassOperations, DaypassReads, DaypassDeps>('daypass')
