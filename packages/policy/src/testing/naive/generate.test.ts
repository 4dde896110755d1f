import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateNaively } from './evaluate.js'
import type { EvaluationCase, JsonObject } from './evaluation-case.js'
import { evaluationCases } from './generate.js'
import { kindsOf } from './principals.js'
import { families, operations } from './vocabulary.js'

const runs = 20_000
const counts = new Map<string, number>()
const add = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
const seen = (name: string): number => counts.get(name) ?? 0

function documentsOf(one: EvaluationCase): [string, JsonObject][] {
  const { identity, boundary, session, resource, trust, scps, rcps } = one.policies
  const named: [string, readonly (JsonObject | null)[]][] = [
    ['identity', identity],
    ['boundary', [boundary]],
    ['session', session ?? []],
    ['resource', [resource]],
    ['trust', [trust]],
    ['scp', (scps ?? []).flat()],
    ['rcp', (rcps ?? []).flat()],
  ]
  return named.flatMap(([layer, list]) =>
    list.filter((document) => document !== null).map((document) => [layer, document] as [string, JsonObject]),
  )
}

function countStatement(statement: JsonObject, one: EvaluationCase): void {
  for (const name of Object.keys(statement)) add(`element ${name}`)
  for (const operator of Object.keys((statement.Condition ?? {}) as JsonObject)) add(`operator ${operator}`)
  const text = JSON.stringify(statement)
  for (const part of [`\${*}`, `\${?}`, `\${$}`, ", 'blue'}", `\${aws:username}`, `\${aws:PrincipalTag/none}`])
    if (text.includes(part)) add(`text ${part}`)
  const written = statement.Principal
  if (written === undefined) return
  for (const kind of kindsOf(written, one.request.principal) ?? []) add(`kind ${kind}`)
  for (const type of written === '*' ? ['*'] : Object.keys(written as JsonObject)) add(`principal ${type}`)
}

function count(one: EvaluationCase): void {
  const { request, settings } = one
  const verdict = evaluateNaively(one)
  add(verdict.decision)
  for (const layer of verdict.decidedBy) add(`${verdict.decision === 'allow' ? 'allowed' : 'denied'} by ${layer}`)
  add(`caller ${request.principal.type}`)
  add(`action ${request.action}`)
  if (request.principal.account !== undefined) add(request.principal.account === request.resourceAccount ? 'same account' : 'cross account')
  if (request.principalAccountIsManagement === true) add('management caller')
  if (request.resourceAccountIsManagement === true) add('management resource')
  if (settings?.s3BlockPublicAccess?.restrictPublicBuckets === true) add('restrict public buckets')
  for (const [layer, document] of documentsOf(one)) {
    add(`layer ${layer}`)
    const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
    for (const statement of statements as JsonObject[]) countStatement(statement, one)
  }
}

const names = families.flatMap((family) => family.operators)

describe('random cases', () => {
  beforeAll(() => {
    for (const one of fc.sample(evaluationCases(), { numRuns: runs, seed: 20261123 })) count(one)
  })

  it('are allowed in at least 15 of 100 cases, and denied in both ways', () => {
    expect(seen('allow')).toBeGreaterThan(runs * 0.15)
    expect(seen('explicitDeny')).toBeGreaterThan(runs * 0.1)
    expect(seen('implicitDeny')).toBeGreaterThan(runs * 0.1)
  })

  it.each([...names, 'Null'])('use %s', (name) => {
    expect(seen(`operator ${name}`)).toBeGreaterThan(100)
  })

  it.each(names.flatMap((name) => [`${name}IfExists`, `ForAllValues:${name}`, `ForAnyValue:${name}`]))('use %s', (name) => {
    expect(seen(`operator ${name}`)).toBeGreaterThan(30)
  })

  it.each(['ForAllValues:StringEqualsIfExists', 'ForAnyValue:ArnNotLikeIfExists'])('use %s', (name) => {
    expect(seen(`operator ${name}`)).toBeGreaterThan(5)
  })

  it.each(['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'])('use the element %s', (name) => {
    expect(seen(`element ${name}`)).toBeGreaterThan(500)
  })

  it.each([`\${*}`, `\${?}`, `\${$}`, ", 'blue'}", `\${aws:username}`, `\${aws:PrincipalTag/none}`])('write %s', (text) => {
    expect(seen(`text ${text}`)).toBeGreaterThan(100)
  })

  it.each(['wildcard', 'account', 'direct', 'role', 'issuer'])('name callers by %s', (kind) => {
    expect(seen(`kind ${kind}`)).toBeGreaterThan(100)
  })

  it.each(['*', 'AWS', 'Service', 'Federated', 'CanonicalUser'])('write principals as %s', (type) => {
    expect(seen(`principal ${type}`)).toBeGreaterThan(100)
  })

  it.each(['user', 'assumedRole', 'federatedUser', 'root', 'service', 'anonymous', 'webIdentity', 'saml'])(
    'have a caller of type %s',
    (type) => {
      expect(seen(`caller ${type}`)).toBeGreaterThan(500)
    },
  )

  it.each([...new Set(operations.map((operation) => operation.action))])('request %s', (action) => {
    expect(seen(`action ${action}`)).toBeGreaterThan(100)
  })

  it.each(['identity', 'boundary', 'session', 'resource', 'trust', 'scp', 'rcp'])('have documents of layer %s', (layer) => {
    expect(seen(`layer ${layer}`)).toBeGreaterThan(500)
  })

  it.each(['identity', 'boundary', 'session', 'resource', 'trust', 'scp', 'rcp', 'credentialType', 's3BlockPublicAccess'])(
    'are denied by %s',
    (layer) => {
      expect(seen(`denied by ${layer}`)).toBeGreaterThan(50)
    },
  )

  it.each(['identity', 'resource', 'trust', 'root', 'service'])('are allowed by %s', (layer) => {
    expect(seen(`allowed by ${layer}`)).toBeGreaterThan(100)
  })

  it.each(['same account', 'cross account', 'management caller', 'management resource', 'restrict public buckets'])('meet: %s', (name) => {
    expect(seen(name)).toBeGreaterThan(200)
  })
})

describe('what is generated only if the options say so', () => {
  const has = (text: string, options: { contested?: boolean; unknowns?: boolean }): boolean =>
    fc.sample(evaluationCases(options), { numRuns: 3000, seed: 7 }).some((one) => JSON.stringify(one).includes(text))

  it.each(['StringMatches', '"Reason"'])('unknowns: %s', (text) => {
    expect([has(text, {}), has(text, { unknowns: true })]).toEqual([false, true])
  })

  it.each(['"True"', '2026-03-10T12:00:00"', '::ffff:203.0.113.77'])('contested: %s', (text) => {
    expect([has(text, {}), has(text, { contested: true })]).toEqual([false, true])
  })
})
