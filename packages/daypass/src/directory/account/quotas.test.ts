import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import type { Commit } from '../../store/store.js'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { groups } from '../iam/group.js'
import { transact, type Writer } from '../state.js'
import { ACCOUNT_QUOTAS, type AccountQuota, AccountQuotas } from './quotas.js'

const put = (state: Writer, name: string, account = ACCOUNT) =>
  groups.put(state, { account, name, path: '/', id: `AGPA${name}`, createdAt: START, inlinePolicies: {}, attachedPolicies: [] })

const all = async (here: Awaited<ReturnType<typeof world>>) => here.read((state) => groups.count(state, ACCOUNT, 10_000))

describe('the quotas of accounts', () => {
  it("are AWS's defaults where they are not changed", () => {
    expect(new AccountQuotas({ RolesPerAccount: 5_000 }).limits).toEqual({ ...ACCOUNT_QUOTAS, RolesPerAccount: 5_000 })
  })

  it('are full at their number, for their account and their kind alone', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 2 })
    const isFull = (quota: AccountQuota, account = ACCOUNT) =>
      here.change((state) => quotas.isFull(state, account, quota)).then((full) => full)
    const add = (name: string, account = ACCOUNT) =>
      here.change((state) => {
        const full = quotas.isFull(state, account, 'GroupsPerAccount')
        if (!full) put(state, name, account)
        return full
      })
    expect([await add('A'), await add('B', '111122223333'), await add('C'), await add('D')]).toEqual([false, false, false, true])
    expect([await isFull('UsersPerAccount'), await add('E', '111122223333'), await add('F', '111122223333')]).toEqual([false, false, true])
  })

  it('notice a full account however many commits after it was counted', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 300 })
    for (let made = 0; made < 305; made++)
      await here.change((state) => {
        if (!quotas.isFull(state, ACCOUNT, 'GroupsPerAccount')) put(state, String(made))
      })
    expect(await all(here)).toBe(300)
  })

  it('count what others have put without asking', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 3 })
    const isFull = () => here.change((state) => quotas.isFull(state, ACCOUNT, 'GroupsPerAccount'))
    expect(await isFull()).toBe(false)
    for (const name of ['A', 'B', 'C']) await here.change((state) => put(state, name))
    expect(await isFull()).toBe(true)
  })

  it('count again what has become fewer, and what was let through and failed', async () => {
    const here = await world()
    const quotas = new AccountQuotas({ GroupsPerAccount: 1 })
    const add = (name: string, fails = false) =>
      here.change((state) => {
        const full = quotas.isFull(state, ACCOUNT, 'GroupsPerAccount')
        if (fails) throw new Error('failed')
        if (!full) put(state, name)
        return full
      })
    await expect(add('A', true)).rejects.toThrow('failed')
    expect([await add('A'), await add('B')]).toEqual([false, true])
    await here.change((state) => groups.delete(state, groups.require(state, ACCOUNT, 'A')))
    expect(await add('B')).toBe(false)
  })

  it.each([1, 2])('let nobody past them, however many requests of %i processes are about to commit at once', async (processes) => {
    // A store whose commits wait until all requests have read.
    const memory = openMemoryStore()
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const commit = memory.commit.bind(memory)
    memory.commit = (one: Commit) => released.then(() => commit(one))
    const each = Array.from({ length: processes }, () => new AccountQuotas({ GroupsPerAccount: 300 }, { isOneOfMany: processes > 1 }))
    const requests = Array.from({ length: 800 }, (_, at) =>
      transact(memory, (state) => {
        const full = each[at % processes]!.isFull(state, ACCOUNT, 'GroupsPerAccount')
        if (!full) put(state, String(at))
        return full
      }),
    )
    await new Promise((resolve) => setImmediate(resolve))
    release()
    const full = await Promise.all(requests)
    expect(full.filter((one) => !one)).toHaveLength(300)
  })
})
