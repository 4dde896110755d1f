import { readFileSync } from 'node:fs'
import { type Context, foldCase, type PolicyKind, type Principal } from '@daypass/policy'
import { describe, expect, it } from 'vitest'
import { type SimulatedPolicies, simulate } from './simulate.js'
import { readLayer, type SimulatedLayer } from './simulated-layer.js'

type Values = Readonly<Record<string, string | readonly string[]>>

interface Vector {
  readonly id: string
  readonly why: string
  readonly expect: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly assert?: 'denied'
  readonly settings?: object
  readonly request: {
    readonly principal: Readonly<Record<string, string>> & { readonly serviceLinked?: true }
    readonly action: string
    readonly resource: string
    readonly resourceAccount: string
    readonly context: Values
    readonly derived: Values
    readonly principalAccountIsManagement?: true
    readonly resourceAccountIsManagement?: true
  }
  readonly policies: Readonly<Record<'identity', readonly object[]>> &
    Readonly<Record<'boundary' | 'resource' | 'trust', object | null>> &
    Readonly<Record<'scps' | 'rcps', readonly (readonly object[])[] | null>> & { readonly session: readonly object[] | null }
}

const vectors = JSON.parse(readFileSync(new URL('../../../../../vectors/policies/evaluation.json', import.meta.url), 'utf8')) as Vector[]
/** What the simulator cannot express: other callers, sessions limited by a policy, temporary credentials of users, Block Public Access. */
const simulated = vectors.filter(
  ({ request: { principal }, policies, settings }) =>
    (principal.type === 'user' || principal.type === 'assumedRole') &&
    principal.credential !== 'sessionToken' &&
    policies.session === null &&
    settings === undefined,
)

function layer(kind: PolicyKind, documents: readonly object[]): SimulatedLayer {
  const read = readLayer(
    documents.map((document, index) => ({ id: `${kind}${index}`, text: JSON.stringify(document, null, 1) })),
    kind,
  )
  if (!read.ok) throw new Error(read.problem)
  return read.layer
}

function policiesOf({ policies, request: { action, resource } }: Vector): SimulatedPolicies {
  const { identity, boundary, resource: attached, trust, scps, rcps } = policies
  const one = (kind: PolicyKind, document: object | null) => (document === null ? undefined : layer(kind, [document]))
  const kind = action.startsWith('kms:') ? 'kms-key' : action.startsWith('s3:') ? 's3-bucket' : 'resource'
  const role = action.startsWith('sts:') && /:role\//.test(resource)
  return {
    identity: layer('identity', identity),
    boundary: one('boundary', boundary),
    // The cases have no key policy except those that they give.
    resource: one(kind, attached) ?? (kind === 'kms-key' ? layer(kind, []) : undefined),
    trust: one('trust', trust) ?? (role ? layer('trust', []) : undefined),
    scps: scps?.map((level) => layer('scp', level)),
    rcps: rcps?.map((level) => layer('rcp', level)),
  }
}

function principalOf({ principal: p }: Vector['request']): Principal {
  const { account = '', arn = '', id = p.roleId, roleArn, serviceLinked } = p
  const rest = { account, arn, ...(id !== undefined && { id }), ...(serviceLinked && { serviceLinked }) }
  return roleArn === undefined ? { kind: 'user', ...rest } : { kind: 'role', ...rest, roleArn }
}

const contextOf = ({ derived, context }: Vector['request']): Context =>
  new Map(Object.entries({ ...derived, ...context }).map(([key, value]) => [foldCase(key), value]))

describe('the shared evaluation cases about users and roles', () => {
  it.each(simulated.map((vector) => ({ id: vector.id, why: vector.why, vector })))('$id: $why', ({ vector }) => {
    const { request } = vector
    const { decision, matched } = simulate(policiesOf(vector), {
      principal: principalOf(request),
      action: request.action,
      resource: request.resource,
      resourceAccount: request.resourceAccount,
      context: contextOf(request),
      callerIsManagement: request.principalAccountIsManagement === true,
      ownerIsManagement: request.resourceAccountIsManagement === true,
    })
    if (vector.assert === 'denied') expect(decision).not.toBe('allowed')
    else expect(decision).toBe(vector.expect === 'allow' ? 'allowed' : vector.expect)
    if (decision === 'explicitDeny') expect(matched).not.toEqual([])
  })

  it('are most of the cases', () => {
    expect(simulated.length).toBeGreaterThan(250)
  })
})
