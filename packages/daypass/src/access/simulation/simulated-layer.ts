import {
  type CompiledPolicies,
  compilePolicies,
  contextKeys,
  type NamedPolicy,
  type Policy,
  type PolicyKind,
  parsePolicy,
  type Span,
  statementPositions,
} from '@daypass/policy'
import { joinSentences } from '../../core/text/join-sentences.js'

/** A document that takes part in a simulation, and what answers call it. */
export interface SimulatedDocument {
  /** `SourcePolicyId`; not unique. */
  readonly id: string
  readonly text: string
}

/** The documents of one layer, ready to be asked. */
export interface SimulatedLayer {
  readonly documents: readonly SimulatedDocument[]
  /** In the order of `documents`, and what they come to; each goes by its index in `documents`. */
  readonly policies: readonly Policy[]
  readonly compiled: CompiledPolicies
  /** Condition keys and variables that the documents name, as written. */
  readonly keys: readonly string[]
  /** What to tell of a statement's place, by {@link positionKey}. */
  readonly positions: ReadonlyMap<string, Span>
}

/** A document that is no policy of its kind, and why, with the place in it. */
export interface UnreadableDocument {
  readonly document: SimulatedDocument
  readonly problem: string
}

/** A layer, or the first document that cannot be read: nothing is left out of a simulation. */
export type ReadLayer = { readonly ok: true; readonly layer: SimulatedLayer } | ({ readonly ok: false } & UnreadableDocument)

/** Reads the documents of one layer. */
export function readLayer(documents: readonly SimulatedDocument[], kind: PolicyKind): ReadLayer {
  const named: NamedPolicy[] = []
  const positions = new Map<string, Span>()
  for (const [index, document] of documents.entries()) {
    const parsed = parsePolicy(document.text, kind)
    if (!parsed.ok) return { ok: false, document, problem: worded(parsed.problems) }
    named.push({ name: String(index), policy: parsed.policy })
    for (const { span, reported } of statementPositions(document.text)) positions.set(positionKey(String(index), span), reported)
  }
  const policies = named.map(({ policy }) => policy)
  const keys = contextKeys(policies)
  return { ok: true, layer: { documents, policies, compiled: compilePolicies(named), keys, positions } }
}

/** Under what a statement's place is kept: the name its document goes by, and where it begins. */
export const positionKey = (name: string, { start }: Span): string => `${name} ${start.line}:${start.column}`

function worded(problems: readonly { message: string; detail: string; line: number; column: number }[]): string {
  const [first] = problems
  if (first === undefined) return 'it is not a policy'
  const { message, detail, line, column } = first
  return `${detail === message ? message : joinSentences(message, detail)} (line ${line}, column ${column})`
}
