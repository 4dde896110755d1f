/** Why a request cannot be read: a wire error's code and text, and for S3 the further elements of the error document. */
export interface WireProblem {
  readonly code: string
  readonly message: string
  readonly extra?: Readonly<Record<string, string>>
}

/** The refusing half of a result. */
export interface Refused {
  readonly ok: false
  readonly problem: WireProblem
}

/** Builds the refusing half of a result. */
export function refused(code: string, message: string, extra?: Readonly<Record<string, string>>): Refused {
  return { ok: false, problem: extra ? { code, message, extra } : { code, message } }
}

/** Thrown inside a decoder where what was sent does not fit the model; `decoding` makes a refusal of it. */
export class Malformed extends Error {}

/** The input of an operation as its generated type has it, or why it cannot be read. */
export type DecodedInput = { readonly ok: true; readonly input: Record<string, unknown> } | Refused

/** Runs a decoder; what it throws as `Malformed` is a refusal of the code. */
export function decoding(code: string, read: () => Record<string, unknown>): DecodedInput {
  try {
    return { ok: true, input: read() }
  } catch (error) {
    if (error instanceof Malformed) return refused(code, error.message)
    throw error
  }
}
