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

/** A document of a simulation, and its name in results. */
export interface SimulatedDocument {
  /** `SourcePolicyId`; not unique. */
  readonly id: string
  readonly text: string
}

/** The documents of one layer, ready to be evaluated. */
export interface SimulatedLayer {
  readonly documents: readonly SimulatedDocument[]
  /** In the order of `documents`, and their compiled form; each is named by its index in `documents`. */
  readonly policies: readonly Policy[]
  readonly compiled: CompiledPolicies
  /** Condition keys and variables that the documents name, as written. */
  readonly keys: readonly string[]
  /** What to report as a statement's position, by {@link positionKey}. */
  readonly positions: ReadonlyMap<string, Span>
}

/** A document that is not a valid policy of its kind, and why, with the position in it. */
export interface UnreadableDocument {
  readonly document: SimulatedDocument
  readonly problem: string
}

/** A layer, or the first document that is invalid: a simulation ignores nothing. */
export type ReadLayer = { readonly ok: true; readonly layer: SimulatedLayer } | ({ readonly ok: false } & UnreadableDocument)

/** Parses the documents of one layer. */
export function readLayer(documents: readonly SimulatedDocument[], kind: PolicyKind): ReadLayer {
  const reading = new LayerReading(kind)
  for (const document of documents) {
    const unreadable = reading.add(document)
    if (unreadable !== undefined) return { ok: false, ...unreadable }
  }
  return { ok: true, layer: reading.layer }
}

/** Parses the documents of one layer one by one, so that others can run between them. */
export class LayerReading {
  readonly #kind: PolicyKind
  readonly #documents: SimulatedDocument[] = []
  readonly #named: NamedPolicy[] = []
  readonly #positions = new Map<string, Span>()

  constructor(kind: PolicyKind) {
    this.#kind = kind
  }

  /** Adds a document; returns it, and why, if it is not a valid policy. */
  add(document: SimulatedDocument): UnreadableDocument | undefined {
    const parsed = parsePolicy(document.text, this.#kind)
    if (!parsed.ok) return { document, problem: worded(parsed.problems) }
    const name = String(this.#named.length)
    this.#documents.push(document)
    this.#named.push({ name, policy: parsed.policy })
    for (const { span, reported } of statementPositions(document.text)) this.#positions.set(positionKey(name, span), reported)
    return undefined
  }

  get layer(): SimulatedLayer {
    const policies = this.#named.map(({ policy }) => policy)
    const keys = contextKeys(policies)
    return { documents: this.#documents, policies, compiled: compilePolicies(this.#named), keys, positions: this.#positions }
  }
}

/** The key for a statement's position: the name of its document, and its start. */
export const positionKey = (name: string, { start }: Span): string => `${name} ${start.line}:${start.column}`

function worded(problems: readonly { message: string; detail: string; line: number; column: number }[]): string {
  const [first] = problems
  if (first === undefined) return 'it is not a policy'
  const { message, detail, line, column } = first
  return `${detail === message ? message : joinSentences(message, detail)} (line ${line}, column ${column})`
}
