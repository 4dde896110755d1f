import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { installedWorld, MASTER } from '../../testing/copies/backed-up-world.js'
import { rotateMasterKey } from '../upkeep/keys.js'
import { handedKey } from './join-installation.js'
import { MasterKeys } from './master-keys.js'

describe('the master keys that a supervisor knows', () => {
  it('are the present one, and the next one until it is known what became of it', () => {
    const keys = new MasterKeys<string>('a')
    expect([keys.begin('one', 'b'), keys.all]).toEqual([true, ['a', 'b']])
    expect([keys.end('one', 'replaced'), keys.all]).toEqual(['b', ['b']])
    expect([keys.begin('two', 'c'), keys.end('two', 'as before'), keys.all]).toEqual([true, undefined, ['b']])
  })

  it('are both for ever where that is never known, until another one replaces them', () => {
    const keys = new MasterKeys<string>('a')
    keys.begin('one', 'b')
    expect([keys.end('one', 'unknown'), keys.all]).toEqual([undefined, ['a', 'b']])
    keys.begin('two', 'c')
    expect([keys.end('two', 'replaced'), keys.all]).toEqual(['c', ['c']])
  })

  it('are replaced by one worker at a time, and changed by no other', () => {
    const keys = new MasterKeys<string>('a')
    keys.begin('one', 'b')
    expect(keys.begin('two', 'c')).toBe(false)
    expect([keys.end('two', 'replaced'), keys.all]).toEqual([undefined, ['a', 'b']])
  })

  it('are eight at most', () => {
    const keys = new MasterKeys<number>('0')
    for (let n = 1; n < 8; n++) {
      expect(keys.begin(n, String(n))).toBe(true)
      keys.end(n, 'unknown')
    }
    expect([keys.begin(8, '8'), keys.all.length]).toEqual([false, 8])
  })
})

describe('of the keys that are handed to a worker', () => {
  const [former, next] = [MASTER, createSecretKey(Buffer.alloc(32, 9))]

  it('it takes the one that the data has', async () => {
    const w = await installedWorld()
    expect(handedKey(w.store, [next, former])).toBe(former)
    await rotateMasterKey(w.store, next, { ...w, present: former })
    expect(handedKey(w.store, [former, next])).toBe(next)
  })

  it('it takes the first, which is refused, where the data has none of them; and looks elsewhere where none was handed', async () => {
    const w = await installedWorld()
    expect(handedKey(w.store, [next])).toBe(next)
    expect(handedKey(w.store)).toBeUndefined()
  })
})
