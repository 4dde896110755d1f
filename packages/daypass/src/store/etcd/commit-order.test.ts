import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Commit } from '../store.js'
import { CommitOrder } from './commit-order.js'

const commit = (part: Partial<Commit>): Commit => ({ expect: [], put: [], del: [], ...part })
const puts = (key: string) => commit({ put: [{ key, value: new Uint8Array() }] })
const expects = (key: string) => commit({ expect: [{ key, modRevision: 0 }] })
const dels = (key: string) => commit({ del: [key] })
const reads = (start: string, end: string) => commit({ expectRanges: [{ start, end, unchangedSince: 0 }] })

describe('commits of one node', () => {
  it.each<[string, Commit, Commit, boolean]>([
    ['two that put the same key', puts('a'), puts('a'), true],
    ['one that relies on what the first puts', puts('a'), expects('a'), true],
    ['one that removes what the first relies on', expects('a'), dels('a'), true],
    ['one that relies on a range into which the first puts', puts('r/a'), reads('r/', 'r0'), true],
    ['one that puts into a range that the first relies on', reads('r/', ''), puts('z'), true],
    ['two that rely on the same', expects('a'), expects('a'), false],
    ['two that put different keys', puts('a'), puts('b'), false],
    ['one that puts outside the range', reads('r/', 'r0'), puts('r0'), false],
  ])('wait for the one before: %s', async (_what, first, second, waits) => {
    const order = new CommitOrder()
    const events: string[] = []
    let end = (): void => {}
    const sent = order.inTurn(first, async () => {
      await new Promise<void>((resolve) => {
        end = resolve
      })
      events.push('first')
    })
    const next = order.inTurn(second, async () => void events.push('second'))
    await setImmediate()
    end()
    await Promise.all([sent, next])
    expect(events).toEqual(waits ? ['first', 'second'] : ['second', 'first'])
  })

  it('go on after one that failed', async () => {
    const order = new CommitOrder()
    const failed = order.inTurn(puts('a'), () => Promise.reject(new Error('failed')))
    const next = order.inTurn(puts('a'), async () => 'sent')
    await expect(failed).rejects.toThrow('failed')
    expect(await next).toBe('sent')
  })
})
