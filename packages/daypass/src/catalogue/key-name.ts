import { formatPieces, literal, overlaps } from './overlap.js'
import type { ConditionKey } from './service.js'

/** Whether a key of a policy is this key of the catalogue, in any case; `aws:RequestTag/team` is `aws:RequestTag/${TagKey}`. */
export function isKey({ key: format }: ConditionKey, key: string): boolean {
  const wanted = key.toLowerCase()
  if (!format.includes(`\${`)) return format.toLowerCase() === wanted
  return overlaps(literal(wanted), formatPieces(format.toLowerCase()))
}
