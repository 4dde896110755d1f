import type { Answer } from '../../core/exchange.js'
import type { PutInput } from './objects/checksums.js'

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

/** A put whose headers are the fields of a form, and whose body is its file. */
export type PostInput = PutInput & {
  readonly form: {
    /** All fields before the file, by lower-case name; `${filename}` in `key` is replaced. */
    readonly fields: ReadonlyMap<string, string>
    /** The URL of the bucket as the browser reached it, with a slash at its end. */
    readonly base: string
  }
}

/** Operations of browsers, which S3's published model lacks because no SDK calls them. They make their whole answer. */
export interface BrowserOperations {
  OptionsObject: { readonly input: PreflightInput; readonly output: Answer }
  PostObject: { readonly input: PostInput; readonly output: Answer }
}
