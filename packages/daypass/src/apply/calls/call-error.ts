/** The error with which a service answered. Callers match on `code`. */
export class CallError extends Error {
  readonly code: string
  readonly operation: string

  constructor(operation: string, { code, message }: { readonly code: string; readonly message: string }) {
    super(`${operation}: ${code}: ${message}`)
    this.code = code
    this.operation = operation
  }
}

/** Whether a call failed with one of these codes. */
export const failedWith = (error: unknown, ...codes: readonly string[]): boolean => error instanceof CallError && codes.includes(error.code)

/** The error for an answer that no daypass sends. */
export const notUnderstood = (operation: string): CallError =>
  new CallError(operation, {
    code: 'NotUnderstood',
    message: 'The answer is not one of daypass. Is AWS_ENDPOINT_URL the address of a daypass server?',
  })
