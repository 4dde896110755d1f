import { describe, expect, it } from 'vitest'
import { answersIn, requireWhole } from './answers.js'

const kinds = (content: unknown) => answersIn('f.json', content).map(({ kind, of }) => (of === '' ? kind : `${kind} of ${of}`))

describe('an answer', () => {
  it.each<[content: unknown, expected: readonly string[]]>([
    [{ UserDetailList: [] }, ['get-account-authorization-details']],
    [{ Policies: [{ PolicyName: 'p' }] }, ['get-account-authorization-details']],
    [{ Policies: [{ Id: 'p-1', Type: 'SERVICE_CONTROL_POLICY' }] }, ['list-policies']],
    [{ ResponseMetadata: {}, RoleDetailList: [], Policies: [] }, ['get-account-authorization-details']],
    [{ Organization: {} }, ['describe-organization']],
    [{ Roots: [] }, ['list-roots']],
    [{ Accounts: [] }, ['list-accounts']],
    [{ ParentId: 'r-1', OrganizationalUnits: [] }, ['list-organizational-units-for-parent of r-1']],
    [{ ParentId: 'r-1', Children: [] }, ['list-children of r-1']],
    [{ ChildId: '1', Parents: [] }, ['list-parents of 1']],
    [{ Policy: {} }, ['describe-policy']],
    [{ PolicyId: 'p-1', Targets: [] }, ['list-targets-for-policy of p-1']],
    [
      [{ Roots: [] }, { Accounts: [] }],
      ['list-roots', 'list-accounts'],
    ],
  ])('%j is told by its content', (content, expected) => expect(kinds(content)).toEqual(expected))

  it.each<[content: unknown, problem: string]>([
    ['text', 'f.json must hold a JSON object, or a list of objects.'],
    [[[]], 'f.json must hold a JSON object, or a list of objects.'],
    [null, 'f.json must hold a JSON object, or a list of objects.'],
    [{}, 'f.json is not an answer that can be imported. It has no members.'],
    [{ Buckets: [], Owner: {} }, 'f.json is not an answer that can be imported. It has Buckets, Owner.'],
    [JSON.parse('{"__proto__":{"Roots":[]}}'), 'f.json is not an answer that can be imported. It has __proto__.'],
    [
      { Targets: [] },
      'f.json is an answer of list-targets-for-policy that does not say of what. Add "PolicyId" to it, as docs/bring-your-account.md shows.',
    ],
  ])('%j is refused', (content, problem) => expect(() => kinds(content)).toThrow(problem))

  it('that goes on must have its end in some file', () => {
    const page = (more: object) => answersIn('f.json', { UserDetailList: [], ...more })
    const cut = [page({ IsTruncated: true, Marker: 'm' }), page({ IsTruncated: true, Marker: 'n' })].flat()
    expect(() => requireWhole(cut)).toThrow(
      'The answer of get-account-authorization-details goes on, and no file has its end. Add the other pages.',
    )
    expect(() => requireWhole([...cut, ...page({ IsTruncated: false })])).not.toThrow()
    expect(() => requireWhole(answersIn('f.json', { Accounts: [], NextToken: 't' }))).toThrow('The answer of list-accounts goes on')
  })
})
