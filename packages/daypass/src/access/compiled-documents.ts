import { createHash } from 'node:crypto'
import { type CompiledPolicies, compilePolicies, type Policy, type PolicyKind, parsePolicy } from '@daypass/policy'
import { BoundedCache, type CacheFigures } from '../core/cache/bounded-cache.js'
import { compiledBytes } from './compiled-bytes.js'

/** A policy document as it is stored or was sent: its name in decisions, and its text, which is read when it is needed. */
export interface Document {
  readonly name: string
  readonly kind: PolicyKind
  /** What determines its text, unique among all documents with this name: a version, or a hash of its text. */
  readonly version: string
  readonly text: () => string
  /** The account or organization that wrote it; absent for those of AWS and of daypass. */
  readonly owner?: string | undefined
}

/** The bytes of all compiled documents together, as `compiledBytes` estimates them. */
const MAX_COMPILED = 33_554_432
/** The bytes of the hashes of texts that are remembered. */
const MAX_HASHES = 4_194_304
const HASH = 64
const BYTES_A_CHARACTER = 2
/** Units of work (see `WorkBudget`) for a document and for each of its characters: parsed, compiled and indexed (measured 2026-11-30: 30 to 250 ns). */
const DOCUMENT = 1_000
const CHARACTER = 50

/**
 * Policy documents, each compiled once for everyone who uses it: a managed policy by its ARN and version, any other by its name and the hash of its
 * text. Limited by bytes; a document that was removed is parsed and compiled again when it is needed. An account or organization that has more than
 * its share loses its own documents first.
 */
export class CompiledDocuments {
  readonly #compiled = new BoundedCache<CompiledPolicies>(MAX_COMPILED)
  readonly #sizes = new WeakMap<CompiledPolicies, number>()
  readonly #keys = new BoundedCache<{ readonly stamp: string | number; readonly key: string }>(MAX_HASHES)
  #compilations = 0
  #work = 0

  /** Units of work that compiling has cost so far. Whoever causes it is charged, because a request with many permissions rests for that. */
  get work(): number {
    return this.#work
  }

  /** The number of documents that were parsed and compiled so far. */
  get compilations(): number {
    return this.#compilations
  }

  /** The documents, and the keys by which those without a version are found. */
  get caches(): { readonly documents: CacheFigures; readonly keys: CacheFigures } {
    return { documents: this.#compiled, keys: this.#keys }
  }

  /** The estimated bytes that are held. */
  get bytes(): number {
    return this.#compiled.bytes + this.#keys.bytes
  }

  /** About how many bytes these documents keep in memory. */
  bytesOf(documents: readonly CompiledPolicies[]): number {
    return documents.reduce((sum, document) => sum + (this.#sizes.get(document) ?? 0), 0)
  }

  get(document: Document): CompiledPolicies {
    return this.#get(keyOf(document, document.version), document)
  }

  /**
   * The same for a document without a version: by the hash of its text, computed once while the stamp is the same. The stamp is its owner (`of`) and
   * when it last changed.
   */
  ofText(document: Omit<Document, 'version'>, of: string, stamp: string | number): CompiledPolicies {
    const known = this.#keys.get(of)
    if (known !== undefined && known.stamp === stamp) return this.#get(known.key, document)
    const key = keyOf(document, createHash('sha256').update(document.text()).digest('base64'))
    this.#keys.put(of, { stamp, key }, HASH + BYTES_A_CHARACTER * (key.length + (typeof stamp === 'string' ? stamp.length : 0)))
    return this.#get(key, document)
  }

  #get(key: string, document: Omit<Document, 'version'>): CompiledPolicies {
    const known = this.#compiled.get(key)
    if (known !== undefined) return known
    const text = document.text()
    const policy = parsed(document, text)
    const compiled = compilePolicies([{ name: document.name, policy }])
    this.#compilations += 1
    this.#work += DOCUMENT + CHARACTER * text.length
    // Patterns are slices of the text, which is kept as long as they are, including its white space.
    const bytes = compiledBytes(policy) + BYTES_A_CHARACTER * text.length
    this.#sizes.set(compiled, bytes)
    this.#compiled.put(key, compiled, { bytes, owner: document.owner })
    return compiled
  }
}

const keyOf = ({ kind, name }: Pick<Document, 'kind' | 'name'>, version: string): string => `${kind}\n${name}\n${version}`

/** A stored policy was checked when it was saved; if it does not parse now, that is a defect, and it allows nobody. */
function parsed({ name, kind }: Pick<Document, 'name' | 'kind'>, text: string): Policy {
  const result = parsePolicy(text, kind)
  if (!result.ok) throw new Error(`the policy ${name} does not parse: ${result.problems[0]?.detail ?? ''}`)
  return result.policy
}
