/** What is known about a failed fetch besides its message. */
interface FetchFailure {
  readonly mayPass?: boolean
  readonly thumbprint?: boolean
  readonly status?: number | undefined
}

/** Why a document could not be fetched, as the end of a sentence about its issuer. It has no part of the URL, which may be a secret. */
export class FetchError extends Error {
  /** Whether it may be over in a moment, so that clients should try again. */
  readonly mayPass: boolean
  /** Whether the certificate matched none of the provider's thumbprints. */
  readonly thumbprint: boolean
  /** The status of an answer that was not 200. */
  readonly status: number | undefined
  constructor(message: string, { mayPass = false, thumbprint = false, status }: FetchFailure = {}) {
    super(message)
    this.name = 'FetchError'
    this.mayPass = mayPass
    this.thumbprint = thumbprint
    this.status = status
  }
}
