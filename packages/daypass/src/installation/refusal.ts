/** Why daypass does not start: what is wrong and how to proceed, in words for the operator. Never holds a secret. */
export class StartupError extends Error {
  readonly code = 'StartRefused'
  /** Arguments of a daypass command that says more, as a shell takes them. Whoever prints it knows how daypass was called. */
  readonly next: string | undefined

  constructor(message: string, { next, ...options }: ErrorOptions & { readonly next?: string } = {}) {
    super(message, options)
    this.next = next
  }
}
