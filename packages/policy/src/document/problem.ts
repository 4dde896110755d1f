import type { Place } from './place.js'

/**
 * One reason why a document is not a policy that can be saved.
 *
 * @example
 * const show = ({ line, column, detail, message }: Problem) => `${line}:${column} ${detail} (${message})`
 * const wrong = parsePolicy('{"Statement":{"Effect":"allow","Action":"s3:*","Resource":"*"}}', 'identity')
 * console.log(wrong.ok || wrong.problems.map(show).join())
 * // => 1:24 Effect must be "Allow" or "Deny" (Syntax errors in policy.)
 */
export interface Problem {
  /** What the API answers: AWS's own sentence where one is known, otherwise ours. */
  readonly message: string
  /** What is wrong in this document, for people; names the element. Equal to `message` when there is no more to say. */
  readonly detail: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** The sentences AWS is known to answer (IAM's MalformedPolicyDocument, S3's MalformedPolicy). */
export const AWS_TEXT = {
  syntax: 'Syntax errors in policy.',
  version: 'Policy document must be version 2012-10-17 or greater.',
  sidUnique: 'Statement IDs (SID) in a single policy must be unique.',
  sidCharacters: 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  actionsMissing: 'Policy statement must contain actions.',
  resourcesMissing: 'Policy statement must contain resources.',
  vendorMissing: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  oneColon: 'Actions/Condition can contain only one colon.',
  principalForbidden: 'Policy document should not specify a principal.',
  principalInvalid: 'Invalid principal in policy',
  trustActions: 'AssumeRole policy may only specify STS AssumeRole actions.',
  organization: 'The provided policy document does not meet the requirements of the specified policy type.',
  s3Action: 'Policy has invalid action',
  s3Resource: 'Policy has invalid resource',
  s3ActionResource: 'Action does not apply to any resource(s) in statement',
} as const

/** Where and why, in two voices: `message` for the wire, `detail` for people. */
export interface Complaint {
  readonly at: Place
  readonly message: string
  readonly detail?: string
}

/** Collects the problems of one document. */
export class Problems {
  readonly #found: Problem[] = []

  add({ at, message, detail }: Complaint): void {
    this.#found.push({ message, detail: detail ?? message, line: at.line, column: at.column })
  }

  /** For what the grammar forbids and AWS answers with one sentence only. */
  syntax(at: Place, detail: string): void {
    this.add({ at, message: AWS_TEXT.syntax, detail })
  }

  get isEmpty(): boolean {
    return this.#found.length === 0
  }

  /** In the order of the text. */
  get list(): readonly Problem[] {
    return this.#found.toSorted((one, other) => one.line - other.line || one.column - other.column)
  }
}
