import { describe, expect, it } from 'vitest'
import type { CompiledPart } from './compile.js'
import { requestedResource } from './matching/resource.js'
import { type Candidate, matchesAction } from './statement-index.js'
import { compiled, variable } from './testing/sample.js'

const indexed = (statements: object[]) => compiled('identity', statements).parts[0] as CompiledPart

const { index } = indexed([
  { Sid: 'bucket', Effect: 'Allow', Action: 's3:GetObject', Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] },
  { Sid: 'other', Effect: 'Allow', Action: 's3:Get*', Resource: `arn:aws:s3:::o${variable('aws:x')}` },
  { Sid: 'open', Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::b', '*'] },
  { Sid: 'not', Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b' },
  { Sid: 'but', Effect: 'Deny', NotAction: 's3:Put*', Resource: 'arn:aws:s3:::b' },
  { Sid: 'queue', Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
])

/** The statements that the index finds for a request, whether or not they apply. */
function shown(action: string, resource: string): readonly (string | undefined)[] {
  const found: Candidate[] = []
  index.visit(action, requestedResource(resource), { visit: (candidate) => found.push(candidate) })
  return found.map(({ statement }) => statement.source.sid).sort()
}

describe('StatementIndex', () => {
  it.each([
    ['s3:getobject', 'arn:aws:s3:::b', ['bucket', 'but', 'not', 'open']],
    ['s3:getobject', 'arn:aws:s3:::b/x', ['bucket', 'but', 'not', 'open']],
    ['s3:getobject', 'arn:aws:s3:::ox', ['not', 'open', 'other']],
    ['s3:getobject', 'arn:aws:s3:::x', ['not', 'open']],
    ['s3:getobject', '*', ['not', 'open']],
    ['s3:getobject', 'unreadable', ['bucket', 'but', 'not', 'open', 'other']],
    ['s3:listbucket', 'arn:aws:s3:::b', ['but', 'not', 'open']],
    ['sqs:sendmessage', 'arn:aws:sqs:::q', ['queue']],
    ['ec2:runinstances', 'arn:aws:ec2:::i', []],
  ])('finds for %s on %s only %j', (action, resource, sids) => {
    expect(shown(action, resource)).toEqual(sids)
  })

  it('indexes patterns of one service under it', () => {
    expect([...index.byService.keys()].sort()).toEqual(['s3', 'sqs'])
    expect([...index.exact.keys()]).toEqual(['s3:getobject'])
    expect(index.rest.anywhere).toEqual([])
  })

  it('indexes a statement with very many actions once, and finds it as before', () => {
    const actions = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? `s3:Get${at}` : `sqs:*x${at}*`))
    const Resource = Array.from({ length: 200 }, (_, at) => `arn:aws:s3:::b${at}/*`)
    const { index: large } = indexed([{ Sid: 'large', Effect: 'Allow', Action: actions, Resource }])
    const sees = (action: string, resource: string) => {
      const found: Candidate[] = []
      large.visit(action, requestedResource(resource), { visit: (candidate) => found.push(candidate) })
      return found.filter((candidate) => matchesAction(candidate, action)).length
    }
    expect([large.exact.size, large.byService.size]).toEqual([0, 0])
    expect([sees('s3:get0', 'arn:aws:s3:::b7/x'), sees('sqs:ax3b', 'arn:aws:s3:::b0/'), sees('s3:get398', 'arn:aws:s3:::b199/')]).toEqual([
      1, 1, 1,
    ])
    expect([sees('s3:get1', 'arn:aws:s3:::b7/x'), sees('s3:get0', 'arn:aws:s3:::c/x'), sees('s3:get00', 'arn:aws:s3:::b7/x')]).toEqual([
      0, 0, 0,
    ])
  })
})
