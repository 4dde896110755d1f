import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest, Policies } from './authorization-request.js'
import { authorize } from './authorize.js'
import { combinePolicies } from './combine-policies.js'
import { type CompiledPolicies, compilePolicies } from './compile.js'
import type { Policy, Statement } from './document/policy.js'
import { compileGlob, matchesGlob } from './matching/glob.js'
import {
  ACCOUNT,
  alice,
  anonymous,
  carol,
  contextFrom,
  ec2,
  FOREIGN,
  guest,
  root,
  sampleRequest,
  variable,
  workflow,
  zoe,
} from './testing/sample.js'
import { WorkBudget } from './work/work-budget.js'

const SPAN = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }
const LAYERS = ['identity', 'session', 'boundary', 'resource', 'trust', 'scp0', 'scp1', 'rcp'] as const
const WITH_PRINCIPALS: ReadonlySet<string> = new Set(['resource', 'trust', 'rcp'])
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
  patterns: fc.subarray(
    [
      ...['*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::*', 'arn:aws:s3:::?', `arn:aws:iam::${ACCOUNT}:role/*`],
      ...[`arn:aws:s3:::b/${variable('aws:a')}`, `arn:aws:s3:::${variable("aws:B, 'b'")}*`],
    ],
    { minLength: 1, maxLength: 3 },
  ),
})
const names = ['*', ACCOUNT, FOREIGN, alice.arn, zoe.arn, carol.arn, carol.roleArn!, guest.arn, alice.id!]
const principals = fc.record({
  negated: fc.boolean(),
  entries: fc.subarray(names, { minLength: 1, maxLength: 4 }).map((values) => values.map((value) => ({ type: 'AWS' as const, value }))),
})
const operators = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'Bool',
  'ArnLike',
  'NotIpAddress',
  'DateLessThan',
  'NumericNotEquals',
  'BinaryEquals',
]
const conditions = fc.array(
  fc.record({
    operator: fc
      .record({
        set: fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
        base: fc.constantFrom(...operators),
        suffix: fc.constantFrom('', 'IfExists'),
      })
      .map(({ set, base, suffix }) => `${set}${base}${suffix}`),
    key: fc.constantFrom('aws:a', 'aws:B'),
    values: fc.subarray(['x', 'true', 'arn:aws:s3:::b', '10.0.0.0/8', '2026', variable('aws:b'), 'QQ=='], { minLength: 1, maxLength: 2 }),
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
  {
    identity: statements(false),
    session: statements(false),
    boundary: statements(false),
    resource: statements(true),
    trust: statements(true),
    scp0: statements(false),
    scp1: statements(false),
    rcp: statements(true),
  },
  { requiredKeys: [] },
)
const questions: fc.Arbitrary<Omit<AuthorizationRequest, 'policies'>> = fc.record({
  principal: fc.constantFrom(alice, zoe, carol, guest, root, anonymous, ec2, workflow),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:PutBucketPolicy', 's3:ListAllMyBuckets', 'sts:AssumeRole', 'iam:CreateUser'),
  resource: fc.constantFrom('*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/x', 'arn:aws:s3:::c', `arn:aws:iam::${ACCOUNT}:role/app`, 'unreadable'),
  resourceAccount: fc.constantFrom(ACCOUNT, FOREIGN),
  context: fc
    .dictionary(
      fc.constantFrom('aws:a', 'aws:b'),
      fc.oneof(fc.constantFrom('x', 'true', '10.1.1.1', '2025', '*'), fc.constantFrom([], ['x'], ['x', '2025'])),
    )
    .map(contextFrom),
  callerIsManagement: fc.boolean(),
  ownerIsManagement: fc.boolean(),
  blockPublicAccess: fc.record({ restrictPublicBuckets: fc.boolean() }),
})
const layerName = fc.constantFrom(...LAYERS)

function compile(list: readonly Statement[]): CompiledPolicies {
  const policy: Policy = { kind: 'identity', version: '2012-10-17', statements: list }
  return compilePolicies([{ name: 'p', policy }])
}

function decide(request: Omit<AuthorizationRequest, 'policies'>, by: Layers) {
  return authorize({ ...request, policies: policiesOf(by, compile) })
}

function policiesOf(by: Layers, compiler: (list: readonly Statement[]) => CompiledPolicies): Policies {
  const { scp0, scp1, rcp, ...plain } = by
  const levels = [scp0, scp1].filter((level) => level !== undefined).map(compiler)
  return {
    ...Object.fromEntries(Object.entries(plain).map(([layer, list]) => [layer, compiler(list)])),
    ...(levels.length > 0 && { scps: levels }),
    ...(rcp && { rcps: [compiler(rcp)] }),
  }
}

function isAllowed(request: Omit<AuthorizationRequest, 'policies'>, by: Layers): boolean {
  return decide(request, by).outcome === 'allow'
}

/** Adds to a layer that is present; an absent layer can change the rules by being added (a session policy limits). */
function extend(by: Layers, layer: (typeof LAYERS)[number], more: readonly Statement[]): Layers {
  return by[layer] === undefined ? by : { ...by, [layer]: [...by[layer], ...more] }
}

function additions(effect: Statement['effect']) {
  return layerName.chain((layer) => statements(WITH_PRINCIPALS.has(layer), [effect]).map((more) => ({ layer, more })))
}

const RUNS = { numRuns: 1000 }

describe('the laws of authorization', () => {
  it('adding a Deny never grants', () => {
    fc.assert(
      fc.property(questions, layers, additions('Deny'), (request, by, { layer, more }) => {
        if (!isAllowed(request, by)) expect(isAllowed(request, extend(by, layer, more))).toBe(false)
      }),
      RUNS,
    )
  })

  it('attaching a policy that only denies never grants either', () => {
    fc.assert(
      fc.property(questions, layers, additions('Deny'), (request, by, { layer, more }) => {
        const attached = { ...by, [layer]: [...(by[layer] ?? []), ...more] }
        // A trust policy changes which layer decides for the resource; it is part of the request, not something to attach. A session policy is what
        // gives a federated user any permission, but not by denying.
        if (layer !== 'trust' && !isAllowed(request, by)) expect(isAllowed(request, attached)).toBe(false)
      }),
      RUNS,
    )
  })

  it('adding an Allow never revokes, except with Block Public Access', () => {
    fc.assert(
      fc.property(questions, layers, additions('Allow'), ({ blockPublicAccess: _, ...request }, by, { layer, more }) => {
        if (isAllowed(request, by)) expect(isAllowed(request, extend(by, layer, more))).toBe(true)
      }),
      RUNS,
    )
  })

  it('the order of statements, and how they are split into documents, does not matter', () => {
    fc.assert(
      fc.property(questions, layers, (request, by) => {
        const reversed = Object.fromEntries(Object.entries(by).map(([layer, list]) => [layer, list.toReversed()]))
        const spread = policiesOf(by, (list) =>
          compilePolicies(
            list.map((statement) => ({ name: 'p', policy: { kind: 'identity', version: '2012-10-17', statements: [statement] } as const })),
          ),
        )
        const { outcome, decidedBy } = decide(request, by)
        expect(decide(request, reversed)).toMatchObject({ outcome, decidedBy })
        expect(authorize({ ...request, policies: spread })).toMatchObject({ outcome, decidedBy })
      }),
      RUNS,
    )
  })

  it('documents that are compiled separately and combined decide as if they were compiled together', () => {
    fc.assert(
      fc.property(questions, layers, (request, by) => {
        const combined = policiesOf(by, (list) => combinePolicies(list.map((statement) => compile([statement]))))
        const { outcome, decidedBy, matched } = decide(request, by)
        const other = authorize({ ...request, policies: combined })
        expect(other).toMatchObject({ outcome, decidedBy })
        expect(other.matched).toHaveLength(matched.length)
      }),
      RUNS,
    )
  })

  it('requests that share a budget are decided as each would be alone while the budget lasts, and are denied after that', () => {
    const long = 'y'.repeat(300)
    const costly = { operator: 'StringLike', key: 'aws:a', values: ['*?x*'] }
    const asked = fc.array(fc.tuple(questions, fc.constantFrom(long, `${long}zx`, 'x')), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(asked, layers, fc.integer({ min: 0, max: 5_000 }), (all, by, total) => {
        const policies = policiesOf(by, (list) => compile(list.map((one) => ({ ...one, conditions: [...one.conditions, costly] }))))
        const [ample, scarce] = [new WorkBudget({ total: 1e9, perDecision: 1e9 }), new WorkBudget({ total, perDecision: total })]
        for (const [request, value] of all) {
          const whole = { ...request, context: new Map([...request.context, ['aws:a', value]]), policies }
          const alone = authorize(whole)
          expect(authorize(whole, ample)).toEqual(alone)
          const { outcome, decidedBy } = authorize(whole, scarce)
          if (decidedBy === 'workBudget') expect(outcome).toBe('implicitDeny')
          else expect({ outcome, decidedBy }).toEqual({ outcome: alone.outcome, decidedBy: alone.decidedBy })
        }
      }),
      RUNS,
    )
  })

  it('an unknown operator never allows, and denies everything that its Deny covers', () => {
    const unknown = fc.constantFrom('NumericEquals', 'ForAnyValue:DateNotEquals', 'BinaryEquals', 'Frobnicate', 'NullIfExists')
    fc.assert(
      fc.property(questions, layers, unknown, (request, by, operator) => {
        const odd = { operator, key: 'aws:a', values: ['x'] }
        const change = (effect: Statement['effect'], conditionsOf: (statement: Statement) => Statement['conditions']) =>
          Object.fromEntries(
            Object.entries(by).map(([layer, list]) => [
              layer,
              list.map((statement) => (statement.effect === effect ? { ...statement, conditions: conditionsOf(statement) } : statement)),
            ]),
          )
        const spoiled = change('Allow', ({ conditions: own }) => [...own, odd])
        if (request.principal.kind !== 'root') expect(isAllowed(request, spoiled)).toBe(false)
        const oddDeny = decide(
          request,
          change('Deny', () => [odd]),
        )
        const plainDeny = decide(
          request,
          change('Deny', () => []),
        )
        expect(oddDeny.outcome).toBe(plainDeny.outcome)
      }),
      RUNS,
    )
  })

  it('a session policy only takes permissions away from a role', () => {
    fc.assert(
      fc.property(questions, layers, statements(false), (request, by, session) => {
        const { session: _, ...without } = by
        const asked = { ...request, principal: carol }
        if (!isAllowed(asked, without)) expect(isAllowed(asked, { ...without, session })).toBe(false)
      }),
      RUNS,
    )
  })

  it('a federated session can do nothing that its user cannot, except through grants that name the session', () => {
    const unnamed = (by: Layers) =>
      Object.values(by).every((list) => list.every(({ principal }) => !principal?.entries.some(({ value }) => value === guest.arn)))
    fc.assert(
      fc.property(questions, layers, statements(false), (request, by, session) => {
        fc.pre(unnamed(by))
        const { session: _, ...own } = by
        if (!isAllowed({ ...request, principal: alice }, own)) {
          expect(isAllowed({ ...request, principal: guest }, { ...own, session })).toBe(false)
        }
      }),
      RUNS,
    )
  })

  it('a boundary and service control policies only take permissions away', () => {
    fc.assert(
      fc.property(questions, layers, statements(false), (request, by, more) => {
        const { boundary: _, scp1: __, ...without } = by
        if (isAllowed(request, without)) return
        expect(isAllowed(request, { ...without, boundary: more })).toBe(false)
        expect(isAllowed(request, { ...without, scp1: more })).toBe(false)
      }),
      RUNS,
    )
  })

  it('no policy ever allows what Block Public Access denies to other accounts', () => {
    fc.assert(
      fc.property(questions, layers, (request, by) => {
        const open = { ...request, blockPublicAccess: { restrictPublicBuckets: false } }
        if (!isAllowed(open, by)) expect(isAllowed(request, by)).toBe(false)
      }),
      RUNS,
    )
  })

  it('the case of the action does not matter', () => {
    fc.assert(
      fc.property(questions, layers, (request, by) => {
        const { outcome } = decide(request, by)
        expect(decide({ ...request, action: request.action.toUpperCase() }, by).outcome).toBe(outcome)
      }),
      RUNS,
    )
  })

  it('the index finds what comparing every pattern finds', () => {
    fc.assert(
      fc.property(questions, statements(false, ['Allow']), (asked, list) => {
        const request = { ...asked, principal: alice }
        const pattern = (text: string) => new RegExp(`^${text.replaceAll('*', '.*')}$`, 'i')
        const open = list.map((statement, index) => ({
          ...statement,
          sid: `${index}`,
          conditions: [],
          resource: { negated: false, patterns: ['*'] },
        }))
        const expected = open
          .filter(({ action }) => action.patterns.some((text) => pattern(text).test(request.action)) !== action.negated)
          .map(({ sid }) => sid)
        expect(
          decide(request, { identity: open })
            .matched.map(({ sid }) => sid)
            .sort(),
        ).toEqual(expected.sort())
      }),
      RUNS,
    )
  })

  it('the index by resource finds what comparing every resource finds', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 6 })
    const patterns = fc.array(fc.array(texts, { minLength: 1, maxLength: 3 }), { maxLength: 12 })
    const resource = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 })
    fc.assert(
      fc.property(patterns, resource, (lists, name) => {
        const list = lists.map((own, index): Statement => {
          const action = { negated: false, patterns: ['s3:GetObject'] }
          const covered = { negated: false, patterns: own.map((text) => `arn:aws:s3:::${text}`) }
          return { sid: `${index}`, effect: 'Allow', action, resource: covered, conditions: [], span: SPAN }
        })
        const { matched } = authorize({ ...sampleRequest({ resource: `arn:aws:s3:::${name}` }), policies: { identity: compile(list) } })
        const expected = lists.flatMap((own, index) => (own.some((text) => matchesGlob(compileGlob(text), name)) ? [`${index}`] : []))
        expect(matched.map(({ sid }) => sid).sort()).toEqual(expected.sort())
      }),
      RUNS,
    )
  })

  it('the value of a variable is never used as a pattern', () => {
    const values = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '$', '{', '}', ':', '/'), maxLength: 6 })
    fc.assert(
      fc.property(values, values, (own, asked) => {
        const identity = compile([
          {
            effect: 'Allow',
            action: { negated: false, patterns: ['*'] },
            resource: { negated: false, patterns: [`arn:aws:s3:::x/${variable('aws:a')}`] },
            conditions: [],
            span: SPAN,
          },
        ])
        const request = sampleRequest({
          resource: `arn:aws:s3:::x/${asked}`,
          context: contextFrom({ 'aws:a': own }),
          policies: { identity },
        })
        expect(authorize(request).outcome === 'allow').toBe(own === asked)
      }),
      RUNS,
    )
  })
})
