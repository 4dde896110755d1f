/** What a wire error may carry beside code and message. */
export interface WireErrorDetail {
  /** Fields of the error's XML that a service adds, such as S3's `BucketName`. */
  readonly fields?: Readonly<Record<string, string>>
  /** Headers that go with the answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Set where what was staged is written although the call is refused, such as the count of wrong codes. */
  readonly keepsChanges?: true
  /** Why, for the audit line; never sent. */
  readonly reason?: string
  /**
   * What is wrong in what the client itself sent, in our words, where AWS's sentence does not say it. For the audit line and the header `x-daypass-reason`;
   * on a server that explains errors it follows the message.
   */
  readonly explanation?: string
}

/**
 * An answer of AWS's that is no success. Status and sender or receiver come from the service's model and overlay, by `code`;
 * a code that neither lists is a defect and answered as one. Callers match on `code`.
 */
export class WireError extends Error {
  readonly code: string
  readonly detail: WireErrorDetail
  constructor(code: string, message: string, detail: WireErrorDetail = {}) {
    // An answer like any other: where it was made is told by its code, and finding out would cost more than checking a signature does.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'WireError'
    this.code = code
    this.detail = detail
  }
}

/** Throws a wire error: for use where an expression is wanted. */
export function refuse(code: string, message: string, detail?: WireErrorDetail): never {
  throw new WireError(code, message, detail)
}
