import { describe, expect, it } from 'vitest'
import { answersIn, entriesIn } from './answers.js'

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

  it('that shows nothing where its list must be is refused: it could have held what denies', () => {
    expect(() => kinds({ PolicyId: 'p-1', Targets: null })).toThrow(
      'f.json is an answer of list-targets-for-policy in which Targets is empty. Save it as docs/bring-your-account.md shows.',
    )
    expect(entriesIn({ GroupList: null }, 'GroupList')).toEqual([])
    expect(() => entriesIn({ GroupList: 'staff' }, 'GroupList')).toThrow('GroupList must be a list wherever it is in the files.')
  })
})
