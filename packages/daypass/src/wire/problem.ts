/** Why a request cannot be read: a wire error's code and text, and for S3 the further elements of the error document. */
export interface WireProblem {
  readonly code: string
  readonly message: string
  readonly extra?: Readonly<Record<string, string>>
}

/** The failed half of a result. */
export interface Refused {
  readonly ok: false
  readonly problem: WireProblem
}

/** Builds the failed half of a result. */
export function refused(code: string, message: string, extra?: Readonly<Record<string, string>>): Refused {
  return { ok: false, problem: extra ? { code, message, extra } : { code, message } }
}

/** Thrown inside a decoder if the request does not fit the model; `decoding` turns it into a rejection. */
export class Malformed extends Error {}

/** The input of an operation in its generated type, or why it cannot be read. */
export type DecodedInput = { readonly ok: true; readonly input: Record<string, unknown> } | Refused

/** Runs a decoder and turns what it throws as `Malformed` into a rejection with this code. */
export function decoding(code: string, read: () => Record<string, unknown>): DecodedInput {
  try {
    return { ok: true, input: read() }
  } catch (error) {
    if (error instanceof Malformed) return refused(code, error.message)
    throw error
  }
}
