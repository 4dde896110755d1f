import type { AuthenticationErrors } from '../core/authentication-errors.js'
import type { WireError } from '../core/error.js'
import type { SignatureProblem } from '../signature/problem.js'

/** A service's wire error for a signature problem. */
export function signatureError({ signature }: Pick<AuthenticationErrors, 'signature'>, problem: SignatureProblem): WireError {
  const row = signature[problem.problem] as (problem: SignatureProblem) => WireError
  return row(problem)
}
