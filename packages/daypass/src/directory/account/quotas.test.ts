import { describe, expect, it } from 'vitest'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { ACCOUNT_QUOTAS, type AccountQuota, AccountQuotas } from './quotas.js'
import { groups } from '../iam/group.js'

const put = async (here: Awaited<ReturnType<typeof world>>, name: string, account = ACCOUNT) =>
  here.change((state) =>
    groups.put(state, { account, name, path: '/', id: `AGPA${name}`, createdAt: START, inlinePolicies: {}, attachedPolicies: [] }),
  )

describe('the quotas of accounts', () => {
  it("are AWS's defaults where they are not changed", () => {
    expect(new AccountQuotas({ RolesPerAccount: 5_000 }).limits).toEqual({ ...ACCOUNT_QUOTAS, RolesPerAccount: 5_000 })
  })

  it('are full at their number, for their account and their kind alone', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 2 })
    const isFull = (quota: AccountQuota = 'GroupsPerAccount', account = ACCOUNT) =>
      here.read((state) => quotas.isFull(state, account, quota))
    expect(isFull()).toBe(false)
    await put(here, 'A')
    await put(here, 'B', '111122223333')
    expect(isFull()).toBe(false)
    await put(here, 'C')
    expect([isFull(), isFull('UsersPerAccount'), isFull('GroupsPerAccount', '111122223333')]).toEqual([true, false, false])
  })

  it('notice a full account however many commits after it was counted', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 300 })
    const before: number[] = []
    for (let made = 0; made < 305; made++) {
      if (here.read((state) => quotas.isFull(state, ACCOUNT, 'GroupsPerAccount'))) before.push(made)
      await put(here, String(made))
    }
    expect(before).toEqual([300, 301, 302, 303, 304])
  })

  it('count again what has become fewer', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 1 })
    const isFull = () => here.read((state) => quotas.isFull(state, ACCOUNT, 'GroupsPerAccount'))
    await put(here, 'A')
    expect(isFull()).toBe(true)
    await here.change((state) => {
      const group = groups.get(state, ACCOUNT, 'A')
      if (group !== undefined) groups.delete(state, group)
    })
    expect(isFull()).toBe(false)
  })
})
