import { describe, expect, it } from 'vitest'
import { compiled, sampleRequest } from '../testing/sample.js'
import { layerDecisions } from './layer-decisions.js'

const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' })
const deny = (Action: string) => ({ Effect: 'Deny', Action, Resource: '*' })
const outcome = (...given: Parameters<typeof layerDecisions>) =>
  layerDecisions(...given).map(({ layer, level, outcome: what }) => `${layer}${level ?? ''} ${what}`)

describe('layerDecisions', () => {
  it('gives the decision of each layer, independent of the others', () => {
    const policies = {
      identity: compiled('identity', [allow('s3:*')]),
      boundary: compiled('boundary', [allow('sqs:*')]),
      scps: [compiled('scp', [allow('*')]), compiled('scp', [deny('s3:*')])],
      rcps: [compiled('rcp', [{ ...deny('sqs:*'), Principal: '*' }]), compiled('rcp', [{ ...deny('s3:*'), Principal: '*' }])],
    }
    expect(outcome(sampleRequest({ policies }))).toEqual([
      'scp0 allow',
      'scp1 explicitDeny',
      'rcp0 allow',
      'rcp1 explicitDeny',
      'identity allow',
      'boundary implicitDeny',
    ])
  })

  it('leaves out layers that were not given or do not apply', () => {
    expect(outcome(sampleRequest())).toEqual([])
    const policies = { scps: [compiled('scp', [deny('*')])], identity: compiled('identity', [allow('*')]) }
    expect(outcome(sampleRequest({ policies, callerIsManagement: true }))).toEqual(['identity allow'])
  })

  it('checks whether resource policies name the caller', () => {
    const named = (AWS: string) => ({ resource: compiled('resource', [{ ...allow('*'), Principal: { AWS } }]) })
    expect(outcome(sampleRequest({ policies: named('111122223333') }))).toEqual(['resource allow'])
    expect(outcome(sampleRequest({ policies: named('444455556666') }))).toEqual(['resource implicitDeny'])
  })
})
