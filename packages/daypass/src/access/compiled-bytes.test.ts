import { parsePolicy } from '@daypass/policy'
import { expect, it } from 'vitest'
import { compiledBytes } from './compiled-bytes.js'

function bytesOf(statement: object): number {
  const parsed = parsePolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...statement } }),
    'identity',
  )
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail)
  return compiledBytes(parsed.policy)
}
const many = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i))
const liking = (...values: string[]) => ({ Condition: { StringLike: { 'aws:UserAgent': values } } })

/** Bytes of heap that such documents needed when they were measured (2026-11-29, Node 20). */
it.each([
  ['1,000 actions', { Action: many(1_000, (i) => `a:${i.toString(36)}`) }, 715_000],
  [
    '300 actions on 60 resources',
    { Action: many(300, (i) => `a:${i.toString(36)}`), Resource: many(60, (i) => `arn:aws:a:::${i}*`) },
    5_020_000,
  ],
  ['1,000 values', liking(...many(1_000, (i) => `*${i.toString(36)}`)), 116_000],
  ['a piece of 5,800 different characters with ?', liking(`*?${many(5_800, (i) => String.fromCharCode(0x4e00 + i)).join('')}*`), 5_260_000],
  ['700 values with variables', liking(...many(700, (i) => `*\${a}${i.toString(36)}`)), 268_000],
])('%s are estimated at no less than they need, and at most ten times that', (_what, statement, measured) => {
  expect(bytesOf(statement)).toBeGreaterThanOrEqual(measured)
  expect(bytesOf(statement)).toBeLessThan(10 * measured)
})
