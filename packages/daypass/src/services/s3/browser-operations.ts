import type { Answer } from '../../core/exchange.js'

/** A preflight request of a browser. */
export interface PreflightInput {
  /** Absent where the request names none. */
  readonly bucket: string | undefined
  readonly isObject: boolean
  /** `Origin`, as sent. */
  readonly origin: string | undefined
  /** `Access-Control-Request-Method`, as sent. */
  readonly method: string | undefined
  /** `Access-Control-Request-Headers`, as sent. */
  readonly headers: string | undefined
}

/** Operations of browsers, which S3's published model lacks because no SDK calls them. They make their whole answer. */
export interface BrowserOperations {
  OptionsObject: { readonly input: PreflightInput; readonly output: Answer }
}
