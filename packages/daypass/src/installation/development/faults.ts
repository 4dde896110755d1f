import { type MemberType, memberProblem } from '../../core/text/members.js'
import { DevelopmentError } from './development-error.js'
import { type KnownOperations, operationProblem } from './fault-operations.js'

/**
 * What a fault does: `throttling`, `unavailable` (503) and `internal` (500) are errors in the form of the service; `slow` waits and then does what was
 * asked for; `cut` ends the connection without an answer.
 */
export const FAULT_KINDS = ['throttling', 'unavailable', 'internal', 'slow', 'cut'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** A fault for the next calls of an operation. */
export interface FaultRequest {
  /** `service:Operation`, as in `sts:AssumeRole`; `sts:*` is every operation of the service. */
  readonly operation: string
  readonly kind: FaultKind
  /** For how many calls, 1 to 10,000; by default 1. */
  readonly times?: number | undefined
  /** How long a slow answer waits, in seconds, at most 60; by default 1. */
  readonly seconds?: number | undefined
  /** Only calls with a key of this account, 12 digits. The key is not verified: a fault comes before that. */
  readonly account?: string | undefined
}

/** A fault that is waiting for calls; `times` is how many are left. */
export interface WaitingFault extends FaultRequest {
  readonly times: number
}

/** The limits of faults. */
export const FAULT_LIMITS = { faults: 100, times: 10_000, seconds: 60 } as const

/** A call that arrived. */
export interface Call {
  readonly service: string
  readonly operation: string
  /** The account in the id of the key that signed it, if it is there. */
  readonly account: () => string | undefined
}

type SetTimer = (end: () => void, milliseconds: number) => { unref(): unknown }

/** The faults that were asked for, oldest first: a call gets the first one that fits. */
export class Faults {
  readonly #setTimer: SetTimer
  #waiting: WaitingFault[] = []
  /** Ends the wait of every call that is being answered slowly. */
  readonly #slow = new Set<() => void>()

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer
  }

  list(): readonly WaitingFault[] {
    return this.#waiting
  }

  /** How many calls wait now. */
  get slow(): number {
    return this.#slow.size
  }

  /** Adds a fault. Throws {@link DevelopmentError} for one that cannot be; members that are not known and types are looked at too. */
  add(asked: FaultRequest, known: KnownOperations): WaitingFault {
    const problem = memberProblem(asked, MEMBERS) ?? problemOf(asked, known)
    if (problem !== undefined) throw new DevelopmentError(problem)
    if (this.#waiting.length >= FAULT_LIMITS.faults)
      throw new DevelopmentError(`there are ${FAULT_LIMITS.faults} faults already: clear them`)
    const { operation, kind, times = 1, account } = asked
    const seconds = kind === 'slow' ? (asked.seconds ?? 1) : undefined
    const added = { operation, kind, times, ...(seconds === undefined ? {} : { seconds }), ...(account === undefined ? {} : { account }) }
    this.#waiting.push(added)
    return added
  }

  /** Removes all faults; calls that are being answered slowly go on at once. */
  clear(): void {
    this.#waiting = []
    this.endWaits()
  }

  /** Calls that are being answered slowly go on at once, as when the server stops. */
  endWaits(): void {
    for (const end of [...this.#slow]) end()
  }

  /** The fault of a call, used up by it; undefined for nearly every call. */
  take(call: Call): WaitingFault | undefined {
    const at = this.#waiting.findIndex((one) => fits(one, call))
    const found = this.#waiting[at]
    if (found === undefined) return undefined
    const left = { ...found, times: found.times - 1 }
    this.#waiting = left.times === 0 ? this.#waiting.toSpliced(at, 1) : this.#waiting.toSpliced(at, 1, left)
    return found
  }

  /** Resolves after so many seconds, or when waits are ended. */
  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#slow.delete(end)
        resolve()
      }
      this.#slow.add(end)
      this.#setTimer(end, 1_000 * seconds).unref()
    })
  }
}

function fits({ operation, account }: WaitingFault, call: Call): boolean {
  const isOperation = operation === `${call.service}:${call.operation}` || operation === `${call.service}:*`
  return isOperation && (account === undefined || account === call.account())
}

const MEMBERS = { operation: 'string', kind: 'string', times: 'number', seconds: 'number', account: 'string' } as const satisfies Readonly<
  Record<keyof FaultRequest, MemberType>
>

function problemOf(asked: FaultRequest, known: KnownOperations): string | undefined {
  const { operation, kind, times = 1, seconds, account } = asked
  const ofOperation = operationProblem(operation ?? '', known)
  if (ofOperation !== undefined) return ofOperation
  if (!FAULT_KINDS.includes(kind)) return `kind must be one of ${FAULT_KINDS.join(', ')}`
  if (!Number.isSafeInteger(times) || times < 1 || times > FAULT_LIMITS.times)
    return `times must be a whole number from 1 to ${FAULT_LIMITS.times}`
  if (seconds !== undefined && kind !== 'slow') return 'seconds is for slow answers only'
  if (seconds !== undefined && !(seconds > 0 && seconds <= FAULT_LIMITS.seconds))
    return `seconds must be more than 0 and at most ${FAULT_LIMITS.seconds}`
  if (account !== undefined && !/^\d{12}$/.test(account)) return 'account must be 12 digits'
  return undefined
}
