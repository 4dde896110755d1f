import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import { compilePolicies, type NamedPolicy } from './compile.js'
import { KINDS, type KindRules, type PolicyKind } from './document/kinds.js'
import { parseByRules, parsePolicy } from './document/parse.js'
import type { Principal } from './matching/principal.js'
import { contextOf } from './testing/sample.js'

interface VectorPrincipal {
  readonly type: 'user' | 'assumedRole' | 'federatedUser' | 'root' | 'service' | 'anonymous' | 'webIdentity' | 'saml'
  readonly account?: string
  readonly arn?: string
  readonly id?: string
  readonly roleId?: string
  readonly roleArn?: string
  readonly userArn?: string
  readonly name?: string
  readonly provider?: string
}

interface EvaluationVector {
  readonly id: string
  readonly area: string
  readonly why: string
  readonly request: {
    readonly principal: VectorPrincipal
    readonly action: string
    readonly resource: string
    readonly resourceAccount: string
    readonly context: Readonly<Record<string, string | readonly string[]>>
    readonly derived: Readonly<Record<string, string | readonly string[]>>
  }
  readonly settings?: unknown
  readonly policies: {
    readonly identity: readonly unknown[]
    readonly boundary: unknown
    readonly session: readonly unknown[] | null
    readonly resource: unknown
    readonly trust: unknown
    readonly scps: unknown
    readonly rcps: unknown
  }
  readonly expect: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly decidedBy: string | readonly string[]
  readonly assert?: 'denied'
}

interface ValidationVector {
  readonly id: string
  readonly kind: string
  readonly why: string
  readonly document?: unknown
  readonly text?: string
  readonly valid: boolean
  readonly bucket?: string
}

function load<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../../vectors/policies/${name}`, import.meta.url), 'utf8')) as T[]
}

const evaluation = load<EvaluationVector>('evaluation.json')
const validation = load<ValidationVector>('validation.json')

/** The resource policies of the queue cases: as for a bucket, without what only S3 demands. */
const { vendors: _, ...bucket } = KINDS['s3-bucket']
const QUEUE: KindRules = { ...bucket, bucketRules: false }

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]
}

type Layers = { readonly [layer in 'identity' | 'session' | 'resource' | 'trust']?: ReturnType<typeof compilePolicies> }

/** The layers of a case, or the problems of the first document that is refused. */
function compileLayers({ policies, request }: EvaluationVector): { readonly layers: Layers } | { readonly refused: string } {
  const layers: Record<string, ReturnType<typeof compilePolicies>> = {}
  const kinds: Record<string, PolicyKind> = { identity: 'identity', session: 'session', resource: 's3-bucket', trust: 'trust' }
  for (const [layer, kind] of Object.entries(kinds)) {
    const documents = policies[layer as keyof Layers]
    if (documents === null) continue
    const named: NamedPolicy[] = []
    for (const [index, document] of list(documents).entries()) {
      const rules = layer === 'resource' && request.action.startsWith('sqs:') ? QUEUE : KINDS[kind]
      const result = parseByRules(JSON.stringify(document), { kind, rules, bucket: undefined })
      if (!result.ok) return { refused: result.problems[0]?.message ?? '' }
      named.push({ name: `${layer}${index}`, policy: result.policy })
    }
    layers[layer] = compilePolicies(named)
  }
  return { layers }
}

const KINDS_OF_CALLER = {
  user: 'user',
  assumedRole: 'role',
  federatedUser: 'federated-user',
  root: 'root',
  service: 'service',
  anonymous: 'anonymous',
  webIdentity: 'web-identity',
  saml: 'saml',
} as const

function principalOf({ type, account, arn, id, roleId, roleArn, userArn, name, provider }: VectorPrincipal): Principal {
  const unique = id ?? roleId
  return {
    kind: KINDS_OF_CALLER[type],
    account: account ?? '',
    arn: provider ?? arn ?? name ?? '',
    ...(unique !== undefined && { id: unique }),
    ...(roleArn !== undefined && { roleArn }),
    ...(userArn !== undefined && { userArn }),
  }
}

/** Why a case is beyond this version, before its policies are read. */
function beyondScope({ policies, settings, decidedBy, request }: EvaluationVector): string | undefined {
  if (policies.boundary !== null) return 'permissions boundary'
  if (policies.scps !== null || policies.rcps !== null) return 'organization policies'
  if (settings !== undefined) return 'block public access'
  if (list(decidedBy).some((layer) => layer === 'credentialType' || layer === 'service')) return 'rule above policy'
  return request.action.startsWith('kms:') ? 'key policy' : undefined
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^The condition operator Numeric\w+ is not supported yet\.$/, 'numeric operator'],
  [/^The condition operator BinaryEquals\w* is not supported yet\.$/, 'binary operator'],
  [/^The condition operator For(?:All|Any)Values?:\w+ is not supported yet\.$/, 'set operator'],
  [/^Policy variables are not supported yet: /, 'policy variable'],
]

function refusal(message: string): string {
  return REFUSALS.find(([pattern]) => pattern.test(message))?.[1] ?? `unexpected refusal: ${message}`
}

interface RunnableCase {
  readonly vector: EvaluationVector
  readonly layers: Layers
}

const runnable: RunnableCase[] = []
const skipped = new Map<string, number>()
for (const vector of evaluation) {
  const result = beyondScope(vector) ?? compileLayers(vector)
  if (typeof result !== 'string' && 'layers' in result) runnable.push({ vector, layers: result.layers })
  else {
    const reason = typeof result === 'string' ? result : refusal(result.refused)
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  }
}

describe('the shared evaluation cases', () => {
  it.each(runnable.map((entry) => ({ id: entry.vector.id, why: entry.vector.why, entry })))(
    '$id: $why',
    ({ entry: { vector, layers } }) => {
      const { principal, action, resource, resourceAccount, derived, context } = vector.request
      const decision = authorize({
        principal: principalOf(principal),
        action,
        resource,
        resourceAccount,
        context: contextOf({ ...derived, ...context }),
        policies: layers,
      })
      expect(decision.outcome).toBe(vector.expect)
      expect(list(vector.decidedBy)).toContain(decision.decidedBy)
    },
  )

  it('are all run but for those beyond this version, whose number is known for every reason', () => {
    expect(Object.fromEntries(skipped)).toEqual({
      'permissions boundary': 14,
      'organization policies': 29,
      'block public access': 7,
      'rule above policy': 5,
      'key policy': 7,
      'numeric operator': 15,
      'binary operator': 3,
      'set operator': 17,
      'policy variable': 18,
    })
    expect(runnable.length).toBe(240)
    expect(evaluation.length).toBe(355)
  })
})

const OWN_KINDS: ReadonlySet<string> = new Set(Object.keys(KINDS))
const inScope = validation.filter(({ kind }) => OWN_KINDS.has(kind))

/** Valid in AWS, refused by this version. */
const NOT_YET = new Map([['valid-identity-028', 'The condition operator ForAnyValue:StringLikeIfExists is not supported yet.']])

describe('the shared validation cases', () => {
  it.each(inScope)('$id: $why', ({ id, kind, text, document, valid, bucket }) => {
    const result = parsePolicy(text ?? JSON.stringify(document), kind as PolicyKind, bucket === undefined ? {} : { bucket })
    const notYet = NOT_YET.get(id)
    expect(result.ok).toBe(valid && notYet === undefined)
    if (notYet !== undefined) expect(result).toMatchObject({ problems: [{ message: notYet }] })
  })

  it('are all run but for those of kinds that are not known yet', () => {
    const others = validation.filter(({ kind }) => !OWN_KINDS.has(kind)).map(({ kind }) => kind)
    expect([...new Set(others)].sort()).toEqual(['rcp', 'scp'])
    expect([inScope.length, others.length]).toEqual([39, 7])
  })
})
