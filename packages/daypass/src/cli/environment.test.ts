import { describe, expect, it } from 'vitest'
import { nearestVariable, refuseUnknownVariables, VARIABLES } from './environment.js'

describe('the environment', () => {
  it('is accepted if every DAYPASS_ name is known', () => {
    expect(() => refuseUnknownVariables({ DAYPASS_PORT: '1', PATH: '/bin', OTHER_DAYPASS_X: 'y' })).not.toThrow()
  })

  it.each([
    ['DAYPASS_PROT', 'DAYPASS_PORT'],
    ['DAYPASS_DATADIR', 'DAYPASS_DATA_DIR'],
    ['DAYPASS_ROOT_ACCESS_KEY', 'DAYPASS_ROOT_ACCESS_KEY_ID'],
    ['DAYPASS_MASTERKEY', 'DAYPASS_MASTER_KEY'],
  ])('is rejected for %s, with %s as the suggestion', (name, meant) => {
    expect(() => refuseUnknownVariables({ [name]: 'x' })).toThrow(`Unknown environment variable ${name}. Did you mean ${meant}?`)
  })

  it('finds every name as the nearest to itself', () => {
    for (const name of Object.keys(VARIABLES)) expect(nearestVariable(name, Object.keys(VARIABLES))).toBe(name)
  })
})
