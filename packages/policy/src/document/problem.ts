import type { Position } from './position.js'

/**
 * One reason why a document is not a valid policy.
 *
 * @example
 * const show = ({ line, column, detail, message }: Problem) => `${line}:${column} ${detail} (${message})`
 * const wrong = parsePolicy('{"Statement":{"Effect":"allow","Action":"s3:*","Resource":"*"}}', 'identity')
 * console.log(wrong.ok || wrong.problems.map(show).join())
 * // => 1:24 Effect must be "Allow" or "Deny" (The policy failed legacy parsing)
 */
export interface Problem {
  /** The message of the API: AWS's own sentence if it is known, otherwise daypass's. */
  readonly message: string
  /** What is wrong in this document, for people; names the element. Equal to `message` if there is nothing to add. */
  readonly detail: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** The sentences that AWS is known to answer (IAM's MalformedPolicyDocument, S3's MalformedPolicy). */
export const AWS_TEXT = {
  syntax: 'Syntax errors in policy.',
  legacy: 'The policy failed legacy parsing',
  trustNotJson: 'This policy contains invalid Json',
  leadingSpace: 'JSON strings must not have leading spaces',
  vendorPlain: 'Resource vendor must be fully qualified and cannot contain regexes.',
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
  s3NotJson: "Policies must be valid JSON and the first byte must be '{'",
  s3Version: 'The policy must contain a valid version string',
  s3Action: 'Policy has invalid action',
  s3Resource: 'Policy has invalid resource',
  s3ActionResource: 'Action does not apply to any resource(s) in statement',
} as const

/**
 * The order in which IAM checks. It reports the first problem in this order, wherever it is in the text. `legacy` to `names` were seen in this order
 * on AWS in 2019 (public tests of moto, made against AWS). That the version comes first in statements, and principals before Sids, is our choice.
 */
const STAGES = ['version', 'syntax', 'legacy', 'principals', 'sids', 'actions', 'resources', 'arns', 'names'] as const

/** The check in which IAM finds a problem. */
export type Stage = (typeof STAGES)[number]

/** Where and why: `message` for the API, `detail` for people. */
export interface ProblemReport {
  readonly at: Position
  readonly stage: Stage
  readonly message: string
  readonly detail?: string
}

/** Collects the problems of one document. */
export class Problems {
  readonly #found: { readonly order: number; readonly problem: Problem }[] = []

  add({ at, stage, message, detail }: ProblemReport): void {
    const problem = { message, detail: detail ?? message, line: at.line, column: at.column }
    this.#found.push({ order: STAGES.indexOf(stage), problem })
  }

  /** For violations of the grammar that AWS always answers with the same sentence. */
  syntax(at: Position, detail: string): void {
    this.add({ at, stage: 'syntax', message: AWS_TEXT.syntax, detail })
  }

  /** For problems that IAM finds only in its legacy parsing. */
  legacy(at: Position, detail: string): void {
    this.add({ at, stage: 'legacy', message: AWS_TEXT.legacy, detail })
  }

  get isEmpty(): boolean {
    return this.#found.length === 0
  }

  /** In the order in which IAM checks; within one check, in the order of the text. */
  get list(): readonly Problem[] {
    return this.#found.toSorted((one, other) => one.order - other.order || inText(one.problem, other.problem)).map(({ problem }) => problem)
  }
}

const inText = (one: Problem, other: Problem): number => one.line - other.line || one.column - other.column
