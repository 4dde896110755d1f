import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, world } from '../../../testing/world.js'
import { CreateRole } from '../roles/CreateRole.js'
import { ListRoles } from '../roles/ListRoles.js'
import { CreateUser } from './CreateUser.js'
import { DeleteUser } from './DeleteUser.js'
import { ListUsers } from './ListUsers.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const users = async () => {
  const w = await world()
  for (const UserName of ['delta', 'Alpha', 'charlie', 'Bravo'])
    await w.call(CreateUser, { UserName, Path: UserName === 'Bravo' ? '/b/' : '/' })
  return w
}
const names = (output: OutputOf<typeof ListUsers>) => output.Users.map(({ UserName }) => UserName)

describe('ListUsers', () => {
  it('lists users by name, ignoring case, without their tags', async () => {
    const w = await users()
    await w.call(CreateUser, { UserName: 'echo', Tags: [{ Key: 'k', Value: 'v' }] })
    const output = await w.call(ListUsers, {})
    expect(names(output)).toEqual(['Alpha', 'Bravo', 'charlie', 'delta', 'echo'])
    expect(output).toMatchObject({ IsTruncated: false })
    expect((output.Users as object[]).some((user) => 'Tags' in user)).toBe(false)
  })

  it('lists those under a path prefix, and nobody under an unused path', async () => {
    const w = await users()
    expect(names(await w.call(ListUsers, { PathPrefix: '/b/' }))).toEqual(['Bravo'])
    expect(names(await w.call(ListUsers, { PathPrefix: '/c/' }))).toEqual([])
  })

  it('lists each user once, in pages of any size', async () => {
    const w = await users()
    for (const MaxItems of [1, 2, 3, 4, 5]) {
      const seen: string[] = []
      let page: OutputOf<typeof ListUsers> = { Users: [] }
      do {
        page = await w.call(ListUsers, { MaxItems, Marker: page.Marker })
        expect(names(page).length).toBeLessThanOrEqual(MaxItems)
        seen.push(...names(page))
      } while (page.IsTruncated === true)
      expect(seen).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    }
  })

  it('continues where it stopped, even if the next user was deleted in between', async () => {
    const w = await users()
    const { Marker } = await w.call(ListUsers, { MaxItems: 1 })
    await w.call(DeleteUser, { UserName: 'bravo' })
    expect(names(await w.call(ListUsers, { Marker }))).toEqual(['charlie', 'delta'])
  })

  it('requires permission on all users under the path prefix', async () => {
    const w = await world()
    const asked = (input: { PathPrefix?: string }) =>
      w.read((state) => ListUsers.authorize(input, root, { state, awsManaged: w.awsManaged }))
    expect(asked({})).toEqual([{ action: 'iam:ListUsers', resource: `arn:aws:iam::${ACCOUNT}:user/` }])
    expect(asked({ PathPrefix: '/b/' })).toEqual([{ action: 'iam:ListUsers', resource: `arn:aws:iam::${ACCOUNT}:user/b/` }])
  })

  it('refuses a marker that is invalid, or belongs to another filter or list', async () => {
    const w = await users()
    await w.call(CreateRole, { RoleName: 'a', AssumeRolePolicyDocument: TRUST })
    await w.call(CreateRole, { RoleName: 'b', AssumeRolePolicyDocument: TRUST })
    const { Marker } = await w.call(ListUsers, { MaxItems: 1 })
    const { Marker: ofRoles } = await w.call(ListRoles, { MaxItems: 1 })
    for (const input of [{ Marker: 'alpha' }, { Marker, PathPrefix: '/' }, { Marker: ofRoles }])
      expect(await w.refusal(ListUsers, input)).toEqual({ code: 'ValidationError', message: 'Invalid Marker.' })
  })

  it.each([
    ['nothing', 'iam:GetUser', '*', 'AccessDenied'],
    ['only users of another path', 'iam:ListUsers', `arn:aws:iam::${ACCOUNT}:user/b/*`, 'AccessDenied'],
  ])('refuses a caller who may list %s', async (_why, Action, Resource, code) => {
    const w = await world()
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } } })
    expect(await w.refusal(ListUsers, {}, ann)).toMatchObject({ code })
  })
})
