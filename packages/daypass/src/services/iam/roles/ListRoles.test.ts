import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, world } from '../../../testing/world.js'
import { CreateRole } from './CreateRole.js'
import { ListRoles } from './ListRoles.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const roles = async () => {
  const w = await world()
  for (const RoleName of ['beta', 'Alpha', 'Gamma'])
    await w.call(CreateRole, {
      RoleName,
      Path: RoleName === 'Gamma' ? '/g/' : '/',
      AssumeRolePolicyDocument: TRUST,
      Tags: [{ Key: 'k', Value: 'v' }],
    })
  return w
}
const names = (output: OutputOf<typeof ListRoles>) => output.Roles.map(({ RoleName }) => RoleName)

describe('ListRoles', () => {
  it('lists roles by name, ignoring case, without their tags', async () => {
    const w = await roles()
    const output = await w.call(ListRoles, {})
    expect(names(output)).toEqual(['Alpha', 'beta', 'Gamma'])
    expect((output.Roles as object[])[0]).toMatchObject({
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
    })
    expect((output.Roles as object[]).some((role) => 'Tags' in role)).toBe(false)
  })

  it('lists those under a path prefix', async () => {
    expect(names(await (await roles()).call(ListRoles, { PathPrefix: '/g/' }))).toEqual(['Gamma'])
  })

  it('counts only what it returns: a page of one is full although others were skipped', async () => {
    const w = await roles()
    const output = await w.call(ListRoles, { PathPrefix: '/g/', MaxItems: 1 })
    expect(names(output)).toEqual(['Gamma'])
    expect(output).toMatchObject({ IsTruncated: false })
  })

  it('continues from a marker', async () => {
    const w = await roles()
    const { Marker, IsTruncated } = await w.call(ListRoles, { MaxItems: 2 })
    expect(IsTruncated).toBe(true)
    expect(names(await w.call(ListRoles, { Marker }))).toEqual(['Gamma'])
  })

  it('requires permission on all roles under the path prefix', async () => {
    const w = await world()
    const asked = (input: { PathPrefix?: string }) =>
      w.read((state) => ListRoles.authorize(input, root, { state, awsManaged: w.awsManaged }))
    expect(asked({})).toEqual([{ action: 'iam:ListRoles', resource: `arn:aws:iam::${ACCOUNT}:role/` }])
    expect(asked({ PathPrefix: '/g/' })).toEqual([{ action: 'iam:ListRoles', resource: `arn:aws:iam::${ACCOUNT}:role/g/` }])
  })

  it('refuses a marker of another list, and a caller without permission', async () => {
    const w = await roles()
    const ann = await w.user('ann')
    expect(await w.refusal(ListRoles, { Marker: 'x' })).toEqual({ code: 'ValidationError', message: 'Invalid Marker.' })
    expect(await w.refusal(ListRoles, {}, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
