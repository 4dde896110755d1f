import { OperatorError } from '../installation/operator-error.js'

/** Why a command does not do what its arguments, its variables or its files ask: one of them is wrong, or the server it needs is not there. */
export class UsageError extends OperatorError {
  readonly code = 'UsageError'
}
