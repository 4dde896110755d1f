import type { Policy } from '@daypass/policy'

/** Bytes; measured to be more than any tested document needs (2026-11-30). */
const STATEMENT = 1_000
/** What is kept for each service that a statement names. */
const SERVICE = 250
const OTHER = 220
/** A resource and the node of the tree in which it is found. */
const RESOURCE = 600
/** A character of a pattern or value. */
const CHARACTER = 12
/** A star or variable: the piece before it. */
const PIECE = 60
/** A statement is found by its resources under each service with wildcards that was requested; no more services than this can be requested here. */
const MOST_SERVICES = 8

/** About how many bytes a policy needs when compiled: exact enough to limit a cache, and rather too high than too low. */
export function compiledBytes({ statements }: Policy): number {
  return statements.reduce((sum, statement) => sum + statementBytes(statement), 0)
}

function statementBytes({ action, resource, principal, conditions }: Policy['statements'][number]): number {
  const resources = resource?.patterns ?? []
  const services = new Set(action.patterns.map((pattern) => pattern.slice(0, pattern.indexOf(':') + 1).toLowerCase())).size
  const own = STATEMENT + services * SERVICE + resources.length * RESOURCE * Math.min(MOST_SERVICES, services)
  const texts = [...action.patterns, ...resources, ...(principal?.entries.map(({ value }) => value) ?? [])]
  const compared = conditions.flatMap(({ key, values }) => [key, ...values])
  return [...texts, ...compared].reduce((sum, text) => sum + OTHER + textBytes(text), own)
}

/**
 * A resource with a star at the end of a part of its ARN is compiled twice: part by part, and as a whole. Texts beyond Latin-1 need two bytes per
 * character.
 */
function textBytes(text: string): number {
  const pieces = text.split(/\*|\$\{/).length - 1
  const once = text.length * CHARACTER + pieces * PIECE
  const isTwice = text.startsWith('arn:') && text.includes('*:')
  return once * (isTwice ? 2 : 1) * (/[^\0-\xff]/.test(text) ? 2 : 1)
}
