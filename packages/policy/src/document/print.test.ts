import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize } from '../authorize.js'
import { authorizationRequestOf } from '../testing/authorization-request-of.js'
import type { EvaluationCase, VectorCase } from '../testing/naive/evaluation-case.js'
import { evaluationCases } from '../testing/naive/generate.js'
import { POLICY_KINDS as kinds, type PolicyKind } from './kinds.js'
import { parsePolicy } from './parse.js'
import type { Policy, PrincipalEntry } from './policy.js'
import { printPolicy } from './print.js'

type ValidationVector = { readonly id: string; readonly kind: PolicyKind; readonly document?: unknown; readonly text?: string }

function load<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/policies/${name}`, import.meta.url), 'utf8')) as T[]
}

const evaluation = load<VectorCase>('evaluation.json')

function read(text: string, kind: PolicyKind): Policy {
  const result = parsePolicy(text, kind)
  if (!result.ok) throw new Error(result.problems.map(({ detail }) => detail).join('; '))
  return result.policy
}

const PLACES = ['span', 'spans', 'keySpan']

/** What a policy says, without positions and duplicates. */
function meaning(policy: Policy): unknown {
  return JSON.parse(JSON.stringify(policy), (key, value: unknown) => {
    if (PLACES.includes(key)) return undefined
    if (key === 'entries') return [...new Set((value as unknown[]).map((entry) => JSON.stringify(entry)))]
    return key === 'patterns' || key === 'values' ? [...new Set(value as string[])] : value
  })
}

/** Every problem of a text as a document of each kind, without positions. */
function faults(text: string): readonly string[] {
  return kinds.flatMap((kind) => {
    const result = parsePolicy(text, kind, { bucket: 'acme-data' })
    const found = result.ok ? [] : result.problems.map(({ message, detail }) => `${kind}: ${message} ${detail}`)
    return [...new Set(found)].toSorted()
  })
}

function holdsTheLaw(text: string, kind: PolicyKind): void {
  const policy = read(text, kind)
  const printed = printPolicy(policy)
  const again = read(printed, kind)
  expect(meaning(again)).toEqual(meaning(policy))
  expect(printPolicy(again)).toBe(printed)
  expect(printed).toBe(JSON.stringify(JSON.parse(printed), null, 2))
  expect(faults(printed)).toEqual(faults(text))
}

/** The documents of a case, each with the kind that its layer is parsed as. */
function documentsOf({ policies, request }: EvaluationCase): readonly (readonly [PolicyKind, unknown])[] {
  const { identity, boundary, session, resource, trust, scps, rcps } = policies
  const service = request.action.split(':')[0]
  const attached = service === 'kms' ? 'kms-key' : service === 's3' ? 's3-bucket' : 'resource'
  const layers: readonly (readonly [PolicyKind, readonly unknown[]])[] = [
    ['identity', identity],
    ['boundary', [boundary]],
    ['session', session ?? []],
    [attached, [resource]],
    ['trust', [trust]],
    ['scp', scps?.flat() ?? []],
    ['rcp', rcps?.flat() ?? []],
  ]
  return layers.flatMap(([kind, list]) => list.filter((document) => document !== null).map((document) => [kind, document] as const))
}

/** The case with every document printed. */
function printedCase(one: EvaluationCase): EvaluationCase {
  const kindOf = new Map(documentsOf(one).map(([kind, document]) => [document, kind]))
  const reprint = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reprint)
    const kind = kindOf.get(value)
    return kind === undefined ? value : JSON.parse(printPolicy(read(JSON.stringify(value), kind)))
  }
  const policies = Object.entries(one.policies).map(([layer, value]) => [layer, reprint(value)])
  return { ...one, policies: Object.fromEntries(policies) as unknown as EvaluationCase['policies'] }
}

/** A decision without the positions of its statements, which printing changes; undefined if a document cannot be saved. */
function decide(one: EvaluationCase): unknown {
  const request = authorizationRequestOf(one)
  if (request === undefined) return undefined
  const { matched, ...decision } = authorize(request)
  return { ...decision, matched: matched.map(({ line: _, span: __, ...statement }) => statement) }
}

describe('a printed policy', () => {
  const valid = evaluation.flatMap(({ id, ...one }) => documentsOf(one).map(([kind, document]) => ({ id, kind, document })))
  const savable = valid.filter(({ kind, document }) => parsePolicy(JSON.stringify(document), kind).ok)

  it('parses back to the same policy: every document of the evaluation cases', () => {
    expect(savable.length).toBe(valid.length)
    for (const { document, kind } of savable) holdsTheLaw(JSON.stringify(document), kind)
    expect(new Set(savable.map(({ kind }) => kind))).toEqual(new Set(kinds.filter((kind) => kind !== 'managed')))
  })

  it('parses back to the same policy: every valid document of the validation cases', () => {
    const texts = load<ValidationVector>('validation.json').map(({ kind, document, text }) => ({
      kind,
      text: text ?? JSON.stringify(document),
    }))
    const sound = texts.filter(({ text, kind }) => parsePolicy(text, kind).ok)
    for (const { text, kind } of sound) holdsTheLaw(text, kind)
    expect(sound.length).toBeGreaterThan(15)
  })

  it('parses back to the same policy: random documents of every layer', () => {
    let cases = 0
    let seen = 0
    fc.assert(
      fc.property(evaluationCases({ contested: true }), (one) => {
        cases++
        for (const [kind, document] of documentsOf(one)) {
          const text = JSON.stringify(document)
          if (!parsePolicy(text, kind).ok) continue
          seen++
          holdsTheLaw(text, kind)
        }
      }),
      { numRuns: 300, seed: 11 },
    )
    expect(seen).toBeGreaterThan(cases)
  })

  it.each(evaluation)('decides $id as before', (one) => {
    const before = decide(one)
    expect(before).toBeDefined()
    expect(decide(printedCase(one))).toEqual(before)
  })

  it('decides random cases as before', () => {
    let cases = 0
    let seen = 0
    fc.assert(
      fc.property(evaluationCases(), (one) => {
        cases++
        const before = decide(one)
        if (before === undefined) return
        seen++
        expect(decide(printedCase(one))).toEqual(before)
      }),
      { numRuns: 1000, seed: 12 },
    )
    expect(seen).toBeGreaterThan(cases / 2)
  })
})

describe('the canonical form', () => {
  const statement = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' }
  const print = (changes: object, kind: PolicyKind = 'identity') =>
    JSON.parse(printPolicy(read(JSON.stringify({ Version: '2012-10-17', Statement: { ...statement, ...changes } }), kind))) as {
      Statement: [Record<string, unknown>]
    }
  const printed = (changes: object, kind?: PolicyKind) => print(changes, kind).Statement[0]

  it.each<[string, object, object, PolicyKind?]>([
    ['a list of one becomes its value', { Action: ['s3:*'], Resource: ['*'] }, { Action: 's3:*', Resource: '*' }],
    ['a longer list stays a list', { Action: ['s3:*', 'iam:*'] }, { Action: ['s3:*', 'iam:*'] }],
    ['a list has no duplicates', { Action: ['s3:*', 's3:*'] }, { Action: 's3:*' }],
    ['case is kept', { Action: 'S3:getobject' }, { Action: 'S3:getobject' }],
    ['an empty Sid and an empty Condition are left out', { Sid: '', Condition: {} }, statement],
    ['a bare principal stays bare', { Principal: '*' }, { Principal: '*' }, 'resource'],
    ['a principal with a type keeps its type', { Principal: { AWS: ['*'] } }, { Principal: { AWS: '*' } }, 'resource'],
    ['a boolean becomes text', { Condition: { Bool: { 'aws:A': true } } }, { Condition: { Bool: { 'aws:A': 'true' } } }],
    [
      'keys of one operator stay together',
      { Condition: { StringLike: { 'aws:A': ['x'], 'aws:a': ['y', 'z'] } } },
      { Condition: { StringLike: { 'aws:A': 'x', 'aws:a': ['y', 'z'] } } },
    ],
  ])('%s', (_, changes, expected, kind) => {
    expect(printed(changes, kind)).toMatchObject(expected)
    if (expected === statement) expect(printed(changes, kind)).toEqual(statement)
  })

  it.each(['NotPrincipal', 'NotAction', 'NotResource'])('%s is not negated', (element) => {
    const { Action: _, Resource: __, ...rest } = statement
    const values: Record<string, unknown> = { NotPrincipal: { AWS: '111122223333' }, NotAction: 's3:*', NotResource: 'arn:aws:s3:::b' }
    const others = { Principal: '*', Action: 's3:*', Resource: '*' }
    const text = JSON.stringify({ Statement: { ...rest, ...others, [element.slice(3)]: undefined, [element]: values[element] } })
    const [one] = (JSON.parse(printPolicy(read(text, 'resource'))) as { Statement: [Record<string, unknown>] }).Statement
    expect(one[element]).toEqual(values[element])
    expect(one[element.slice(3)]).toBeUndefined()
  })

  it.each(['1.0', '1e3', '-0', '1.50', '12345678901234567890.123', '0'])('the number %s keeps its text', (number) => {
    const text = `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":${number}}}}}`
    expect(printPolicy(read(text, 'identity'))).toContain(`"s3:max-keys": "${number}"`)
    holdsTheLaw(text, 'identity')
  })

  it.each([
    ['', undefined],
    ['"Version":"2008-10-17",', '2008-10-17'],
    ['"Version":"2012-10-17",', '2012-10-17'],
  ])('a document that begins with {%s has the version %s', (version, expected) => {
    const text = printPolicy(read(`{${version}"Statement":${JSON.stringify(statement)}}`, 'identity'))
    expect((JSON.parse(text) as { Version?: string }).Version).toBe(expected)
  })

  it('writes a version if leaving it out would change it', () => {
    const policy = read(`{"Statement":${JSON.stringify(statement)}}`, 'identity')
    expect(printPolicy({ ...policy, version: '2012-10-17' })).toContain('"Version": "2012-10-17"')
  })

  it('keeps line feeds, line separators, quotes and characters beyond ASCII inside values', () => {
    const odd = 'a\nb\u2028c\r"d"\\é😀\t,\n  '
    const text = JSON.stringify({ Statement: { ...statement, Condition: { StringEquals: { 'aws:A': [odd, 'x'] } } } })
    expect(read(printPolicy(read(text, 'identity')), 'identity').statements[0]?.conditions[0]?.values).toEqual([odd, 'x'])
  })

  it('has the elements in the order of the grammar', () => {
    const text = `{"Statement":[{"Condition":{"Bool":{"aws:A":true}},"Resource":"*","Action":"s3:*","Principal":{"Service":["b.example","c.example"],"AWS":"111122223333"},
      "Effect":"Deny","Sid":"One"}],"Id":"policy","Version":"2012-10-17"}`
    expect(JSON.stringify(JSON.parse(printPolicy(read(text, 's3-bucket'))))).toBe(
      JSON.stringify({
        Version: '2012-10-17',
        Id: 'policy',
        Statement: [
          {
            Sid: 'One',
            Effect: 'Deny',
            Principal: { Service: ['b.example', 'c.example'], AWS: '111122223333' },
            Action: 's3:*',
            Resource: '*',
            Condition: { Bool: { 'aws:A': 'true' } },
          },
        ],
      }),
    )
  })
})

describe('a policy built by hand', () => {
  const policy = read('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', 'identity')
  const statement = policy.statements[0]!
  const line = { operator: 'StringEquals', key: 'aws:A', values: ['x'] }

  // Joining the two lines would turn "both must hold" into "either may".
  it.each<[string, Partial<typeof statement>]>([
    ['one operator and key twice', { conditions: [line, { ...line, values: ['y'] }] }],
    ['a condition without values', { conditions: [{ ...line, values: [] }] }],
    ['no action', { action: { negated: false, patterns: [] } }],
    ['no resource', { resource: { negated: true, patterns: [] } }],
    ['an invalid principal', { principal: { negated: false, entries: [] } }],
    ['half a surrogate pair', { sid: '\ud800' }],
  ])('with %s cannot be printed to a valid policy', (_, change) => {
    const text = printPolicy({ ...policy, statements: [{ ...statement, ...change }] })
    expect(parsePolicy(text, 'identity').ok).toBe(false)
  })

  it('without statements cannot be printed to a valid policy', () => {
    const text = printPolicy({ ...policy, statements: [] })
    expect(text).toContain('"Statement": []')
    expect(parsePolicy(text, 'identity').ok).toBe(false)
  })

  it('with separate principals of one type has them together', () => {
    const entries = [
      { type: 'AWS' as const, value: '111122223333' },
      { type: 'Service' as const, value: 'b.example' },
      { type: 'AWS' as const, value: '444455556666' },
    ]
    const text = printPolicy({ ...policy, statements: [{ ...statement, principal: { negated: false, entries } }] })
    const [one] = read(text, 'resource').statements
    expect(one?.principal?.entries.map(({ value }) => value)).toEqual(['111122223333', '444455556666', 'b.example'])
  })

  it.each<[string, PrincipalEntry[], unknown]>([
    [
      'of everyone and one more',
      [
        { type: 'AWS', value: '*' },
        { type: 'AWS', value: '111122223333' },
      ],
      { AWS: ['*', '111122223333'] },
    ],
    ['of one account', [{ type: 'AWS', value: '111122223333' }], { AWS: '111122223333' }],
    ['of every service, which is invalid', [{ type: 'Service', value: '*' }], { Service: '*' }],
  ])('with principals %s is not printed as one for everyone', (_, entries, expected) => {
    const text = printPolicy({ ...policy, statements: [{ ...statement, principal: { negated: false, entries } }] })
    expect((JSON.parse(text) as { Statement: [{ Principal: unknown }] }).Statement[0].Principal).toEqual(expected)
  })
})
