import { describe, expect, it } from 'vitest'
import { bucketLocation } from './bucket-location.js'

describe('the region of a new bucket', () => {
  it.each([
    [undefined, 'us-east-1', 'us-east-1'],
    ['eu-central-1', 'us-east-1', 'eu-central-1'],
    ['EU', 'us-east-1', 'eu-west-1'],
    ['EU', 'eu-west-1', 'eu-west-1'],
    ['eu-central-1', 'eu-central-1', 'eu-central-1'],
  ])('requested as %s with a signature for %s, is %s', (constraint, scope, region) => {
    expect(bucketLocation(constraint, scope)).toBe(region)
  })
  it.each([
    ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['us-east-1', 'eu-central-1', 'IllegalLocationConstraintException'],
    ['cn-north-1', 'eu-central-1', 'IllegalLocationConstraintException'],
    ['us-gov-west-1', 'us-west-2', 'IllegalLocationConstraintException'],
    ['cn-north-1', 'us-east-1', 'IllegalLocationConstraintException'],
    ['moon-1', 'eu-central-1', 'InvalidLocationConstraint'],
    ['moon-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['', 'us-east-1', 'InvalidLocationConstraint'],
    [undefined, 'eu-central-1', 'IllegalLocationConstraintException'],
    ['eu-west-1', 'eu-central-1', 'IllegalLocationConstraintException'],
  ])('requested as %j with a signature for %s, fails: %s', (constraint, scope, code) => {
    expect(() => bucketLocation(constraint, scope)).toThrow(expect.objectContaining({ code }))
  })

  it('names the location that is not available from here', () => {
    const message = 'The us-east-1 location constraint is incompatible for the region specific endpoint this request was sent to.'
    expect(() => bucketLocation('us-east-1', 'eu-central-1')).toThrow(message)
  })
})
