import type { CompiledPart, CompiledPolicies } from './compile.js'
import type { CompiledStatement } from './compiled-statement.js'

/**
 * Combines policies that were compiled separately into one layer, which decides as if they had been compiled together. This is cheap and compiles
 * nothing, so that a document that many principals share can be compiled and kept once. Each part keeps the options it was compiled with. Every part
 * is searched separately, so compile hundreds of documents together if they always belong together.
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

  /** Computed on access: decisions do not use it. */
  get statements(): readonly CompiledStatement[] {
    return this.parts.flatMap(({ statements }) => statements)
  }
}
