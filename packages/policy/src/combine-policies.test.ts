import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import { combinePolicies } from './combine-policies.js'
import { compilePolicies } from './compile.js'
import { nearMisses } from './explanation/near-misses.js'
import { compiled, policyOf, sampleRequest } from './testing/sample.js'

const named = (name: string, statements: unknown) => compilePolicies([{ name, policy: policyOf('identity', statements) }])
const reads = named('reads', { Sid: 'r', Effect: 'Allow', Action: 's3:Get*', Resource: '*' })
const denies = named('denies', { Sid: 'd', Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::secret/*' })
const writes = named('writes', { Sid: 'w', Effect: 'Allow', Action: 's3:PutObject', Resource: '*' })

describe('combined policies', () => {
  const identity = combinePolicies([reads, denies, writes])

  it('decide as one layer: a Deny of one part outranks an Allow of another', () => {
    expect(authorize(sampleRequest({ policies: { identity } }))).toMatchObject({ outcome: 'allow', decidedBy: 'identity' })
    const secret = authorize(sampleRequest({ resource: 'arn:aws:s3:::secret/x', policies: { identity } }))
    expect(secret).toMatchObject({ outcome: 'explicitDeny', decidedBy: 'identity' })
    expect(secret.matched.map(({ policy, sid }) => [policy, sid])).toEqual([['denies', 'd']])
  })

  it('name the statements of all parts, in their order', () => {
    expect(identity.statements.map(({ policy }) => policy)).toEqual(['reads', 'denies', 'writes'])
    expect(combinePolicies([writes, reads]).statements.map(({ policy }) => policy)).toEqual(['writes', 'reads'])
  })

  it('can be combined again; combining one layer gives an equal layer', () => {
    expect(combinePolicies([identity, named('more', { Effect: 'Allow', Action: '*', Resource: '*' })]).parts).toHaveLength(4)
    expect(combinePolicies([reads])).toBe(reads)
  })

  it('without any part allow nothing, but are still a layer', () => {
    const boundary = combinePolicies([])
    expect(authorize(sampleRequest({ policies: { identity: reads, boundary } }))).toMatchObject({
      outcome: 'implicitDeny',
      decidedBy: 'boundary',
    })
  })

  it('report near misses of every part', () => {
    const request = sampleRequest({ action: 's3:DeleteObject', policies: { identity } })
    expect(nearMisses(request, authorize(request)).map(({ policy }) => policy)).toEqual(['reads', 'writes'])
  })

  it('keep the options that each part was compiled with', () => {
    const list = policyOf('identity', { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::*' })
    const strict = compilePolicies([{ name: 'strict', policy: list }], { listAllMyBucketsByArn: false })
    const lenient = compilePolicies([{ name: 'lenient', policy: list }])
    const asked = sampleRequest({ action: 's3:ListAllMyBuckets', resource: '*' })
    for (const layers of [
      [strict, lenient],
      [lenient, strict],
    ]) {
      const { matched } = authorize({ ...asked, policies: { identity: combinePolicies(layers) } })
      expect(matched.map(({ policy }) => policy)).toEqual(['lenient'])
    }
  })

  it('are public when one part is public', () => {
    const open = compiled('s3-bucket', { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' })
    const closed = compiled('s3-bucket', { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' })
    expect([combinePolicies([closed, open]).isPublic, combinePolicies([closed, closed]).isPublic]).toEqual([true, false])
  })
})
