import { describe, expect, it } from 'vitest'
import { binaryEquals } from './binary.js'

describe('binaryEquals', () => {
  it.each([
    ['YWJj', 'YWJj', true],
    ['YWJj', 'YWxj', false],
    ['QQ==', 'AQ==', false],
    ['QQ==', 'Qf==', true],
    ['QQ==', 'Qg==', false],
    ['QQ==', 'QP==', false],
    ['QUI=', 'QUL=', true],
    ['QUI=', 'QUM=', false],
    ['QUI=', 'QUH=', false],
    ['QUI=', 'BUI=', false],
    ['YWJjQQ==', 'YWJkQQ==', false],
  ])('compares the bytes of %j and %j: %s', (policy, request, equal) => {
    expect(binaryEquals([policy])?.(request, new Map())).toBe(equal)
  })
})
