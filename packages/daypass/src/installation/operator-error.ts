/**
 * An error for the operator: what is wrong and how to proceed. Never contains a secret. The base of {@link StartupError} and of the CLI's UsageError;
 * print its message without the stack.
 */
export class OperatorError extends Error {
  /** Arguments of a daypass command that says more, quoted for a shell. The code that prints it knows how daypass was called. */
  readonly next: string | undefined

  constructor(message: string, { next, ...options }: ErrorOptions & { readonly next?: string } = {}) {
    super(message, options)
    this.next = next
  }
}

/** Why daypass does not start. */
export class StartupError extends OperatorError {
  readonly code = 'StartupError'
}
