import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { world } from '../testing/world.js'
import { flushRegularly } from './flush-last-use.js'

const given = async () => {
  const w = await world()
  const caller = await w.user('ann')
  const told: string[] = []
  const note = () => w.lastUse.note({ caller, region: 'us-east-1' }, 's3', w.clock.now())
  const stored = () => w.read((state) => state.get(`principal-use/${caller.id}`)) !== undefined
  return {
    w,
    told,
    note,
    stored,
    flushing: (store = w.store, isOneOfMany = false) => flushRegularly({ ...w, store, warn: (text) => void told.push(text), isOneOfMany }),
  }
}

describe('last uses', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are written every 60 seconds', async () => {
    const { note, stored, flushing } = await given()
    const { stop } = flushing()
    note()
    await vi.advanceTimersByTimeAsync(59_999)
    expect(stored()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(stored()).toBe(true)
    await stop()
  })

  it('are written every second by one of several processes', async () => {
    const { w, note, stored, flushing } = await given()
    const { stop } = flushing(w.store, true)
    note()
    await vi.advanceTimersByTimeAsync(999)
    expect(stored()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(stored()).toBe(true)
    await stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are written less often where writing them takes long, and every minute at least', async () => {
    const { w, note, flushing } = await given()
    const flushes: number[] = []
    let wall = 0
    const commit: typeof w.store.commit = (one) => {
      flushes.push(wall)
      wall += flushes.length === 1 ? 200 : 5_000
      return w.store.commit(one)
    }
    w.clock.wall = () => wall
    const store = { limits: w.store.limits, view: () => w.store.view(), commit } as unknown as typeof w.store
    const { stop } = flushing(store, true)
    const after = async (milliseconds: number) => {
      note()
      await vi.advanceTimersByTimeAsync(milliseconds)
      return flushes.length
    }
    expect([await after(1_000), await after(19_999), await after(1), await after(59_999), await after(1)]).toEqual([1, 1, 2, 2, 3])
    await stop()
  })

  it('are written early when many are held', async () => {
    const { w, note, stored, flushing } = await given()
    const { stop } = flushing()
    note()
    w.lastUse.onFull()
    await vi.advanceTimersByTimeAsync(0)
    expect(stored()).toBe(true)
    await stop()
  })

  it('are written at the end, and no more after it', async () => {
    const { note, stored, flushing } = await given()
    note()
    await flushing().stop()
    expect(stored()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are forgotten when the store is emptied', async () => {
    const { note, stored, flushing } = await given()
    const { forget, stop } = flushing()
    note()
    await forget()
    await stop()
    expect(stored()).toBe(false)
  })

  it('are held when they cannot be written, which is told once, and written when they can be', async () => {
    const { w, told, note, stored, flushing } = await given()
    let isFull = true
    const commit: typeof w.store.commit = (one) => (isFull ? Promise.reject(new Error('no space')) : w.store.commit(one))
    const store = { limits: w.store.limits, view: () => w.store.view(), commit } as unknown as typeof w.store
    const { stop } = flushing(store)
    note()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(told).toEqual(['When keys, users and roles were last used cannot be stored: no space. It is held in memory and tried again.'])
    isFull = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(stored()).toBe(true)
    await stop()
  })
})
