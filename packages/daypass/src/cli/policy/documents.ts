import { readFileSync } from 'node:fs'
import { POLICY_KINDS, type Policy, type PolicyKind, type Problem, parsePolicy } from '@daypass/policy'
import { PARTITION } from '../../core/arn.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { UsageError } from '../usage-error.js'

/** The text of a file; `-` is standard input. Bytes that are not UTF-8 are rejected: the text would differ from that of the file. */
export function readInput(file: string): string {
  const bytes = readBytes(file)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new UsageError(`${shownName(file)} is not valid UTF-8.`)
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (cause) {
    throw new UsageError(`${shownName(file)} cannot be read: ${(cause as Error).message}`)
  }
}

/** The name of a file in messages. */
export const shownName = (file: string): string => (file === '-' ? '<stdin>' : escapeUnprintable(file))

/** A kind of policy, given as a flag. */
export function kindOf(name: string): PolicyKind {
  const kind = POLICY_KINDS.find((one) => one === name)
  if (kind === undefined) throw new UsageError(`Unknown --kind ${name}. Use one of: ${POLICY_KINDS.join(', ')}.`)
  return kind
}

/** Why a document cannot be saved here, in the order of the text; empty if it can be saved. */
export function savingProblems(text: string, kind: PolicyKind, bucket?: string): readonly Problem[] {
  const result = parsePolicy(text, kind, { saving: { partition: PARTITION }, ...(bucket !== undefined && { bucket }) })
  return result.ok ? [] : inTextOrder(result.problems)
}

const inTextOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((one, other) => one.line - other.line || one.column - other.column)

/** The policy in a file, which must be valid. */
export function readPolicy(file: string, kind: PolicyKind): Policy {
  const result = parsePolicy(readInput(file), kind)
  if (result.ok) return result.policy
  const lines = inTextOrder(result.problems).map((problem) => placed(file, problem))
  throw new UsageError([`${shownName(file)} is not a valid ${kind} policy:`, ...lines].join('\n'))
}

/** `FILE:line:column text`, as for compilers and editors: one line, whatever the text quotes. */
export function placed(file: string, { line, column, detail }: { line: number; column: number; detail: string }): string {
  return `${shownName(file)}:${line}:${column} ${escapeUnprintable(detail)}`
}
