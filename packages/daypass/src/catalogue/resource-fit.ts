import { formatPieces, overlaps, type PatternPiece, policyPieces } from './overlap.js'
import type { ResourceType } from './service.js'

type Parts = readonly (readonly PatternPiece[])[]

/** A pattern of `Resource`, cut once. */
export interface ResourcePieces {
  readonly text: string
  readonly parts: Parts
}

/** Cuts at the first five colons: a wildcard never leaves its part. `variables`: whether `${...}` means something (documents of 2012-10-17). */
export function resourcePieces(text: string, variables: boolean): ResourcePieces {
  return { text, parts: partsOf(text).map((part) => policyPieces(part, variables)) }
}

const formats = new WeakMap<ResourceType, Parts>()

/** Whether some ARN of that type is covered by the pattern. */
export function fitsType({ text, parts }: ResourcePieces, type: ResourceType): boolean {
  if (text === '*') return true
  const known = formats.get(type) ?? formatParts(type)
  formats.set(type, known)
  return parts.length === known.length && parts.every((part, index) => overlaps(part, known[index] ?? []))
}

/** NOTE: what AWS itself owns has no account in its ARN (`arn:aws:ssm:us-east-1::document/AWS-RunShellScript`), so an empty one fits. */
const formatParts = ({ arn }: ResourceType): Parts =>
  partsOf(arn).map((part, index) => formatPieces(index === 4 ? part.replace(/\$\{[^}]*\}/, '*') : part))

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}
