import { describe, expect, it } from 'vitest'
import { quotasOf } from './serve-flags.js'

describe('--quota', () => {
  it('changes the quotas that it names', () => {
    expect(quotasOf({})).toEqual({})
    expect(quotasOf({ quota: ['RolesPerAccount=5000', 'UsersPerAccount=1'] })).toEqual({ RolesPerAccount: 5_000, UsersPerAccount: 1 })
  })

  it.each([
    [['RolePerAccount=1'], '--quota: there is no quota RolePerAccount. Did you mean RolesPerAccount?'],
    [['toString=1'], /^--quota: there is no quota toString\. Did you mean \w+PerAccount\?$/],
    [['RolesPerAccount'], '--quota RolesPerAccount must be a whole number from 1 to 1000000, as in RolesPerAccount=5000.'],
    [['RolesPerAccount=0'], '--quota RolesPerAccount must be a whole number from 1 to 1000000, as in RolesPerAccount=5000.'],
    [['RolesPerAccount=1e3'], '--quota RolesPerAccount must be a whole number from 1 to 1000000, as in RolesPerAccount=5000.'],
    [['RolesPerAccount=1', 'RolesPerAccount=2'], '--quota RolesPerAccount is given twice. Give it once.'],
  ])('%j is an error', (quota, message) => {
    expect(() => quotasOf({ quota })).toThrow(message)
  })
})
