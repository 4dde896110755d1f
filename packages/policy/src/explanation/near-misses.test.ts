import { describe, expect, it } from 'vitest'
import type { AuthorizationRequest } from '../authorization-request.js'
import { authorize } from '../authorize.js'
import { compilePolicies } from '../compile.js'
import type { Options } from '../options.js'
import { alice, carol, compiled, contextFrom, policyOf, root, sampleRequest, zoe } from '../testing/sample.js'
import { explainDecision, nearMisses } from './near-misses.js'

function missesOf(changes: Partial<AuthorizationRequest>) {
  const request = sampleRequest(changes)
  return nearMisses(request, authorize(request))
}

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-data/*' }

describe('nearMisses', () => {
  it('names the statement and the element that does not match, with the values compared', () => {
    const identity = compiled('identity', { Sid: 'Office', ...read, Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } })
    expect(missesOf({ context: contextFrom({ 'aws:SourceIp': '203.0.113.9' }), policies: { identity } })).toEqual([
      {
        layer: 'identity',
        policy: 'p0',
        sid: 'Office',
        line: 1,
        span: expect.anything(),
        obstacles: [{ element: 'Condition', operator: 'IpAddress', key: 'aws:SourceIp', wanted: ['10.0.0.0/8'], got: ['203.0.113.9'] }],
      },
    ])
    expect(missesOf({ policies: { identity } })).toMatchObject([{ obstacles: [{ got: [] }] }])
  })

  it.each<[string, Record<string, unknown>, unknown]>([
    ['Action', { Action: 's3:Put*' }, { element: 'Action', wanted: ['s3:Put*'], got: ['s3:getobject'] }],
    ['NotAction', { Action: undefined, NotAction: 's3:*' }, { element: 'NotAction', wanted: ['s3:*'] }],
    ['Resource', { Resource: 'arn:aws:s3:::b' }, { element: 'Resource', wanted: ['arn:aws:s3:::b'], got: ['arn:aws:s3:::acme-data/x'] }],
    ['NotResource', { Resource: undefined, NotResource: '*' }, { element: 'NotResource', wanted: ['*'] }],
  ])('finds an obstacle in %s', (_, changes, obstacle) => {
    expect(missesOf({ policies: { identity: compiled('identity', { ...read, ...changes }) } })).toMatchObject([{ obstacles: [obstacle] }])
  })

  it('finds an obstacle in the principal of a resource policy', () => {
    const resource = compiled('s3-bucket', { ...read, Principal: { AWS: zoe.arn } })
    expect(missesOf({ policies: { resource } })).toMatchObject([
      { layer: 'resource', obstacles: [{ element: 'Principal', wanted: [`AWS:${zoe.arn}`], got: [alice.arn] }] },
    ])
  })

  it('looks only at layers that lack an Allow, level by level, the nearest first', () => {
    const open = compiled('identity', { ...read, Action: '*', Resource: '*' })
    const scp = compiled('scp', [
      { Sid: 'Far', Effect: 'Allow', Action: 'ec2:*', Resource: 'arn:aws:ec2:*:*:*' },
      { Sid: 'Near', Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
    ])
    const misses = missesOf({ policies: { identity: open, scps: [open, scp] } })
    expect(misses.map(({ sid, level }) => [sid, level])).toEqual([
      ['Near', 1],
      ['Far', 1],
    ])
  })

  it('leaves out the statements of layers that allow, and those that deny', () => {
    const missed = { ...read, Sid: 'Missed', Action: 'ec2:*' }
    const identity = compiled('identity', [missed, { ...read, Resource: '*' }])
    const scp = compiled('scp', [
      { ...missed, Resource: '*' },
      { Sid: 'Denies', Effect: 'Deny', Action: 'ec2:*', Resource: '*' },
    ])
    expect(missesOf({ policies: { identity, scps: [scp] } }).map(({ layer, sid }) => [layer, sid])).toEqual([['scp', 'Missed']])
  })

  it('names only the conditions that do not hold', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:username': ['a', 'b'] } }
    const context = contextFrom({ 'aws:SecureTransport': 'true', 'aws:username': ['c', 'd'] })
    const request = sampleRequest({ context, policies: { identity: compiled('identity', { ...read, Condition }) } })
    expect(nearMisses(request, authorize(request))).toMatchObject([{ obstacles: [{ key: 'aws:username', got: ['c', 'd'] }] }])
    expect(explainDecision(request, authorize(request))).toContain('    StringEquals aws:username: wanted a or b, got c, d')
  })

  it('compares the list of all buckets as the options say', () => {
    const policy = policyOf('identity', { ...read, Action: 's3:*', Resource: 'arn:aws:s3:::*', Condition: { Bool: { 'aws:x': 'true' } } })
    const elements = (settings: Options) => {
      const identity = compilePolicies([{ name: 'p', policy }], settings)
      return missesOf({ action: 's3:ListAllMyBuckets', resource: '*', policies: { identity } }).flatMap(({ obstacles }) =>
        obstacles.map(({ element, got }) => [element, ...got]),
      )
    }
    expect(elements({})).toEqual([['Condition']])
    expect(elements({ listAllMyBucketsByArn: false })).toEqual([['Resource', '*'], ['Condition']])
  })

  it('names principals that are listed, or absent', () => {
    const admit = compiled('s3-bucket', { ...read, NotPrincipal: { AWS: alice.arn } })
    expect(missesOf({ policies: { resource: admit } })).toMatchObject([
      { obstacles: [{ element: 'NotPrincipal', wanted: [`AWS:${alice.arn}`], got: [alice.arn] }] },
    ])
    const nobody = compiled('identity', read)
    expect(missesOf({ policies: { resource: nobody } })).toMatchObject([{ obstacles: [{ element: 'Principal', wanted: [] }] }])
  })

  it('names a resource that is absent', () => {
    const policy = policyOf('identity', read)
    const statements = policy.statements.map(({ resource: _, ...rest }) => rest)
    const identity = compilePolicies([{ name: 'p', policy: { ...policy, statements } }])
    expect(missesOf({ policies: { identity } })).toMatchObject([{ obstacles: [{ element: 'Resource', wanted: [] }] }])
  })

  it('leaves out statements without an obstacle to name, such as an invalid action', () => {
    const policy = policyOf('identity', read)
    const statements = policy.statements.map((statement) => ({ ...statement, action: { negated: false, patterns: ['s3*'] } }))
    const identity = compilePolicies([{ name: 'p', policy: { ...policy, statements } }])
    expect(missesOf({ policies: { identity } })).toEqual([])
  })

  it('is empty for an allow and for rules about credentials', () => {
    expect(missesOf({ principal: root, policies: { identity: compiled('identity', { ...read, Action: 'ec2:*' }) } })).toEqual([])
    const identity = compiled('identity', { ...read, Action: 'sts:Assume*' })
    expect(missesOf({ principal: carol, action: 'sts:GetSessionToken', policies: { identity } })).toEqual([])
  })

  it('gives at most as many as requested', () => {
    const identity = compiled(
      'identity',
      Array.from({ length: 9 }, () => ({ ...read, Action: 'ec2:*' })),
    )
    const request = sampleRequest({ policies: { identity } })
    expect(nearMisses(request, authorize(request))).toHaveLength(5)
    expect(nearMisses(request, authorize(request), 2)).toHaveLength(2)
  })
})

describe('explainDecision', () => {
  it('has reason, statements and obstacles', () => {
    const identity = compiled('identity', [{ Sid: 'Office', ...read, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }])
    const request = sampleRequest({ policies: { identity } })
    expect(explainDecision(request, authorize(request))).toBe(
      [
        'implicitDeny because no identity-based policy allows the s3:GetObject action',
        '  Allow does not apply: identity, policy p0, statement Office, line 1',
        '    Bool aws:SecureTransport: wanted true, got nothing',
      ].join('\n'),
    )
  })

  it('lists what allowed', () => {
    const request = sampleRequest({
      policies: { identity: compiled('identity', read), scps: [compiled('scp', { ...read, Resource: '*' })] },
    })
    expect(explainDecision(request, authorize(request))).toContain('  Allow applies: scp at level 0, policy p0, line 1')
  })
})
