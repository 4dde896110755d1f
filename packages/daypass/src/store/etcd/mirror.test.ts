import { describe, expect, it } from 'vitest'
import { EMPTY_TREE } from '../packed-tree.js'
import { Keyspace } from './keyspace.js'
import type { Event } from './messages.js'
import { Mirror } from './mirror.js'

const keyspace = new Keyspace('/p')
const put = (key: string, modRevision: number): Event => ({
  key: keyspace.dataKey(key),
  value: Buffer.from('v'),
  modRevision,
  isDelete: false,
})
const control = (modRevision: number): Event => ({ key: keyspace.control('beat/x'), value: Buffer.from(''), modRevision, isDelete: false })

function mirrorAt(etcdRevision: number): Mirror {
  const mirror = new Mirror(keyspace, 100, 3)
  mirror.reset(EMPTY_TREE, etcdRevision)
  return mirror
}

describe('a mirror', () => {
  it('has reached what it heard, but only changes of records are revisions', () => {
    const mirror = mirrorAt(100)
    mirror.apply(105, [control(105)])
    expect([mirror.reached, mirror.state.revision]).toEqual([105, 0])
    mirror.apply(107, [put('a', 107), control(107)])
    expect([mirror.reached, mirror.state.revision, mirror.state.tree.revisionOf('a')]).toEqual([107, 7, 7])
    expect(mirror.change(3)).toEqual({ revision: 3, puts: [], dels: [] })
    expect(mirror.change(7)?.puts.map(({ key }) => key)).toEqual(['a'])
    expect([mirror.hasChangedAt(105), mirror.hasChangedAt(107)]).toEqual([false, true])
  })

  it('counts from another base, even one below 0, and knows no changes of before', () => {
    const mirror = mirrorAt(107)
    mirror.renumber(-900)
    expect([mirror.base, mirror.reached, mirror.newest(), mirror.change(1_007)]).toEqual([-900, 107, 1_007, undefined])
    mirror.apply(108, [put('a', 108)])
    expect([mirror.state.revision, mirror.state.tree.revisionOf('a'), mirror.change(1_008)?.puts.length]).toEqual([1_008, 1_008, 1])
  })

  it('keeps the last changes only, and none from before a listing', () => {
    const mirror = mirrorAt(100)
    for (let at = 101; at <= 110; at++) mirror.apply(at, [put(`k${at}`, at)])
    expect([7, 8].map((revision) => mirror.change(revision)?.puts.length)).toEqual([undefined, 1])
    mirror.reset(mirror.state.tree, 115)
    expect([mirror.state.revision, mirror.change(15), mirror.change(16)?.puts]).toEqual([15, undefined, []])
  })

  it('tells who waits for a revision that it has come, has not come in time, or never will', async () => {
    const mirror = mirrorAt(100)
    const waiting = mirror.reach(102, 10_000)
    mirror.apply(101, [control(101)])
    mirror.apply(103, [control(103)])
    expect(await waiting).toBe(true)
    expect(await mirror.reach(104, 1)).toBe(false)
    const closing = mirror.reach(104, 10_000)
    mirror.close()
    expect([await closing, await mirror.reach(103, 1), await mirror.reach(104, 10_000)]).toEqual([false, true, false])
  })

  it('keeps its own copy of the bytes of an answer', () => {
    const mirror = mirrorAt(100)
    const event = put('a', 101)
    mirror.apply(101, [event])
    event.value.fill(0)
    expect(Buffer.from(mirror.state.tree.get('a')?.value ?? []).toString()).toBe('v')
    mirror.change(1)?.puts[0]?.value.fill(0)
    expect(Buffer.from(mirror.change(1)?.puts[0]?.value ?? []).toString()).toBe('v')
  })
})

describe('the keys of an installation', () => {
  it('keep the order of records, and are told from its own keys', () => {
    expect(keyspace.recordKey(keyspace.dataKey('a/b'))?.toString()).toBe('a/b')
    expect([keyspace.recordKey(keyspace.base), keyspace.recordKey(Buffer.from('/p/d/'))]).toEqual([undefined, undefined])
    expect(keyspace.dataRange('a', '')).toEqual({ start: Buffer.from('/p/d/a'), end: Buffer.from('/p/d0') })
  })

  it('lie below those of other prefixes, which are asked for', () => {
    const above = (prefix: string) => new Keyspace(prefix).basesAbove().map(String)
    expect(above('/a')).toEqual([])
    expect(above('/a/b/c')).toEqual(['/a/c/base', '/a/b/c/base'])
  })
})
