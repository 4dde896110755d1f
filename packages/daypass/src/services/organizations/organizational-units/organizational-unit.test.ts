import { describe, expect, it } from 'vitest'
import { organizationWorld, policyOf, required, scp, unitOf } from '../../../testing/organization.js'
import { MoveAccount } from '../accounts/MoveAccount.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { TagResource } from '../tags/TagResource.js'
import { CreateOrganizationalUnit } from './CreateOrganizationalUnit.js'
import { DeleteOrganizationalUnit } from './DeleteOrganizationalUnit.js'
import { DescribeOrganizationalUnit } from './DescribeOrganizationalUnit.js'
import { ListChildren } from './ListChildren.js'
import { ListOrganizationalUnitsForParent } from './ListOrganizationalUnitsForParent.js'
import { ListParents } from './ListParents.js'
import { UpdateOrganizationalUnit } from './UpdateOrganizationalUnit.js'

const NOWHERE = 'ou-none-aaaaaaaa'

describe('organizational units', () => {
  it('are made, described, renamed, listed and deleted', async () => {
    const { w, id, rootId, unit, arnOf } = await organizationWorld()
    const inner = await unitOf(w, unit, 'Inner')
    const OrganizationalUnit = { Id: inner, Arn: arnOf('ou', inner), Name: 'Inner', Path: `${id}/${rootId}/${unit}/${inner}/` }
    expect(inner).toMatch(new RegExp(`^ou-${rootId.slice(2)}-[a-z0-9]{8}$`))
    expect(await w.call(DescribeOrganizationalUnit, { OrganizationalUnitId: inner })).toEqual({ OrganizationalUnit })
    const renamed = { OrganizationalUnit: { ...OrganizationalUnit, Name: 'Other' } }
    expect(await w.call(UpdateOrganizationalUnit, { OrganizationalUnitId: inner, Name: 'Other' })).toEqual(renamed)
    expect(await w.call(ListOrganizationalUnitsForParent, { ParentId: unit })).toEqual({
      OrganizationalUnits: [renamed.OrganizationalUnit],
    })
    await unitOf(w, unit, 'Inner')
    await w.call(DeleteOrganizationalUnit, { OrganizationalUnitId: inner })
    expect(await w.refusal(DescribeOrganizationalUnit, { OrganizationalUnitId: inner })).toEqual({
      code: 'OrganizationalUnitNotFoundException',
      message: "You specified an organizational unit that doesn't exist.",
    })
  })

  it('are listed by name, in pages', async () => {
    const { w, unit } = await organizationWorld()
    for (const name of ['c', 'a', 'b/b', 'b']) await unitOf(w, unit, name)
    const names: (string | undefined)[] = []
    for (let NextToken: string | undefined; ; ) {
      const page = await w.call(ListOrganizationalUnitsForParent, { ParentId: unit, MaxResults: 2, NextToken })
      names.push(...(page.OrganizationalUnits ?? []).map(({ Name }) => Name))
      NextToken = page.NextToken
      if (NextToken === undefined) break
    }
    expect(names).toEqual(['a', 'b', 'b/b', 'c'])
    expect(await w.refusal(ListOrganizationalUnitsForParent, { ParentId: unit, NextToken: 'x' })).toMatchObject({
      code: 'InvalidInputException',
    })
  })

  it('know their children and their parent', async () => {
    const { w, rootId, unit, member } = await organizationWorld()
    expect(await w.call(ListParents, { ChildId: unit })).toEqual({ Parents: [{ Id: rootId, Type: 'ROOT' }] })
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    expect(await w.call(ListParents, { ChildId: member })).toEqual({ Parents: [{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }] })
    expect(await w.call(ListChildren, { ParentId: unit, ChildType: 'ACCOUNT' })).toEqual({ Children: [{ Id: member, Type: 'ACCOUNT' }] })
    expect(await w.call(ListChildren, { ParentId: rootId, ChildType: 'ORGANIZATIONAL_UNIT' })).toEqual({
      Children: [{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }],
    })
    expect(await w.refusal(ListParents, { ChildId: '123456789012' })).toMatchObject({ code: 'ChildNotFoundException' })
  })

  it('have names of their own below one parent, and are at most five deep', async () => {
    const { w, rootId } = await organizationWorld()
    expect(await w.refusal(CreateOrganizationalUnit, { ParentId: rootId, Name: 'Workloads' })).toEqual({
      code: 'DuplicateOrganizationalUnitException',
      message: 'An OU with the same name already exists.',
    })
    let parent = rootId
    for (let depth = 1; depth <= 5; depth++) parent = await unitOf(w, parent, 'deep')
    expect(await w.refusal(CreateOrganizationalUnit, { ParentId: parent, Name: 'six' })).toMatchObject({
      code: 'ConstraintViolationException',
    })
    expect(await w.refusal(UpdateOrganizationalUnit, { OrganizationalUnitId: await unitOf(w, rootId, 'x'), Name: 'deep' })).toMatchObject({
      code: 'DuplicateOrganizationalUnitException',
    })
  })

  it('stay while they contain anything, and free their policies when they go', async () => {
    const { w, rootId, unit, member } = await organizationWorld()
    const OrganizationalUnitId = unit
    const notEmpty = { code: 'OrganizationalUnitNotEmptyException' }
    const PolicyId = await policyOf(w, scp({}), { at: unit })
    const inner = await unitOf(w, unit, 'Inner')
    expect(await w.refusal(DeleteOrganizationalUnit, { OrganizationalUnitId })).toMatchObject(notEmpty)
    await w.call(DeleteOrganizationalUnit, { OrganizationalUnitId: inner })
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    expect(await w.refusal(DeleteOrganizationalUnit, { OrganizationalUnitId })).toMatchObject(notEmpty)
    await w.call(MoveAccount, { AccountId: member, SourceParentId: unit, DestinationParentId: rootId })
    expect(await w.refusal(DeletePolicy, { PolicyId })).toMatchObject({ code: 'PolicyInUseException' })
    await w.call(DeleteOrganizationalUnit, { OrganizationalUnitId })
    await w.call(DeletePolicy, { PolicyId })
  })

  it.each([
    ['a parent that is not there', CreateOrganizationalUnit, { ParentId: NOWHERE, Name: 'x' }, 'ParentNotFoundException'],
    ['a parent that is not there', ListChildren, { ParentId: NOWHERE, ChildType: 'ACCOUNT' }, 'ParentNotFoundException'],
    ['a parent that is not there', ListOrganizationalUnitsForParent, { ParentId: NOWHERE }, 'ParentNotFoundException'],
    ['a unit that is not there', UpdateOrganizationalUnit, { OrganizationalUnitId: NOWHERE }, 'OrganizationalUnitNotFoundException'],
    ['a unit that is not there', DeleteOrganizationalUnit, { OrganizationalUnitId: NOWHERE }, 'OrganizationalUnitNotFoundException'],
    ['a name with a NUL', CreateOrganizationalUnit, { ParentId: 'r-x', Name: 'a\0' }, 'InvalidInputException'],
    [
      'a tag twice',
      CreateOrganizationalUnit,
      { ParentId: 'r-x', Name: 'a', Tags: ['k', 'K'].map((Key) => ({ Key, Value: '' })) },
      'InvalidInputException',
    ],
  ])('refuse %s: %#', async (_what, operation, input, code) => {
    const { w } = await organizationWorld()
    expect(await w.refusal(operation, input)).toMatchObject({ code })
  })

  it('require permission on the unit with its tags, or on the parent', async () => {
    const { w, rootId, unit, arnOf } = await organizationWorld()
    await w.call(TagResource, { ResourceId: unit, Tags: [{ Key: 'k', Value: 'v' }] })
    const OrganizationalUnitId = unit
    const tagged = { 'aws:ResourceTag/k': 'v' }
    for (const [operation, action] of [
      [DescribeOrganizationalUnit, 'organizations:DescribeOrganizationalUnit'],
      [UpdateOrganizationalUnit, 'organizations:UpdateOrganizationalUnit'],
      [DeleteOrganizationalUnit, 'organizations:DeleteOrganizationalUnit'],
    ] as const)
      expect(required(w, operation, { OrganizationalUnitId })).toEqual([[action, arnOf('ou', unit), tagged]])
    for (const [operation, action] of [
      [ListChildren, 'organizations:ListChildren'],
      [ListOrganizationalUnitsForParent, 'organizations:ListOrganizationalUnitsForParent'],
    ] as const)
      expect(required(w, operation, { ParentId: rootId, ChildType: 'ACCOUNT' })).toEqual([[action, arnOf('root', rootId)]])
    expect(required(w, ListParents, { ChildId: unit })).toEqual([['organizations:ListParents', arnOf('ou', unit), tagged]])
    const made = { ParentId: rootId, Name: 'n', Tags: [{ Key: 'a', Value: 'b' }] }
    const keys = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': 'b' }
    expect(required(w, CreateOrganizationalUnit, made)).toEqual([
      ['organizations:CreateOrganizationalUnit', arnOf('root', rootId), keys],
      ['organizations:TagResource', arnOf('root', rootId), keys],
    ])
  })
})
