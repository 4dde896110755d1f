/** What a wire error may carry besides code and message. */
export interface WireErrorDetail {
  /** Fields of the error's XML that a service adds, such as S3's `BucketName`. */
  readonly fields?: Readonly<Record<string, string>>
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Set where staged changes are committed although the call is rejected, such as the count of wrong MFA codes. */
  readonly keepsChanges?: true
  /** The reason, for the audit line; never sent. */
  readonly reason?: string
  /**
   * What is wrong with the client's input, in daypass's own words, where AWS's message does not say it. For the audit line and the header
   * `x-daypass-reason`; a server that explains errors also appends it to the message.
   */
  readonly explanation?: string
}

/**
 * Errors that every service may return, by their names in the query protocol; other protocols have their own names for them (`codes` of their
 * dialects). S3 has its own errors for credentials.
 */
export const COMMON_ERROR_CODES = [
  'AccessDenied',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'NotImplemented',
  'ServiceUnavailable',
  'SignatureDoesNotMatch',
  'Throttling',
] as const
export type CommonErrorCode = (typeof COMMON_ERROR_CODES)[number]

/**
 * An error answer as AWS sends it. The service's model and overlay give its status, and whether sender or receiver is at fault, by `code`; a code in
 * neither is a defect and answered as one. To make that a compile error, construct errors with a service's constructor (`StsError`), which binds its
 * codes, or with {@link CommonError}. Callers match on `code`.
 */
export class WireError<Code extends string = string> extends Error {
  readonly code: Code
  readonly detail: WireErrorDetail
  constructor(code: Code, message: string, detail: WireErrorDetail = {}) {
    // An error answer is a normal outcome: its code says where it was made, and capturing a stack trace costs more than checking a signature.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'WireError'
    this.code = code
    this.detail = detail
  }

  /** The same error with more detail, or with another message. */
  with(detail: WireErrorDetail, message = this.message): WireError<Code> {
    return new WireError(this.code, message, { ...this.detail, ...detail })
  }
}

/** An error that every service may return. */
export const CommonError = WireError<CommonErrorCode>
