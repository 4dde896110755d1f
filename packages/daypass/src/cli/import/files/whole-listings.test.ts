import { describe, expect, it } from 'vitest'
import { answersIn } from './answers.js'
import { requireWhole } from './whole-listings.js'

const check = (...answers: readonly object[]) => requireWhole(answersIn('f.json', answers))
const policies = (Type: string, more: object = {}) => ({ Policies: [{ Id: `p-${Type}`, Type }], ...more })
const children = (Type: string, more: object = {}) => ({ ParentId: 'r-1', Children: [{ Id: Type, Type }], ...more })
const MORE = { NextToken: 't' }

describe('a listing that goes on', () => {
  it('must have its end in some file', () => {
    const page = (more: object) => ({ UserDetailList: [], ...more })
    const cut = [page({ IsTruncated: true, Marker: 'm' }), page({ IsTruncated: true, Marker: 'n' })]
    expect(() => check(...cut)).toThrow(
      'The answer of get-account-authorization-details goes on, and no file has its end. Add the other pages.',
    )
    expect(() => check(...cut, page({ IsTruncated: false }))).not.toThrow()
    expect(() => check({ Accounts: [], ...MORE })).toThrow('The answer of list-accounts goes on')
  })

  it('does not end where a listing of another type or parent does', () => {
    expect(() => check(policies('SCP', MORE), policies('RCP'))).toThrow('The answer of list-policies --filter SCP goes on')
    expect(() => check(policies('SCP', MORE), { Policies: [] })).toThrow('The answer of list-policies --filter SCP goes on')
    expect(() => check(children('ACCOUNT', MORE), children('UNIT'))).toThrow('The answer of list-children of r-1 --filter ACCOUNT goes on')
    expect(() => check({ Accounts: [], ...MORE }, { ParentId: 'r-1', Accounts: [] })).toThrow('The answer of list-accounts goes on')
    expect(() => check(policies('SCP', MORE), policies('SCP'), policies('RCP'))).not.toThrow()
  })

  it('is refused where it has several ends: one of them is of another listing', () => {
    const cut = { UserDetailList: [{ UserName: 'a' }], IsTruncated: true, Marker: 'm' }
    const ends = [{ UserDetailList: [] }, { UserDetailList: [], RoleDetailList: [{ RoleName: 'r' }] }]
    expect(() => check(cut, ...ends)).toThrow(
      'The answers of get-account-authorization-details have a page that goes on, and several ends. Give the pages of one listing, made at one time.',
    )
    expect(() => check(...ends)).not.toThrow()
    expect(() => check(cut, { UserDetailList: [] }, { UserDetailList: [] })).not.toThrow()
  })
})
