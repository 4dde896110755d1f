/** A name or an index, from the top of a document. */
export type Path = readonly (string | number)[]

/** Something that is wrong with a document. */
export interface DocumentFault {
  readonly path: Path
  /** What is wrong and what to do. */
  readonly message: string
}

/** A fault where it is in the text. */
export interface PlacedFault {
  /** `users.ann.Groups[0]`; empty for the document as a whole. */
  readonly path: string
  /** What is wrong and what to do. */
  readonly message: string
  /** From 1; absent where the document was given as an object. */
  readonly line?: number
  /** From 1. */
  readonly column?: number
}

/** A document that cannot be applied, and all that is wrong with it. Nothing has been changed. */
export class DocumentFaults extends Error {
  readonly code = 'DocumentFaults'
  override readonly name = 'DocumentFaults'
  readonly faults: readonly PlacedFault[]

  constructor(faults: readonly PlacedFault[]) {
    super(faults.map(faultText).join('\n'))
    this.faults = faults
  }
}

/** A fault as a line: `LINE:COLUMN: PATH: MESSAGE`. */
export function faultText({ path, message, line, column }: PlacedFault): string {
  const where = line === undefined ? [] : [`${line}:${column}`]
  return [...where, ...(path === '' ? [] : [path]), message].join(': ')
}

/** The path as text. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')
