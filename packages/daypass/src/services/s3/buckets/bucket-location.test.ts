import { describe, expect, it } from 'vitest'
import { bucketLocation } from './bucket-location.js'

describe('the region of a new bucket', () => {
  it.each([
    [undefined, 'us-east-1', 'us-east-1'],
    ['eu-central-1', 'us-east-1', 'eu-central-1'],
    ['EU', 'us-east-1', 'eu-west-1'],
    ['EU', 'eu-west-1', 'eu-west-1'],
    ['eu-central-1', 'eu-central-1', 'eu-central-1'],
  ])('asked as %s of %s is %s', (constraint, scope, region) => {
    expect(bucketLocation(constraint, scope)).toBe(region)
  })
  it.each([
    ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['us-east-1', 'eu-central-1', 'InvalidLocationConstraint'],
    ['moon-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['', 'us-east-1', 'InvalidLocationConstraint'],
    [undefined, 'eu-central-1', 'IllegalLocationConstraintException'],
    ['eu-west-1', 'eu-central-1', 'IllegalLocationConstraintException'],
  ])('asked as %j of %s is refused: %s', (constraint, scope, code) => {
    expect(() => bucketLocation(constraint, scope)).toThrow(expect.objectContaining({ code }))
  })
})
