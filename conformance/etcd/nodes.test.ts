import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../packages/daypass/src/store/store.js'
import { transactStore } from '../../packages/daypass/src/store/transact.js'
import { without } from '../clean-environment.js'
import { EtcdCluster } from './etcd-process.js'
import { keysOf, newPrefix, openNode, put, shows, until } from './open-store.js'

const textOf = (value: Uint8Array | undefined): string | undefined => value && new TextDecoder().decode(value)

describe.skipIf(without('etcd'))('nodes on one etcd', () => {
  let etcd: EtcdCluster
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
  })
  afterAll(() => etcd?.close())

  it('have one store, be it that both start at once on an empty prefix, and leave nothing but it', async () => {
    const prefix = newPrefix()
    const [a, b] = await Promise.all([openNode(etcd, prefix), openNode(etcd, prefix)])
    await a.commit(put('from a'))
    await b.commit(put('from b'))
    await until(() => shows(b, 'from a')() && shows(a, 'from b')())
    expect([await a.revision(), keysOf(a)]).toEqual([await b.revision(), keysOf(b)])
    await a.close()
    const c = await openNode(etcd, prefix)
    expect(keysOf(c)).toEqual(['from a', 'from b'])
    await Promise.all([b.close(), c.close()])
    expect(etcd.ctl(['get', '--prefix', '--keys-only', `${prefix}/c/`]).trim()).toBe(`${prefix}/c/base`)
  })

  it('count every increment, and each sees its own at once', async () => {
    const prefix = newPrefix()
    const nodes = await Promise.all([1, 2, 3].map(() => openNode(etcd, prefix)))
    const increment = (node: Store) =>
      transactStore(
        node,
        (reader, writer) => {
          const next = Number(textOf(reader.get('n')?.value) ?? '0') + 1
          writer.put('n', Buffer.from(String(next)))
          return next
        },
        { attempts: 10_000 },
      )
    const work = async (node: Store) => {
      for (let i = 0; i < 30; i++) {
        const result = await increment(node)
        expect(Number(textOf(node.view().get('n')?.value))).toBeGreaterThanOrEqual(result.ok ? result.value : Number.NaN)
      }
    }
    await Promise.all(nodes.map(work))
    for (const node of nodes) await until(() => textOf(node.view().get('n')?.value) === '90')
    await Promise.all(nodes.map((node) => node.close()))
  })

  it('show nothing more, and commit nothing that was read before, once a newer version has changed the records', async () => {
    const prefix = newPrefix()
    const problem = (value: Uint8Array | undefined) => (textOf(value) === 'newer' ? 'A newer version is needed.' : undefined)
    const told: string[] = []
    const older = await openNode(etcd, prefix, { guard: { key: 'layout', problem }, warn: (text) => void told.push(text) })
    const newer = await openNode(etcd, prefix)
    await newer.commit(put('record', 'old form'))
    await until(shows(older, 'record'))
    let goOn: () => void = () => {}
    const upload = transactStore(older, async (reader, writer) => {
      reader.get('record')
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      writer.put('another', Buffer.from('old form'))
    })
    await newer.commit(put('layout', 'newer'))
    await until(() => older.problem() !== undefined)
    goOn()
    await expect(upload).rejects.toThrow('A newer version is needed.')
    await expect(older.commit(put('at once', 'old form'))).rejects.toThrow('A newer version is needed.')
    expect(() => older.view()).toThrow('A newer version is needed.')
    expect(keysOf(newer)).toEqual(['layout', 'record'])
    expect(told).toEqual(['Every request is refused: A newer version is needed.'])
    await Promise.all([older.close(), newer.close()])
  })

  it('refuse a prefix that lies in another installation, or has keys of others', async () => {
    const prefix = newPrefix()
    const node = await openNode(etcd, `${prefix}/inner`)
    await expect(openNode(etcd, prefix)).rejects.toThrow('choose another prefix')
    await expect(openNode(etcd, `${prefix}/inner/d`)).rejects.toThrow('choose another prefix')
    await node.close()
    etcd.ctl(['put', '/others/x', '1'])
    await expect(openNode(etcd, '/others')).rejects.toThrow('choose another prefix')
  })

  it('stay fresh while others write to the same etcd, and nothing is written by themselves', async () => {
    const staleness = { bound: 500, serveStale: false, elapsed: () => performance.now() }
    const node = await openNode(etcd, newPrefix(), { staleness })
    const other = await openNode(etcd, newPrefix())
    for (const end = performance.now() + 1_500; performance.now() < end; ) {
      await other.commit(put('busy'))
      expect(node.problem()).toBeUndefined()
    }
    await Promise.all([node.close(), other.close()])
  })

  it('refuse everything when etcd has another history than they know', async () => {
    const prefix = newPrefix()
    const said: string[] = []
    const staleness = { bound: 500, serveStale: true, elapsed: () => performance.now() }
    const node = await openNode(etcd, prefix, { staleness, warn: (text) => said.push(text) })
    etcd.ctl(['put', `${prefix}/c/base`, '1 another'])
    await until(() => node.problem() !== undefined)
    expect(() => node.view()).toThrow('Start this node again')
    expect(said.join()).toContain('restored or replaced')
    await node.close()
  })

  it('read everything at the start, in as many pages as it takes, at one revision', async () => {
    const prefix = newPrefix()
    const a = await openNode(etcd, prefix)
    for (let from = 0; from < 1_300; from += 100)
      await a.commit({
        expect: [],
        put: Array.from({ length: 100 }, (_, i) => ({ key: `k/${from + i}`, value: Buffer.from(`${from + i}`) })),
        del: [],
      })
    const b = await openNode(etcd, prefix)
    expect(b.view().range('', '', 2_000)).toEqual(a.view().range('', '', 2_000))
    expect(keysOf(b)).toHaveLength(1_300)
    await Promise.all([a.close(), b.close()])
  })

  it('do not replace all records in one step', async () => {
    const node = await openNode(etcd, newPrefix())
    await expect(node.replace([])).rejects.toMatchObject({ code: 'StoreMisuse' })
    await node.close()
  })
})

describe.skipIf(without('etcd'))('an etcd without space', () => {
  it('refuses commits with what to do, and nodes go on reading', async () => {
    const etcd = await EtcdCluster.start(1, ['--quota-backend-bytes', '1000000'])
    const staleness = { bound: 500, serveStale: false, elapsed: () => performance.now() }
    const node = await openNode(etcd, '/full', { staleness })
    await node.commit(put('a', 'small'))
    let last = ''
    const fill = async () => {
      for (let i = 0; i < 60; i++) {
        last = `f/${i}`
        await node.commit(put(last, 'x'.repeat(100_000)))
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'StoreUnavailable', message: expect.stringContaining('NOSPACE') })
    await expect(node.commit(put('b'))).rejects.toThrow('etcdctl alarm disarm')
    for (const end = performance.now() + 1_000; performance.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect([shows(node, 'a')(), shows(node, 'b')(), shows(node, last)()]).toEqual([true, false, false])
    }
    await node.close()
    await etcd.close()
  })
})
