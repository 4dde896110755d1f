import type { Policy } from '@daypass/policy'

/** Bytes, measured as more than what it takes with any document that was tried (2026-11-29). */
const STATEMENT = 1_000
const ACTION = 800
const OTHER = 600
/** A character of a pattern or value: its text, and what searching for it needs. */
const CHARACTER = 20
/** A star: the piece before it, and what it is searched by. */
const STAR = 120
/** A single action under the beginning of one resource in the index; more than so many are not filed one by one (statement-index of @daypass/policy). */
const FILED = 320
const MOST_FILED = 20_000
/** Searching for a piece with `?` takes a mask for each different character of the piece, with a bit for each of its places. */
const MASK = 250
const BITS_A_BYTE = 8

/** About how many bytes a policy takes once it is compiled: enough to bound a cache by, rather too many than too few. */
export function compiledBytes({ statements }: Policy): number {
  return statements.reduce((sum, statement) => sum + statementBytes(statement), 0)
}

function statementBytes({ action, resource, principal, conditions }: Policy['statements'][number]): number {
  const resources = resource?.patterns ?? []
  const filed = Math.min(MOST_FILED, action.patterns.length * resources.length)
  const own = STATEMENT + action.patterns.length * ACTION + filed * FILED
  const texts = [...action.patterns, ...resources, ...(principal?.entries.map(({ value }) => value) ?? [])]
  const compared = conditions.flatMap(({ key, values }) => [key, ...values])
  return [...texts, ...compared].reduce((sum, text) => sum + OTHER + textBytes(text), own)
}

/** A resource with a star at the end of a part of its ARN is prepared twice: part by part, and as a whole. Texts beyond Latin-1 take two bytes a character. */
function textBytes(text: string): number {
  const stars = text.split('*').length - 1
  const once = text.length * CHARACTER + stars * STAR + maskBytes(text)
  const isTwice = text.startsWith('arn:') && text.includes('*:')
  return once * (isTwice ? 2 : 1) * (/[^\0-\xff]/.test(text) ? 2 : 1)
}

function maskBytes(text: string): number {
  if (!text.includes('?')) return 0
  const pieces = text.split('*').filter((piece) => piece.includes('?'))
  return pieces.reduce((sum, piece) => sum + new Set(piece).size * (MASK + piece.length / BITS_A_BYTE), 0)
}
