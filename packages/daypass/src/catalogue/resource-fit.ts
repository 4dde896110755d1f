import { formatPieces, literal, overlaps, type PatternPiece, policyPieces, withinPart } from './overlap.js'
import type { ResourceType } from './service.js'

type Parts = readonly (readonly PatternPiece[])[]

/** A pattern of `Resource`, split once. */
export interface ResourcePieces {
  readonly text: string
  readonly parts: Parts
  readonly whole: readonly PatternPiece[] | undefined
}

/**
 * Splits at the first five colons; `whole` is present if a star at the end of a part crosses its colon. `variables`: whether `${...}` is a variable
 * (documents of 2012-10-17).
 */
export function resourcePieces(text: string, variables: boolean): ResourcePieces {
  const parts = partsOf(text)
  const crosses = parts.slice(0, 5).some((part) => part.endsWith('*'))
  return { text, parts: parts.map((part) => policyPieces(part, variables)), whole: crosses ? wholePieces(parts, variables) : undefined }
}

/** The parts as one: a star at the end of one of the first five crosses its colon, everything else stays in its part. */
function wholePieces(parts: readonly string[], variables: boolean): readonly PatternPiece[] {
  const pieces = parts.map((part, index) => {
    if (index === LAST) return policyPieces(part, variables)
    const within = withinPart(policyPieces(part, variables))
    return part.endsWith('*') ? [...within, ...policyPieces('*', false)] : within
  })
  return joined(pieces)
}

const LAST = 5
const COLON = literal(':')
const joined = (parts: Parts): readonly PatternPiece[] => parts.flatMap((part, index) => (index === 0 ? part : [...COLON, ...part]))

const formats = new WeakMap<ResourceType, Parts>()

/** Whether the pattern covers some ARN of that type; names in it are assumed to have no colon where a star crosses one. */
export function fitsType({ text, parts, whole }: ResourcePieces, type: ResourceType): boolean {
  if (text === '*') return true
  const known = formats.get(type) ?? formatParts(type)
  formats.set(type, known)
  if (whole !== undefined && overlaps(whole, joined(known.map(withinPart)))) return true
  return parts.length === known.length && parts.every((part, index) => overlaps(part, known[index] ?? []))
}

/** NOTE: What AWS itself owns has no account in its ARN (`arn:aws:ssm:us-east-1::document/AWS-RunShellScript`), so an empty one matches. */
const formatParts = ({ arn }: ResourceType): Parts =>
  partsOf(arn).map((part, index) => formatPieces(index === 4 ? part.replace(/\$\{[^}]*\}/, '*') : part))

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  return parts.length > LAST ? [...parts.slice(0, LAST), parts.slice(LAST).join(':')] : parts
}
