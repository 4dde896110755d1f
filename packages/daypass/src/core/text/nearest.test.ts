import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.js'

describe('the nearest name', () => {
  it.each([
    ['s4', ['ec2', 's3', 'sqs'], 's3'],
    ['GETOBJECTS', ['PutObject', 'GetObject'], 'GetObject'],
    ['GetObject', ['GetObject', 'GetObjects'], 'GetObject'],
    ['kitten', ['sitting', 'mitten'], 'mitten'],
  ])('to %s among %s is %s', (given, names, expected) => {
    expect(nearest(given, names)).toBe(expected)
  })

  it('does not exist if more than a third of the letters would change', () => {
    expect(nearest('DescribeHapg', ['DescribeBackups'])).toBeUndefined()
    expect(nearest('x', [])).toBeUndefined()
  })
})
