import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateGroup } from './CreateGroup.js'
import { GetGroup } from './GetGroup.js'

const arn = `arn:aws:iam::${ACCOUNT}:group/team/Cooks`

describe('CreateGroup', () => {
  it('returns the group as it is kept, without members', async () => {
    const w = await world()
    const { Group } = await w.call(CreateGroup, { GroupName: 'Cooks', Path: '/team/' })
    const GroupId = expect.stringMatching(/^AGPA[A-Z2-7]{17}$/)
    expect(Group).toEqual({ GroupName: 'Cooks', Path: '/team/', Arn: arn, GroupId, CreateDate: new Date(START) })
    expect(await w.call(GetGroup, { GroupName: 'cooks' })).toEqual({ Group, Users: [], IsTruncated: false })
  })

  it('makes a group at the root path when nothing else is said', async () => {
    const { Group } = await (await world()).call(CreateGroup, { GroupName: 'g' })
    expect(Group).toMatchObject({ Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:group/g` })
  })

  it('asks for the ARN to be', async () => {
    const w = await world()
    expect(askedBy(w, CreateGroup, { GroupName: 'Cooks', Path: '/team/' })).toEqual([{ action: 'iam:CreateGroup', resource: arn }])
  })

  it('refuses a name that differs by case or path only, and a caller without permission', async () => {
    const w = await world()
    await w.call(CreateGroup, { GroupName: 'Cooks', Path: '/team/' })
    expect(await w.refusal(CreateGroup, { GroupName: 'COOKS' })).toEqual({
      code: 'EntityAlreadyExists',
      message: 'Group with name COOKS already exists.',
    })
    expect(await w.refusal(CreateGroup, { GroupName: 'x' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
