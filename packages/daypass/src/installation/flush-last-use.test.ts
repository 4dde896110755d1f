import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { world } from '../testing/world.js'
import { flushRegularly } from './flush-last-use.js'

const given = async () => {
  const w = await world()
  const caller = await w.user('ann')
  const told: string[] = []
  const note = () => w.lastUse.note({ caller, region: 'us-east-1' }, 's3', w.clock.now())
  const stored = () => w.read((state) => state.get(`principal-use/${caller.id}`)) !== undefined
  return { w, told, note, stored, flushing: (store = w.store) => flushRegularly({ ...w, store, warn: (text) => void told.push(text) }) }
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
