import { describe, expect, it } from 'vitest'
import { actionVendor, findActionFault, hasWildcard } from './action.js'

describe('findActionFault', () => {
  it.each([
    ['*', undefined],
    ['s3:GetObject', undefined],
    ['*:Get?', undefined],
    ['s3-object-lambda:Get_X.y-1', undefined],
    ['GetObject', 'no-vendor'],
    ['**', 'no-vendor'],
    ['s3:a:b', 'many-colons'],
    [':GetObject', 'vendor'],
    ['s3*:GetObject', 'vendor'],
    ['s3 :GetObject', 'vendor'],
    ['s3:', 'name'],
    ['s3:Get Object', 'name'],
    ['s3:Get/', 'name'],
    ['s3: Get', 'name'],
  ])('finds in %j: %s', (pattern, fault) => {
    expect(findActionFault(pattern)).toBe(fault)
  })
})

describe('actionVendor', () => {
  it.each([
    ['S3:GetObject', 's3'],
    ['s3:a:b', 's3'],
    ['getobject', ''],
    ['*', ''],
    [':x', ''],
  ])('of %j is %j', (pattern, vendor) => {
    expect(actionVendor(pattern)).toBe(vendor)
  })
})

describe('hasWildcard', () => {
  it.each([
    ['s3:*', true],
    ['s3:Get?', true],
    ['s3:Get', false],
  ])('of %j is %s', (text, wild) => {
    expect(hasWildcard(text)).toBe(wild)
  })
})
