/** Why a document could not be fetched, as the end of a sentence about its issuer. */
export class FetchError extends Error {
  /** Whether it may be over in a moment, so that clients should try again. */
  readonly mayPass: boolean
  /** Whether the certificate matched none of the provider's thumbprints. */
  readonly thumbprint: boolean
  constructor(message: string, { mayPass = false, thumbprint = false }: { mayPass?: boolean; thumbprint?: boolean } = {}) {
    super(message)
    this.name = 'FetchError'
    this.mayPass = mayPass
    this.thumbprint = thumbprint
  }
}
