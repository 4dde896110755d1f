import { describe, expect, it } from 'vitest'
import type { Brought, BroughtType } from '../brought.js'
import { lostBound } from './bounds.js'

const entity = (type: BroughtType, id: string, needs: readonly string[], provides: readonly string[] = [id]): Brought => ({
  ...{ type, id, name: `name of ${id}`, needs, provides, content: '{}' },
})
const organization = entity('Organization', 'o-1', [], ['o-1', 'r-1'])
const policy = entity('OrganizationPolicy', 'p-1', ['o-1'])
const other = entity('OrganizationPolicy', 'p-2', ['o-1'])
const root = entity('OrganizationRoot', 'r-1', ['o-1', 'p-FullAWSAccess', 'p-1'], [])
const unit = entity('OrganizationalUnit', 'ou-1', ['o-1', 'r-1'])
const account = entity('OrganizationAccount', '111122223333', ['o-1', 'ou-1'], [])
const all = [organization, policy, other, root, unit, account]

describe('an account of an organization', () => {
  it('is bounded where all above it was brought', () => {
    expect(lostBound(account, all, new Set())).toBeUndefined()
    expect(lostBound(account, all, new Set([other]))).toBeUndefined()
  })

  it.each<[lost: string, entity: Brought]>([
    ['a policy of the root', policy],
    ['the root', root],
    ['its unit', unit],
  ])('is not where %s was left out, also if it is here from before', (_what, lost) => {
    expect(lostBound(account, all, new Set([lost]))).toBe(`name of ${lost.id}, which bounds it, was left out.`)
  })

  it('is not where the files could not be read about its unit', () => {
    const read = all.filter((one) => one !== unit)
    expect(lostBound(account, read, new Set())).toBe('ou-1, which bounds it, was not brought.')
  })
})
