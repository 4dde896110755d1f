import type { CompiledPart, CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'

/**
 * Puts policies that were compiled apart together to one layer, which decides as if they had been compiled together. It costs next to nothing and
 * compiles nothing: so a document that many have is compiled once, kept once, and shared. Each part keeps the options it was compiled with. Asking
 * costs a look into each part, so that hundreds of documents that always go together are better compiled together.
 *
 * @example
 * const read = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}', 'managed')
 * const shared = compilePolicies(read.ok ? [{ name: 'arn:aws:iam::aws:policy/S3', policy: read.policy }] : [])
 * const ofAlice = combinePolicies([identity, shared])
 * const inOffice = new Map([['aws:sourceip', '203.0.113.7']])
 * const allowed = authorize({ ...request, context: inOffice, policies: { identity: ofAlice } })
 * console.log(allowed.matched.map((statement) => statement.policy).join(' '))
 * // => arn:aws:iam::111122223333:policy/Reports arn:aws:iam::aws:policy/S3
 */
export function combinePolicies(layers: readonly CompiledPolicies[]): CompiledPolicies {
  const [only] = layers
  return only !== undefined && layers.length === 1 ? only : new Combined(layers)
}

class Combined implements CompiledPolicies {
  readonly parts: readonly CompiledPart[]
  readonly isPublic: boolean

  constructor(layers: readonly CompiledPolicies[]) {
    const parts: CompiledPart[] = []
    for (const layer of layers) for (const part of layer.parts) parts.push(part)
    this.parts = parts
    this.isPublic = layers.some((layer) => layer.isPublic)
  }

  /** Put together when asked for: a decision does not look at it. */
  get statements(): readonly CompiledStatement[] {
    return this.parts.flatMap(({ statements }) => statements)
  }
}
