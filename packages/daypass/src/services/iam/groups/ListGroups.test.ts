import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { CreateGroup } from './CreateGroup.js'
import { DeleteGroup } from './DeleteGroup.js'
import { ListGroups } from './ListGroups.js'

const given = async () => {
  const w = await world()
  for (const [GroupName, Path] of [
    ['delta', '/'],
    ['Alpha', '/a/'],
    ['charlie', '/a/'],
    ['Bravo', '/b/'],
  ] as const)
    await w.call(CreateGroup, { GroupName, Path })
  return w
}
const names = ({ Groups }: OutputOf<typeof ListGroups>) => Groups.map(({ GroupName }) => GroupName)

describe('ListGroups', () => {
  it('returns groups by name, ignoring case, and those under a path prefix', async () => {
    const w = await given()
    const listed = await w.call(ListGroups, {})
    expect(listed.IsTruncated).toBe(false)
    expect(names(listed)).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    expect(Object.keys(listed.Groups[0] ?? {}).sort()).toEqual(['Arn', 'CreateDate', 'GroupId', 'GroupName', 'Path'])
    expect(names(await w.call(ListGroups, { PathPrefix: '/a' }))).toEqual(['Alpha', 'charlie'])
    expect(await (await world()).call(ListGroups, {})).toEqual({ Groups: [], IsTruncated: false })
  })

  it('goes on where it stopped though the next group was deleted in between', async () => {
    const w = await given()
    const { Marker } = await w.call(ListGroups, { MaxItems: 1 })
    await w.call(DeleteGroup, { GroupName: 'bravo' })
    expect(names(await w.call(ListGroups, { Marker }))).toEqual(['charlie', 'delta'])
    expect(await w.refusal(ListGroups, { Marker, PathPrefix: '/' })).toEqual({ code: 'ValidationError', message: 'Invalid Marker.' })
  })

  it('asks for all groups below the path prefix', async () => {
    const w = await world()
    const action = 'iam:ListGroups'
    expect(askedBy(w, ListGroups, {})).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:group/` }])
    expect(askedBy(w, ListGroups, { PathPrefix: '/b/' })).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:group/b/` }])
  })

  it('refuses a caller without permission', async () => {
    const w = await given()
    expect(await w.refusal(ListGroups, {}, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
