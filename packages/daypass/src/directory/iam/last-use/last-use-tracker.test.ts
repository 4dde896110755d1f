import { describe, expect, it } from 'vitest'
import { federatedBy, roleSession, sessionTokenOf } from '../../../testing/callers.js'
import { root, START, type World, world } from '../../../testing/world.js'
import { openMemoryStore } from '../../../store/memory/memory-store.js'
import { transact } from '../../state.js'
import { roles } from '../role.js'
import { users } from '../user.js'
import { FLUSH_AT } from './held-uses.js'
import { LastUseTracker } from './last-use-tracker.js'

const region = 'eu-west-1'
const DAY = 86_400_000
const usesOf = (w: World, id: string, now = START) => w.read((state) => w.lastUse.ofPrincipal(state, id, now))

describe('the tracker of last uses', () => {
  it('shows what was noted at once, what was written afterwards, and of both the newer', async () => {
    const w = await world()
    const caller = await w.user('ann')
    w.lastUse.note({ caller, region }, 's3', START)
    w.lastUse.noteAction({ caller, region }, 's3:GetObject', START)
    const first = { services: { s3: { at: START, region } }, actions: { 's3:GetObject': { at: START, region } } }
    expect(usesOf(w, caller.id)).toEqual(first)
    await w.lastUse.flush(w.store, START)
    expect(usesOf(w, caller.id)).toEqual(first)
    w.lastUse.note({ caller, region: 'us-east-1' }, 's3', START + 5)
    w.lastUse.note({ caller, region }, 'sts', START + 6)
    expect(usesOf(w, caller.id).services).toEqual({ s3: { at: START + 5, region: 'us-east-1' }, sts: { at: START + 6, region } })
    expect(w.read((state) => w.lastUse.ofAnyService(state, caller.id, START))).toEqual({ at: START + 6, region })
  })

  it('counts sessions of a user, federated ones too, for the user, those of a role for the role, and the root user for nobody', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const role = await roleSession(w)
    for (const [at, caller] of [sessionTokenOf(ann), federatedBy(ann), role, root].entries())
      w.lastUse.note({ caller, region }, `s${at}`, START)
    expect(Object.keys(usesOf(w, ann.id).services)).toEqual(['s0', 's1'])
    expect(Object.keys(usesOf(w, role.id).services)).toEqual(['s2'])
  })

  it('does not track iam:PassRole', async () => {
    const w = await world()
    const caller = await w.user('ann')
    w.lastUse.noteAction({ caller, region }, 'iam:PassRole', START)
    expect(usesOf(w, caller.id).actions).toEqual({})
  })

  it('of one node never overwrites what another node of the same store wrote later, whichever writes first', async () => {
    const w = await world()
    const caller = await w.user('ann')
    const nodes = [new LastUseTracker(), new LastUseTracker()] as const
    nodes[0].note({ caller, region: 'us-east-1' }, 's3', START + 9)
    nodes[1].note({ caller, region }, 's3', START + 5)
    nodes[1].note({ caller, region }, 'sts', START + 7)
    await Promise.all(nodes.map((node) => node.flush(w.store, START + 10)))
    nodes[1].note({ caller, region }, 's3', START + 6)
    await nodes[1].flush(w.store, START + 10)
    expect(usesOf(w, caller.id).services).toEqual({ s3: { at: START + 9, region: 'us-east-1' }, sts: { at: START + 7, region } })
  })

  it('keeps services and actions for 400 days', async () => {
    const w = await world()
    const caller = await w.user('ann')
    w.lastUse.note({ caller, region }, 's3', START)
    expect(usesOf(w, caller.id, START + 400 * DAY).services).toHaveProperty('s3')
    expect(usesOf(w, caller.id, START + 400 * DAY + 1).services).toEqual({})
    await w.lastUse.flush(w.store, START)
    w.lastUse.note({ caller, region }, 'sts', START + 401 * DAY)
    await w.lastUse.flush(w.store, START + 401 * DAY)
    expect(w.read((state) => state.get(`principal-use/${caller.id}`))).toEqual({
      services: { sts: { at: START + 401 * DAY, region } },
      actions: {},
    })
  })

  it('writes many in commits of their own, and nothing of those that were deleted', async () => {
    const w = await world()
    const callers = []
    for (let n = 0; n < 150; n++) callers.push(await w.user(`u${n}`))
    const gone = callers[3] as (typeof callers)[number]
    const role = await roleSession(w)
    for (const caller of [...callers, role]) w.lastUse.note({ caller, region }, 's3', START)
    await w.change((state) => users.delete(state, users.require(state, gone.account, gone.name)))
    const before = w.read((state) => state.revision)
    await w.lastUse.flush(w.store, START)
    expect(w.read((state) => state.range({ start: 'principal-use/', end: 'principal-use0', limit: 1_000 }))).toHaveLength(150)
    expect(w.read((state) => state.revision) - before).toBe(8)
    await w.change((state) => roles.delete(state, roles.require(state, role.account, role.roleName)))
    expect(w.read((state) => state.range({ start: 'principal-use/', end: 'principal-use0', limit: 1_000 }))).toHaveLength(149)
  })

  it('writes nothing when nothing was used', async () => {
    const w = await world()
    const before = w.read((state) => state.revision)
    await w.lastUse.flush(w.store, START)
    expect(w.read((state) => state.revision)).toBe(before)
  })

  it('shows what is being written, and holds what could not be written, unless there is something newer', async () => {
    const w = await world()
    const caller = await w.user('ann')
    const store = { ...openMemoryStore(), view: () => w.store.view(), commit: () => Promise.reject(new Error('the disk is full')) }
    w.lastUse.note({ caller, region }, 's3', START)
    w.lastUse.note({ caller, region }, 'sts', START)
    w.lastUse.noteAction({ caller, region }, 's3:GetObject', START)
    const flush = w.lastUse.flush(store as never, START)
    await Promise.resolve()
    expect(Object.keys(usesOf(w, caller.id).services)).toEqual(['s3', 'sts'])
    w.lastUse.note({ caller, region }, 's3', START + 1)
    await expect(flush).rejects.toThrow('the disk is full')
    await w.lastUse.flush(w.store, START)
    expect(usesOf(w, caller.id)).toEqual({
      services: { s3: { at: START + 1, region }, sts: { at: START, region } },
      actions: { 's3:GetObject': { at: START, region } },
    })
  })

  it('says once that much is held, then counts what there is no room for, and tells how often', async () => {
    const w = await world()
    const caller = await w.user('ann')
    const tracker = new LastUseTracker()
    let full = 0
    tracker.onFull = () => {
      full += 1
    }
    for (let n = 0; n < 2 * FLUSH_AT; n++) tracker.noteAction({ caller, region }, `s3:${n}`, START)
    expect(full).toBe(1)
    tracker.noteAction({ caller, region }, 's3:more', START)
    tracker.noteAction({ caller, region }, 's3:0', START + 1)
    const { actions } = w.read((state) => tracker.ofPrincipal(state, caller.id, START))
    expect([actions['s3:more'], actions['s3:0']]).toEqual([undefined, { at: START + 1, region }])
    await w.change((state) => users.delete(state, users.require(state, caller.account, caller.name)))
    expect(await tracker.flush(w.store, START)).toBe(1)
    expect(await tracker.flush(w.store, START)).toBe(0)
  })

  it('does not make a request run again that writes meanwhile', async () => {
    const w = await world()
    const caller = await w.user('ann')
    w.lastUse.note({ caller, region }, 's3', START)
    let runs = 0
    await transact(w.store, async (state) => {
      runs += 1
      const user = users.require(state, caller.account, caller.name)
      await w.lastUse.flush(w.store, START)
      users.put(state, { ...user, path: '/new/' })
    })
    expect(runs).toBe(1)
    expect(usesOf(w, caller.id).services).toHaveProperty('s3')
  })
})
