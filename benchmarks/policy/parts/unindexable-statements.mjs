// Owns: the cost of one more statement that an index cannot exclude: (1,000 of them - 10 of them) / 990, per kind, round by round.
import { authorize } from '../../../packages/policy/dist/index.js'
import { compiled, contextOf, principal } from '../engines/daypass.mjs'
import { measure, summary } from '../measuring/rounds.mjs'
import { account, factsFor } from '../scenarios/facts.mjs'
import { kinds } from '../scenarios/unindexable.mjs'
import { judge, unindexable } from '../targets.mjs'

/** @typedef {import('../scenarios/unindexable.mjs').Kind} Kind @typedef {import('../measuring/rounds.mjs').Case} Case */

const few = 10
const many = 1000
const allowing = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data-0/*' }

/**
 * One allowing statement and `size` of a kind. @param {Kind} kind @param {number} size @returns
 * {import('../../../packages/policy/dist/index.js').AuthorizationRequest}
 */
export function questionBesides({ statement }, size) {
  const more = /** @type {[string, string][]} */ ([
    ['aws:currenttime', '2026-11-23T07:00:00Z'],
    ['aws:principalarn', principal.roleArn],
  ])
  return {
    principal,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::data-0/2026/q1.csv',
    resourceAccount: account,
    context: new Map([...contextOf(factsFor(0)), ...more]),
    policies: { identity: compiled([allowing, ...Array.from({ length: size }, (_, index) => statement(index))], 'identity') },
  }
}

/** @param {Kind} kind @param {number} size @returns {Case} */
function caseOf(kind, size) {
  const question = questionBesides(kind, size)
  const { outcome, matched } = authorize(question)
  if (outcome !== 'allow' || matched.length !== (kind.applies ? size + 1 : 1))
    throw new Error(`${kind.name}: not what was meant to be measured`)
  return { name: `${kind.name}|${size}`, units: 1, work: () => void authorize(question) }
}

/** @param {{ rounds: number, sliceMicros: number }} how */
export function priceStatements(how) {
  const measured = measure(
    kinds.flatMap((kind) => [caseOf(kind, few), caseOf(kind, many)]),
    how,
  )
  const rows = kinds.map(({ name }, index) => {
    const [low, high] = [measured[2 * index], measured[2 * index + 1]]
    const each = high?.rounds.map((micros, round) => (micros - (low?.rounds[round] ?? 0)) / (many - few)) ?? []
    return { name, each: summary(each), least: Math.min(...each) }
  })
  const judged = rows.map(({ name, each }) => judge(name, { value: each.median, most: unindexable, unit: ' µs' }))
  return { measured, rows, judged }
}
