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
 * What every service may answer, by the names of the query protocol; other protocols have their own names for them (`codes` of their dialects). S3 has its
 * own words for credentials.
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
] as const
export type CommonErrorCode = (typeof COMMON_ERROR_CODES)[number]

/**
 * An error answer as AWS sends it. Status and sender or receiver come from the service's model and overlay, by `code`; a code that neither lists is a
 * defect and answered as one. So that it does not compile, errors are made by the constructors of a service (`StsError`), which bind its codes, or by
 * {@link CommonError}. Callers match on `code`.
 */
export class WireError<Code extends string = string> extends Error {
  readonly code: Code
  readonly detail: WireErrorDetail
  constructor(code: Code, message: string, detail: WireErrorDetail = {}) {
    // An answer like any other: where it was made is told by its code, and finding out would cost more than checking a signature does.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'WireError'
    this.code = code
    this.detail = detail
  }

  /** The same error with more said of it, or with another message. */
  with(detail: WireErrorDetail, message = this.message): WireError<Code> {
    return new WireError(this.code, message, { ...this.detail, ...detail })
  }
}

/** An error that every service may answer. */
export const CommonError = WireError<CommonErrorCode>
