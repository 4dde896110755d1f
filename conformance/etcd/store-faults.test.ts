import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { EtcdCluster } from './etcd-process.js'
import { Gate } from './gate.js'
import { keysOf, newPrefix, openNode, put, shows, until } from './open-store.js'

const TIMES = { answer: 200, outcome: 5_000 }

describe.skipIf(without('etcd'))('a node that loses etcd', () => {
  let etcd: EtcdCluster
  let gate: Gate
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
    gate = await Gate.to(etcd.first.port)
  })
  afterAll(async () => {
    await gate?.close()
    await etcd?.close()
  })

  it('reads everything again after a compaction of what it missed, ends its watches, and serves meanwhile', async () => {
    const prefix = newPrefix()
    const said: string[] = []
    const writer = await openNode(etcd, prefix)
    await writer.commit(put('before'))
    const cut = await openNode(etcd, prefix, { endpoints: [gate.endpoint], warn: (text) => said.push(text) })
    const watch = cut.watch({ prefix: '', after: await cut.revision(), signal: new AbortController().signal })
    const watching = (async () => {
      for await (const _ of watch);
    })().catch((error: { code: string }) => error.code)
    gate.shut()
    for (let i = 0; i < 20; i++) await writer.commit(put(`missed/${i}`))
    await writer.commit({ expect: [], put: [], del: ['before'] })
    const status = JSON.parse(etcd.ctl(['endpoint', 'status', '-w', 'json'])) as [{ Status: { header: { revision: number } } }]
    etcd.ctl(['compact', String(status[0].Status.header.revision)])
    expect(keysOf(cut)).toEqual(['before'])
    gate.open()
    await until(shows(cut, 'missed/19'))
    expect(keysOf(cut)).toEqual(keysOf(writer))
    expect(said).toContain('etcd has compacted changes that this node missed. Everything is read again.')
    expect(await watching).toBe('Compacted')
    await cut.commit(put('after'))
    await until(shows(writer, 'after'))
    await Promise.all([writer.close(), cut.close()])
  })

  it('finds a commit whose answer was lost: it happened once, and the node shows it', async () => {
    const prefix = newPrefix()
    const node = await openNode(etcd, prefix, { endpoints: [gate.endpoint], times: TIMES })
    const other = await openNode(etcd, prefix)
    await node.commit(put('first'))
    gate.loseAnswers()
    const lost = node.commit({ ...put('lost', '1'), expect: [{ key: 'lost', modRevision: 0 }] })
    await until(shows(other, 'lost'))
    await other.commit(put('lost', '2'))
    gate.open()
    expect(await lost).toMatchObject({ ok: true })
    expect(new TextDecoder().decode(node.view().get('lost')?.value)).toBe('2')
    expect(await node.commit({ ...put('lost'), expect: [{ key: 'lost', modRevision: 0 }] })).toMatchObject({ ok: false })
    await Promise.all([node.close(), other.close()])
  })

  it('makes a commit that never arrived, or says that it did not happen and it never will', async () => {
    const prefix = newPrefix()
    const node = await openNode(etcd, prefix, { endpoints: [gate.endpoint], times: TIMES })
    await node.commit(put('first'))
    gate.silence()
    const late = node.commit(put('late'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    gate.open()
    expect(await late).toMatchObject({ ok: true })
    gate.silence()
    const overtaken = node.commit({ ...put('x', 'late'), expect: [{ key: 'x', modRevision: 0 }] })
    const other = await openNode(etcd, prefix)
    await other.commit(put('x', 'other'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    gate.open()
    expect(await overtaken).toMatchObject({ ok: false })
    expect(new TextDecoder().decode(node.view().get('x')?.value)).toBe('other')
    await Promise.all([node.close(), other.close()])
  })

  it('throws OutcomeUnknown where etcd does not come back in time', async () => {
    const node = await openNode(etcd, newPrefix(), { endpoints: [gate.endpoint], times: { answer: 100, outcome: 400 } })
    await node.commit(put('first'))
    gate.loseAnswers()
    await expect(node.commit(put('unknown'))).rejects.toMatchObject({ code: 'OutcomeUnknown' })
    gate.open()
    await until(shows(node, 'unknown'))
    await node.close()
    const nowhere = openNode(etcd, newPrefix(), { endpoints: ['http://127.0.0.1:1', 'http://127.0.0.1:2'] })
    await expect(nowhere).rejects.toMatchObject({ code: 'StoreUnavailable', message: expect.stringMatching(/^etcd: connect ECONNREFUSED/) })
  })

  it('refuses reads and tells why when etcd has not answered within the bound, counted from the last question, and recovers', async () => {
    const prefix = newPrefix()
    let skipped = 0
    const said: string[] = []
    const staleness = { bound: 2_000, serveStale: false, elapsed: () => performance.now() + skipped }
    const node = await openNode(etcd, prefix, { endpoints: [gate.endpoint], staleness, warn: (text) => said.push(text) })
    const stale = await openNode(etcd, prefix, { endpoints: [gate.endpoint], staleness: { ...staleness, serveStale: true } })
    await node.commit(put('a'))
    await until(shows(stale, 'a'))
    gate.loseAnswers()
    skipped = 2_001
    expect(() => node.view()).toThrow(expect.objectContaining({ code: 'StoreUnavailable' }))
    await expect(node.get('a')).rejects.toThrow('this node has not heard from etcd for')
    expect(stale.view().get('a')).toBeDefined()
    await until(() => said.some((text) => text.includes('Every request is refused until it does')))
    gate.open()
    await until(shows(node, 'a'))
    await until(() => said.includes('This node hears from etcd again.'))
    await Promise.all([node.close(), stale.close()])
  })

  it('loses nothing that was acknowledged, and calls nothing failed that happened, while etcd is killed under commits', async () => {
    const prefix = newPrefix()
    const node = await openNode(etcd, prefix)
    const became = { acknowledged: [] as string[], failed: [] as string[], unknown: [] as string[] }
    let isOver = false
    const work = async (worker: number) => {
      for (let i = 0; !isOver; i++) {
        const key = `${worker}/${i}`
        try {
          await node.commit(put(key))
          became.acknowledged.push(key)
          expect(shows(node, key)()).toBe(true)
        } catch (error) {
          became[(error as { code?: string }).code === 'OutcomeUnknown' ? 'unknown' : 'failed'].push(key)
        }
      }
    }
    const workers = Array.from({ length: 8 }, (_, at) => work(at))
    for (let round = 0; round < 4; round++) {
      const before = became.acknowledged.length
      await until(() => became.acknowledged.length > before + 20)
      await etcd.first.kill()
      etcd.first.start()
    }
    await node.commit(put('last'))
    isOver = true
    await Promise.all(workers)
    const fresh = await openNode(etcd, prefix)
    const there = new Set(keysOf(fresh))
    expect(became.acknowledged.filter((key) => !there.has(key))).toEqual([])
    expect(became.failed.filter((key) => there.has(key))).toEqual([])
    expect(became.unknown).toEqual([])
    await Promise.all([node.close(), fresh.close()])
  })
})
