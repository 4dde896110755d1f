import type { PolicyKind } from '@daypass/policy'
import { describe, expect, it } from 'vitest'
import { type SimulatedPolicies, type SimulatedRequest, simulate } from './simulate.js'
import { callerOfArn, someoneOf } from './simulated-caller.js'
import { readLayer, type SimulatedLayer } from './simulated-layer.js'

const ACCOUNT = '111122223333'
const FOREIGN = '444455556666'
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`
const allow = (over: object = {}) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })
const deny = (over: object = {}) => allow({ Effect: 'Deny', ...over })
const anyone = { Principal: '*' }

/** One document per list of statements, named `p1`, `p2`, ... */
function layer(kind: PolicyKind, ...documents: (object | object[])[]): SimulatedLayer {
  const texts = documents.map((Statement, index) => ({ id: `p${index + 1}`, text: JSON.stringify({ Version: '2012-10-17', Statement }) }))
  const read = readLayer(texts, kind)
  if (!read.ok) throw new Error(read.problem)
  return read.layer
}

const NONE = layer('identity')
const request = (over: Partial<SimulatedRequest> = {}): SimulatedRequest => ({
  principal: callerOfArn(BOB)!.principal,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  context: new Map(),
  ...over,
})
const run = (policies: Partial<SimulatedPolicies>, over: Partial<SimulatedRequest> = {}) =>
  simulate({ identity: NONE, ...policies }, request(over))

describe('a simulation', () => {
  it.each<[string, Partial<SimulatedPolicies>, string, string[]]>([
    ['no policy', {}, 'implicitDeny', []],
    ['an allow', { identity: layer('identity', allow()) }, 'allowed', ['identity p1']],
    ['two allows', { identity: layer('identity', allow(), allow({ Action: '*' })) }, 'allowed', ['identity p1', 'identity p2']],
    ['an allow and a deny', { identity: layer('identity', allow(), deny()) }, 'explicitDeny', ['identity p2']],
    ['a boundary that allows', bounded(allow()), 'allowed', ['identity p1', 'boundary p1']],
    ['a boundary that does not allow', bounded(allow({ Action: 'sqs:*' })), 'implicitDeny', ['identity p1']],
    ['a boundary that denies', bounded([allow(), deny()]), 'explicitDeny', ['boundary p1']],
    ['only a resource policy', { resource: layer('s3-bucket', s3(allow(anyone))) }, 'allowed', ['resource p1']],
    ['an SCP that allows', scps([allow({ Action: '*' })]), 'allowed', ['scp p1', 'identity p1']],
    ['an SCP that does not allow', scps([allow({ Action: '*' })], [allow({ Action: 'sqs:*' })]), 'implicitDeny', ['scp p1', 'identity p1']],
    ['an RCP that denies', { identity: layer('identity', allow()), rcps: [layer('rcp', deny(anyone))] }, 'explicitDeny', ['rcp p1']],
  ])('with %s', (_what, policies, decision, matched) => {
    const result = run(policies)
    expect(result.decision).toBe(decision)
    expect(result.matched.map(({ layer: where, id }) => `${where} ${id}`)).toEqual(matched)
  })

  it('decides SCPs with conditions according to the context', () => {
    const elsewhere = deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })
    const policies = scps([allow({ Action: '*' })], [allow({ Action: '*' }), elsewhere])
    const inRegion = (region: string) => run(policies, { context: new Map([['aws:requestedregion', region]]) })
    expect(inRegion('eu-west-1')).toMatchObject({ decision: 'allowed', allowedByOrganizations: true, missing: [] })
    expect(inRegion('us-east-1')).toMatchObject({ decision: 'explicitDeny', allowedByOrganizations: false })
    expect(run(policies)).toMatchObject({ decision: 'explicitDeny', missing: ['aws:RequestedRegion'] })
    const secret = deny({ Condition: { StringEquals: { 'aws:PrincipalTag/secret-project': 'x' } } })
    expect(run(scps([allow({ Action: '*' }), secret]))).toMatchObject({ missing: [] })
  })

  it('reports positions as AWS does, in the order of the documents', () => {
    const identity = layer('identity', [allow(), allow({ Action: '*' }), allow({ Action: 's3:GetObject' })])
    const places = run({ identity }).matched.map(({ start, end }) => [start.column, end.column])
    expect(places).toEqual([
      [38, 87],
      [87, 134],
      [134, 192],
    ])
  })

  it('reports which keys the policies name and the context lacks, including those for other actions', () => {
    const Condition = { StringLike: { 'aws:PrincipalTag/Service': 's3' } }
    const home = allow({ Action: 's3:ListBucket', Resource: `arn:aws:s3:::b/\${aws:username}` })
    const identity = layer('identity', [allow({ Condition }), home])
    expect(run({ identity }).missing).toEqual(['aws:PrincipalTag/Service', 'aws:username'])
    expect(run({ identity }, { context: new Map([['aws:username', 'bob']]) }).missing).toEqual(['aws:PrincipalTag/Service'])
  })

  it('reports what a boundary decides only if there is one', () => {
    expect(run({ identity: layer('identity', allow()) })).not.toHaveProperty('allowedByBoundary')
    expect(run(bounded(allow()))).toMatchObject({ allowedByBoundary: true })
    expect(run(bounded(allow({ Action: 'sqs:*' })))).toMatchObject({ allowedByBoundary: false })
    expect(run(bounded(deny()))).toMatchObject({ allowedByBoundary: false })
  })

  it('requires both accounts to allow, and reports what each decides', () => {
    const identity = layer('identity', allow())
    const resource = layer('s3-bucket', s3(allow({ Principal: { AWS: BOB } })))
    const foreign = { resourceAccount: FOREIGN }
    expect(run({ identity, resource }, foreign)).toMatchObject({
      decision: 'allowed',
      sides: { identity: 'allowed', resource: 'allowed' },
    })
    expect(run({ identity }, foreign)).toMatchObject({
      decision: 'implicitDeny',
      sides: { identity: 'allowed', resource: 'implicitDeny' },
    })
    expect(run({ resource }, foreign)).toMatchObject({
      decision: 'implicitDeny',
      sides: { identity: 'implicitDeny', resource: 'allowed' },
    })
    expect(run({ identity, resource })).not.toHaveProperty('sides')
  })

  it('lets a trust policy decide who can assume a role', () => {
    const role = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/r` }
    const trusting = (AWS: string) => layer('trust', { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' })
    const identity = layer('identity', allow({ Action: '*' }))
    expect(run({ identity }, role).decision).toBe('implicitDeny')
    expect(run({ trust: trusting(BOB) }, role)).toMatchObject({ decision: 'allowed', matched: [{ layer: 'trust', id: 'p1' }] })
    expect(run({ trust: trusting(ACCOUNT) }, role).decision).toBe('implicitDeny')
    expect(run({ identity, trust: trusting(ACCOUNT) }, role).decision).toBe('allowed')
    expect(run({ identity, trust: trusting(`${BOB}by`) }, role).decision).toBe('implicitDeny')
    const someone = someoneOf(ACCOUNT).principal
    expect(run({ identity, trust: trusting(`arn:aws:iam::${ACCOUNT}:root`) }, { ...role, principal: someone }).decision).toBe('allowed')
    expect(run({ identity, trust: trusting(BOB) }, { ...role, principal: someone }).decision).toBe('implicitDeny')
  })

  it('treats a key without a key policy as one whose account decides, and does not show that', () => {
    const key = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k` }
    const identity = layer('identity', allow({ Action: 'kms:*' }))
    expect(run({ identity }, key)).toMatchObject({ decision: 'allowed', matched: [{ layer: 'identity' }] })
    expect(run({}, key).decision).toBe('implicitDeny')
    expect(run({ identity }, { ...key, resourceAccount: FOREIGN }).decision).toBe('implicitDeny')
    expect(run({ identity, resource: layer('kms-key') }, key).decision).toBe('implicitDeny')
  })
})

function bounded(boundary: object | object[]): Partial<SimulatedPolicies> {
  return { identity: layer('identity', allow()), boundary: layer('boundary', boundary) }
}

function scps(...levels: object[][]): Partial<SimulatedPolicies> {
  return { identity: layer('identity', allow()), scps: levels.map((statements) => layer('scp', statements)) }
}

function s3(statement: object): object {
  return { ...statement, Resource: 'arn:aws:s3:::b/*', Action: 's3:GetObject' }
}
