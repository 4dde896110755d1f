import type { Policy } from '@daypass/policy'

/** Bytes; measured to be more than any tested document needs (2026-11-29). */
const STATEMENT = 1_000
const ACTION = 800
const OTHER = 600
/** A character of a pattern or value: its text, and its share of the search table. */
const CHARACTER = 20
/** A star: the piece before it, and the search table of that piece. */
const STAR = 120
/** A single action under the prefix of one resource in the index; with more actions than this, they are not indexed one by one (statement-index of @daypass/policy). */
const FILED = 320
const MOST_FILED = 20_000
/** Searching for a piece with `?` needs a mask for each different character of the piece, with a bit for each position. */
const MASK = 250
const BITS_A_BYTE = 8

/** About how many bytes a policy needs when compiled: exact enough to limit a cache, and rather too high than too low. */
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

/**
 * A resource with a star at the end of a part of its ARN is compiled twice: part by part, and as a whole. Texts beyond Latin-1 need two bytes per
 * character.
 */
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
