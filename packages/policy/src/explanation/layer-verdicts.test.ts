import { describe, expect, it } from 'vitest'
import { ask, compiled } from '../testing/sample.js'
import { layerVerdicts } from './layer-verdicts.js'

const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' })
const deny = (Action: string) => ({ Effect: 'Deny', Action, Resource: '*' })
const says = (...given: Parameters<typeof layerVerdicts>) =>
  layerVerdicts(...given).map(({ layer, level, says: what }) => `${layer}${level ?? ''} ${what}`)

describe('layerVerdicts', () => {
  it('tells what each layer says by itself, whatever the others say', () => {
    const policies = {
      identity: compiled('identity', [allow('s3:*')]),
      boundary: compiled('boundary', [allow('sqs:*')]),
      scps: [compiled('scp', [allow('*')]), compiled('scp', [deny('s3:*')])],
      rcps: [compiled('rcp', [{ ...deny('sqs:*'), Principal: '*' }]), compiled('rcp', [{ ...deny('s3:*'), Principal: '*' }])],
    }
    expect(says(ask({ policies }))).toEqual([
      'scp0 allow',
      'scp1 explicitDeny',
      'rcp0 allow',
      'rcp1 explicitDeny',
      'identity allow',
      'boundary implicitDeny',
    ])
  })

  it('says nothing of layers that were not given or do not bind', () => {
    expect(says(ask())).toEqual([])
    const policies = { scps: [compiled('scp', [deny('*')])], identity: compiled('identity', [allow('*')]) }
    expect(says(ask({ policies, callerIsManagement: true }))).toEqual(['identity allow'])
  })

  it('asks policies of resources whether they name the caller', () => {
    const named = (AWS: string) => ({ resource: compiled('resource', [{ ...allow('*'), Principal: { AWS } }]) })
    expect(says(ask({ policies: named('111122223333') }))).toEqual(['resource allow'])
    expect(says(ask({ policies: named('444455556666') }))).toEqual(['resource implicitDeny'])
  })
})
