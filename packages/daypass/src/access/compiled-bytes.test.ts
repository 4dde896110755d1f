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

/** Bytes of heap that such documents of about 10,000 characters needed when they were measured after use (2026-11-30, Node 20). */
it.each([
  ['actions', { Action: many(1_111, (i) => `a:${i.toString(36).padStart(4, '0')}`) }, 100_000],
  ['services', { Action: many(1_111, (i) => `a${i.toString(36)}:b`) }, 299_000],
  ['actions with stars', { Action: many(910, (i) => `a:*${i.toString(36).padStart(4, '0')}*`) }, 305_000],
  ['actions with ?', { Action: many(660, (i) => `a:*?*${i.toString(36).padStart(4, '0')}?*`) }, 272_000],
  ['values', liking(...many(1_420, (i) => i.toString(36).padStart(4, '0'))), 165_000],
  ['values with stars', liking(...many(1_100, (i) => `*${i.toString(36).padStart(4, '0')}*`)), 396_000],
  ['values with ?', liking(...many(665, (i) => `*?*?${i.toString(36).padStart(4, '0')}?*?*`)), 267_000],
  ['values of stars only', liking(...many(147, (i) => `${'*?'.repeat(30)}${i.toString(36).padStart(4, '0')}`)), 91_000],
  ['a piece of 9,000 different characters with ?', liking(`*?${many(9_000, (i) => String.fromCharCode(0x4e00 + i)).join('')}*`), 24_000],
  ['values with variables', liking(...many(830, (i) => `*\${a}${i.toString(36).padStart(4, '0')}*`)), 381_000],
  [
    'ARNs',
    { Condition: { ArnLike: { 'aws:PrincipalArn': many(430, (i) => `arn:*:*:*:*:*?${i.toString(36).padStart(4, '0')}?*`) } } },
    313_000,
  ],
  ['resources', { Resource: many(590, (i) => `arn:a:a:::${i.toString(36).padStart(4, '0')}`) }, 358_000],
  ['resources of two parts', { Resource: many(710, (i) => `arn:*${i.toString(36).padStart(4, '0')}*`) }, 567_000],
  ['resources with ?', { Resource: many(430, (i) => `arn:*:*:*:*:*?${i.toString(36).padStart(4, '0')}*`) }, 604_000],
  [
    '30 actions on 600 resources',
    { Action: many(30, (i) => `a:${i.toString(36)}`), Resource: many(600, (i) => `arn:a:a:::${i}*`) },
    400_000,
  ],
])('%s are estimated at no less than they need, and at most a few times that', (_what, statement, measured) => {
  expect(bytesOf(statement)).toBeGreaterThanOrEqual(measured)
  expect(bytesOf(statement)).toBeLessThan(Math.max(4 * measured, 450_000))
})
