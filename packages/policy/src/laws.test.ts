import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize, type Question } from './authorize.js'
import { type CompiledPolicies, compilePolicies } from './compile.js'
import type { Policy, Statement } from './document/policy.js'
import { ACCOUNT, alice, anonymous, carol, contextOf, ec2, FOREIGN, guest, root, workflow, zoe } from './testing/sample.js'

const SPAN = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }
const LAYERS = ['identity', 'session', 'resource', 'trust'] as const
type Layers = { readonly [layer in (typeof LAYERS)[number]]?: readonly Statement[] }

const actions = fc.record({
  negated: fc.boolean(),
  patterns: fc.subarray(['*', 's3:*', 's3:Get*', 's3:GetObject', 'S3:PUTOBJECT', 'sts:*', 'sts:AssumeRole', 'iam:*', '*:*'], {
    minLength: 1,
    maxLength: 3,
  }),
})
const resources = fc.record({
  negated: fc.boolean(),
  patterns: fc.subarray(['*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::*', `arn:aws:iam::${ACCOUNT}:role/*`], {
    minLength: 1,
    maxLength: 2,
  }),
})
const names = ['*', ACCOUNT, FOREIGN, alice.arn, zoe.arn, carol.arn, carol.roleArn!, guest.arn, alice.id!]
const principals = fc.record({
  negated: fc.boolean(),
  entries: fc.subarray(names, { minLength: 1, maxLength: 4 }).map((values) => values.map((value) => ({ type: 'AWS' as const, value }))),
})
const conditions = fc.array(
  fc.record({
    operator: fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLikeIfExists',
      'Bool',
      'Null',
      'ArnLike',
      'NotIpAddress',
      'DateLessThan',
    ),
    key: fc.constantFrom('aws:a', 'aws:B'),
    values: fc.subarray(['x', 'true', 'arn:aws:s3:::b', '10.0.0.0/8', '2026-01-01'], { minLength: 1, maxLength: 2 }),
  }),
  { maxLength: 2 },
)

function statements(
  withPrincipals: boolean,
  effects: readonly Statement['effect'][] = ['Allow', 'Deny'],
): fc.Arbitrary<readonly Statement[]> {
  const own = { effect: fc.constantFrom(...effects), action: actions, conditions, span: fc.constant(SPAN) }
  const statement = withPrincipals
    ? fc.record({ ...own, principal: principals, resource: resources })
    : fc.record({ ...own, resource: resources })
  return fc.array(statement, { minLength: 1, maxLength: 4 })
}

const layers: fc.Arbitrary<Layers> = fc.record(
  { identity: statements(false), session: statements(false), resource: statements(true), trust: statements(true) },
  { requiredKeys: [] },
)
const questions: fc.Arbitrary<Omit<Question, 'policies'>> = fc.record({
  principal: fc.constantFrom(alice, zoe, carol, guest, root, anonymous, ec2, workflow),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:PutBucketPolicy', 's3:ListAllMyBuckets', 'sts:AssumeRole', 'iam:CreateUser'),
  resource: fc.constantFrom('*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/x', 'arn:aws:s3:::c', `arn:aws:iam::${ACCOUNT}:role/app`, 'unreadable'),
  resourceAccount: fc.constantFrom(ACCOUNT, FOREIGN),
  context: fc
    .dictionary(fc.constantFrom('aws:a', 'aws:b'), fc.oneof(fc.constantFrom('x', 'true', '10.1.1.1', '2025-01-01'), fc.constant(['x'])))
    .map(contextOf),
})
const layerName = fc.constantFrom(...LAYERS)

function compile(list: readonly Statement[]): CompiledPolicies {
  const policy: Policy = { kind: 'identity', version: '2012-10-17', statements: list }
  return compilePolicies([{ name: 'p', policy }])
}

function decide(question: Omit<Question, 'policies'>, by: Layers) {
  const policies = Object.fromEntries(Object.entries(by).map(([layer, list]) => [layer, compile(list)]))
  return authorize({ ...question, policies })
}

function isAllowed(question: Omit<Question, 'policies'>, by: Layers): boolean {
  return decide(question, by).outcome === 'allow'
}

/** Adds to a layer that is there; a layer that is not there may by itself change the rules (a session policy limits). */
function extend(by: Layers, layer: (typeof LAYERS)[number], more: readonly Statement[]): Layers {
  return by[layer] === undefined ? by : { ...by, [layer]: [...by[layer], ...more] }
}

function additions(effect: Statement['effect']) {
  return layerName.chain((layer) => statements(layer === 'resource' || layer === 'trust', [effect]).map((more) => ({ layer, more })))
}

const RUNS = { numRuns: 3000 }

describe('the laws of authorization', () => {
  it('adding a Deny never grants', () => {
    fc.assert(
      fc.property(questions, layers, additions('Deny'), (question, by, { layer, more }) => {
        if (!isAllowed(question, by)) expect(isAllowed(question, extend(by, layer, more))).toBe(false)
      }),
      RUNS,
    )
  })

  it('attaching a policy of Denies alone never grants either', () => {
    fc.assert(
      fc.property(questions, layers, additions('Deny'), (question, by, { layer, more }) => {
        const attached = { ...by, [layer]: [...(by[layer] ?? []), ...more] }
        // A trust policy changes which layer speaks for the resource; it is part of the question, not something to attach.
        // A session policy is what gives a federated user anything, but not by denying.
        if (layer !== 'trust' && !isAllowed(question, by)) expect(isAllowed(question, attached)).toBe(false)
      }),
      RUNS,
    )
  })

  it('adding an Allow never revokes', () => {
    fc.assert(
      fc.property(questions, layers, additions('Allow'), (question, by, { layer, more }) => {
        if (isAllowed(question, by)) expect(isAllowed(question, extend(by, layer, more))).toBe(true)
      }),
      RUNS,
    )
  })

  it('the order of statements, and how they are spread over documents, has no meaning', () => {
    fc.assert(
      fc.property(questions, layers, (question, by) => {
        const reversed = Object.fromEntries(Object.entries(by).map(([layer, list]) => [layer, list.toReversed()]))
        const spread = Object.fromEntries(
          Object.entries(by).map(([layer, list]) => [
            layer,
            compilePolicies(
              list.map((statement) => ({
                name: 'p',
                policy: { kind: 'identity', version: '2012-10-17', statements: [statement] } as const,
              })),
            ),
          ]),
        )
        const { outcome, decidedBy } = decide(question, by)
        expect(decide(question, reversed)).toMatchObject({ outcome, decidedBy })
        expect(authorize({ ...question, policies: spread })).toMatchObject({ outcome, decidedBy })
      }),
      RUNS,
    )
  })

  it('an unknown operator never allows, and denies whatever its Deny is about', () => {
    const unknown = fc.constantFrom('NumericEquals', 'ForAnyValue:StringLike', 'BinaryEquals', 'Frobnicate', 'NullIfExists')
    fc.assert(
      fc.property(questions, layers, unknown, (question, by, operator) => {
        const odd = { operator, key: 'aws:a', values: ['x'] }
        const change = (effect: Statement['effect'], conditionsOf: (statement: Statement) => Statement['conditions']) =>
          Object.fromEntries(
            Object.entries(by).map(([layer, list]) => [
              layer,
              list.map((statement) => (statement.effect === effect ? { ...statement, conditions: conditionsOf(statement) } : statement)),
            ]),
          )
        const spoiled = change('Allow', ({ conditions: own }) => [...own, odd])
        if (question.principal.kind !== 'root') expect(isAllowed(question, spoiled)).toBe(false)
        const oddDeny = decide(
          question,
          change('Deny', () => [odd]),
        )
        const plainDeny = decide(
          question,
          change('Deny', () => []),
        )
        expect(oddDeny.outcome).toBe(plainDeny.outcome)
      }),
      RUNS,
    )
  })

  it('a session policy only ever takes away from a role', () => {
    fc.assert(
      fc.property(questions, layers, statements(false), (question, by, session) => {
        const { session: _, ...without } = by
        const asked = { ...question, principal: carol }
        if (!isAllowed(asked, without)) expect(isAllowed(asked, { ...without, session })).toBe(false)
      }),
      RUNS,
    )
  })

  it('case of the action has no meaning', () => {
    fc.assert(
      fc.property(questions, layers, (question, by) => {
        const { outcome } = decide(question, by)
        expect(decide({ ...question, action: question.action.toUpperCase() }, by).outcome).toBe(outcome)
      }),
      RUNS,
    )
  })

  it('the index finds what a look at every pattern finds', () => {
    fc.assert(
      fc.property(questions, statements(false, ['Allow']), (question, list) => {
        const pattern = (text: string) => new RegExp(`^${text.replaceAll('*', '.*')}$`, 'i')
        const open = list.map((statement, index) => ({
          ...statement,
          sid: `${index}`,
          conditions: [],
          resource: { negated: false, patterns: ['*'] },
        }))
        const expected = open
          .filter(({ action }) => action.patterns.some((text) => pattern(text).test(question.action)) !== action.negated)
          .map(({ sid }) => sid)
        expect(
          decide(question, { identity: open })
            .matched.map(({ sid }) => sid)
            .sort(),
        ).toEqual(expected.sort())
      }),
      RUNS,
    )
  })
})
