/**
 * daypass: what an operator does to the installation itself and AWS has no API for: accounts, and ending sessions. Signed and authorized as every
 * other service is, under actions of its own (`daypass:CreateAccount`).
 * Refuses members' power over the installation: what is not the caller's own account is for the installation's own account alone.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Caller } from '../../core/caller.js'
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import type { Definition, Question } from '../../core/operation.js'
import { refuseNarrowSession } from '../../credentials/narrow-session.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { DaypassOperations } from '../../wire/generated/daypass.js'

/** What an operation may read before it is allowed. */
export interface DaypassReads {
  readonly state: Reader
  /** The installation's own account, 12 digits. */
  readonly home: string
}

/** What an operation may use. */
export interface DaypassDeps extends DaypassReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
}

/** All of them ask: none is open to every caller. */
interface DaypassDefinition<Input, Output> extends Definition<Input, Output, DaypassReads, DaypassDeps> {
  readonly actions: readonly string[]
  readonly authorize: (input: Input, caller: Caller, reads: DaypassReads) => readonly Question[]
}

/** Declares an operation. */
export function operation<Name extends keyof DaypassOperations & string>(
  name: Name,
  definition: DaypassDefinition<DaypassOperations[Name]['input'], DaypassOperations[Name]['output']>,
) {
  const check: typeof definition.check = (input, caller, reads) => {
    refuseNarrowSession(caller)
    definition.check?.(input, caller, reads)
  }
  return { service: 'daypass', name, ...definition, check } as const
}
