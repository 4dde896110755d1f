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
