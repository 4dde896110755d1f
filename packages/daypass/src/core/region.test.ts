import { describe, expect, it } from 'vitest'
import { customEndpoint, isOptInRegion, isRegion, REGIONS, stsEndpoint } from './region.js'

describe('regions', () => {
  it('are the 34 commercial ones, 17 of them opt-in', () => {
    expect(REGIONS).toHaveLength(34)
    expect(REGIONS.filter(isOptInRegion)).toHaveLength(17)
    expect(REGIONS.every(isRegion)).toBe(true)
  })

  it.each([
    ['us-east-1', false],
    ['ap-northeast-2', false],
    ['ap-northeast-3', false],
    ['ap-east-1', true],
    ['me-south-1', true],
    ['mx-central-1', true],
    ['nowhere-1', false],
  ])('opt-in for %s: %s', (name, optIn) => expect(isOptInRegion(name)).toBe(optIn))

  it.each(['', 'aws-global', 'us-east-9', 'US-EAST-1', 'constructor'])('do not include %j', (name) => expect(isRegion(name)).toBe(false))
})

describe('the endpoint of an STS request', () => {
  it.each([
    ['sts.amazonaws.com', 'us-east-1', { region: 'us-east-1', kind: 'global' }],
    ['STS.amazonaws.com:4566', 'us-east-1', { region: 'us-east-1', kind: 'global' }],
    ['STS.AmazonAWS.com.:4566', 'us-east-1', { region: 'us-east-1', kind: 'global' }],
    ['sts.amazonaws.com.', 'eu-west-1', undefined],
    ['sts.eu-west-1.amazonaws.com.', 'us-east-1', undefined],
    ['sts.amazonaws.com', undefined, { region: 'us-east-1', kind: 'global' }],
    ['sts.amazonaws.com', 'eu-west-1', undefined],
    ['sts.amazonaws.com', 'aws-global', undefined],
    ['sts.us-east-1.amazonaws.com', 'us-east-1', { region: 'us-east-1', kind: 'regional' }],
    ['sts.ap-east-1.amazonaws.com:443', 'ap-east-1', { region: 'ap-east-1', kind: 'regional' }],
    ['sts-fips.us-west-2.amazonaws.com', 'us-west-2', { region: 'us-west-2', kind: 'regional' }],
    ['sts.eu-west-1.api.aws', 'eu-west-1', { region: 'eu-west-1', kind: 'regional' }],
    ['sts.eu-west-1.amazonaws.com', undefined, { region: 'eu-west-1', kind: 'regional' }],
    ['sts.eu-west-1.amazonaws.com', 'us-east-1', undefined],
    ['sts.nowhere-1.amazonaws.com', 'nowhere-1', undefined],
    ['sts.nowhere-1.amazonaws.com', undefined, undefined],
    ['127.0.0.1:4566', 'ap-east-1', { region: 'ap-east-1', kind: 'custom' }],
    ['127.0.0.1:4566', 'us-east-1', { region: 'us-east-1', kind: 'custom' }],
    ['127.0.0.1:4566', 'aws-global', { region: 'us-east-1', kind: 'global' }],
    ['127.0.0.1:4566', undefined, { region: 'us-east-1', kind: 'custom' }],
    ['127.0.0.1:4566', 'us-east-9', undefined],
    ['sts.amazonaws.com.example.org', 'eu-west-1', { region: 'eu-west-1', kind: 'custom' }],
    ['mysts.amazonaws.com', 'eu-west-1', { region: 'eu-west-1', kind: 'custom' }],
    [undefined, 'eu-west-1', { region: 'eu-west-1', kind: 'custom' }],
  ] as const)('at %s, signed for %s', (host, scope, expected) => expect(stsEndpoint(host, scope)).toEqual(expected))

  it('follows from the signature alone for other services', () => {
    expect(customEndpoint('eu-west-1')).toEqual({ region: 'eu-west-1', kind: 'custom' })
    expect(customEndpoint('eu-west-9')).toBeUndefined()
  })
})
