/**
 * What an operator is told: what is wrong and how to proceed. Never holds a secret. The base of {@link StartupError} and of the CLI's UsageError; whoever
 * prints one prints its message, and not where it was made.
 */
export class OperatorError extends Error {
  /** Arguments of a daypass command that says more, as a shell takes them. Whoever prints it knows how daypass was called. */
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
