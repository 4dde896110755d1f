import { createHash } from 'node:crypto'
import { type CompiledPolicies, compilePolicies, type Policy, type PolicyKind, parsePolicy } from '@daypass/policy'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import { compiledBytes } from './compiled-bytes.js'

/** A policy document as it is stored or was sent: what it is called in decisions, and its text, read when it is needed. */
export interface Document {
  readonly name: string
  readonly kind: PolicyKind
  /** What its text follows from, unique among all documents of this name: a version, or a hash of its text. */
  readonly version: string
  readonly text: () => string
}

/** Bytes of all compiled documents together, as `compiledBytes` estimates them. */
const MAX_COMPILED = 33_554_432
/** Bytes of what is remembered of the hashes of texts. */
const MAX_HASHES = 4_194_304
const HASH = 64
const BYTES_A_CHARACTER = 2

/**
 * Policy documents, compiled once for all who have them: a managed policy by its ARN and version, any other by its name and the hash of its text. Bounded by
 * bytes; one that had to go is parsed and compiled again when it is asked for.
 */
export class CompiledDocuments {
  readonly #compiled = new BoundedCache<CompiledPolicies>(MAX_COMPILED)
  readonly #keys = new BoundedCache<{ readonly stamp: string | number; readonly key: string }>(MAX_HASHES)
  #compilations = 0

  /** How many documents were parsed and compiled so far. */
  get compilations(): number {
    return this.#compilations
  }

  /** Bytes that are held, as estimated. */
  get bytes(): number {
    return this.#compiled.bytes + this.#keys.bytes
  }

  get(document: Document): CompiledPolicies {
    return this.#get(keyOf(document, document.version), document)
  }

  /** The same for a document without a version: by the hash of its text, worked out once while the stamp is the same: who has it (`of`), and when it last changed. */
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
    // Patterns are slices of the text, which stays as long as they do, its white space too.
    this.#compiled.put(key, compiled, compiledBytes(policy) + BYTES_A_CHARACTER * text.length)
    return compiled
  }
}

const keyOf = ({ kind, name }: Pick<Document, 'kind' | 'name'>, version: string): string => `${kind}\n${name}\n${version}`

/** A stored policy was checked when it was saved; one that does not parse now is a defect, and nobody is let in by it. */
function parsed({ name, kind }: Pick<Document, 'name' | 'kind'>, text: string): Policy {
  const result = parsePolicy(text, kind)
  if (!result.ok) throw new Error(`the policy ${name} does not parse: ${result.problems[0]?.detail ?? ''}`)
  return result.policy
}
