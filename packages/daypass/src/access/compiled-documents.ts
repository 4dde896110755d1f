import { createHash } from 'node:crypto'
import { type CompiledPolicies, compilePolicies, type Policy, type PolicyKind, parsePolicy } from '@daypass/policy'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import { compiledBytes } from './compiled-bytes.js'

/** A policy document as it is stored or was sent: what it is called in decisions, and its text, read when it is needed. */
export interface Document {
  readonly name: string
  readonly kind: PolicyKind
  /** What its text follows from, unique among all documents of this name: a version, or `hashOf` its text. */
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
  readonly #hashes = new BoundedCache<{ readonly stamp: string | number; readonly hash: string }>(MAX_HASHES)
  #compilations = 0

  /** How many documents were parsed and compiled so far. */
  get compilations(): number {
    return this.#compilations
  }

  /** Bytes that are held, as estimated. */
  get bytes(): number {
    return this.#compiled.bytes + this.#hashes.bytes
  }

  get(document: Document): CompiledPolicies {
    const key = `${document.kind}\n${document.name}\n${document.version}`
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

  /** The hash of a text, worked out once while the stamp is the same: who has it (`of`), and when it last changed. */
  hashOf(text: string, of: string, stamp: string | number): string {
    const known = this.#hashes.get(of)
    if (known !== undefined && known.stamp === stamp) return known.hash
    const hash = createHash('sha256').update(text).digest('base64')
    this.#hashes.put(of, { stamp, hash }, HASH + (typeof stamp === 'string' ? 2 * stamp.length : 0))
    return hash
  }
}

/** A stored policy was checked when it was saved; one that does not parse now is a defect, and nobody is let in by it. */
function parsed({ name, kind }: Document, text: string): Policy {
  const result = parsePolicy(text, kind)
  if (!result.ok) throw new Error(`the policy ${name} does not parse: ${result.problems[0]?.detail ?? ''}`)
  return result.policy
}
