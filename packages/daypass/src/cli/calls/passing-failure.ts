import { UsageError } from '../usage-error.js'

/** Why a call failed that may succeed when it is repeated: nothing answered, or the server could not now. */
export class PassingFailure extends UsageError {}

/** Codes of errors of the query protocol that say to try again, whatever their status. */
const PASSING: readonly unknown[] = ['Throttling', 'ThrottlingException', 'ServiceUnavailable', 'ConcurrentModification']

/** Whether an error of the server may be gone when the call is repeated. */
export const isPassing = (status: number, code: unknown): boolean => status >= 500 || status === 429 || PASSING.includes(code)
