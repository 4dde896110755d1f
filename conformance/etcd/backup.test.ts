// A backup at one node of a cluster, while another node deletes objects.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ask } from '../requests/bench.js'
import { runDaypass, type ServerProcess } from '../server-process.js'
import type { Signer, Unsigned } from '../signed-request.js'
import { fate } from '../sts/principals.js'
import { type DaypassCluster, startCluster } from './cluster.js'
import { until } from './open-store.js'

const s3 = (method: string, path: string, body?: Uint8Array): Unsigned => ({ service: 's3', method, path, ...(body && { body }) })
const BODY = Buffer.alloc(50_000, 'x')

describe.skipIf(without('etcd'))('a backup at a node', () => {
  let cluster: DaypassCluster
  let a: Signer
  let b: Signer
  beforeAll(async () => {
    // Longer than the node needs to give up what it wants to write first: it would answer requests all the time.
    cluster = await startCluster({ etcd: 1, nodes: 2, hasGates: true }, ['--staleness-bound', '15'])
    a = cluster.root(0)
    b = cluster.root(1)
    await ask(b, s3('PUT', '/data'))
    await until(async () => (await fate(a, s3('GET', '/data'))) === 'allowed')
  })
  afterAll(() => cluster?.close())
  const backup = (name: string) =>
    runDaypass(['backup', join(cluster.folder, name), '--data-dir', (cluster.nodes[0] as ServerProcess).dataDir])
  const verify = (name: string) => runDaypass(['verify', join(cluster.folder, name)])

  it('is whole while another node deletes objects', async () => {
    const paths = Array.from({ length: 40 }, (_, n) => `/data/many-${n}`)
    for (const path of paths) await ask(b, s3('PUT', path, BODY))
    const deleting = (async () => {
      for (const path of paths) await ask(b, s3('DELETE', path))
    })()
    for (let n = 0; n < 3; n++) {
      expect(await backup(`during-${n}`)).toMatchObject({ code: 0 })
      expect(await verify(`during-${n}`)).toMatchObject({ code: 0 })
    }
    await deleting
  })

  it('is not made of a state in which deleted objects are still there: the node asks etcd first', async () => {
    await ask(b, s3('PUT', '/data/gone', BODY))
    await until(async () => (await fate(a, s3('GET', '/data/gone'))) === 'allowed')
    for (const gate of cluster.gates[0] ?? []) gate.shut()
    await ask(b, s3('DELETE', '/data/gone'))
    const cutOff = await backup('cut-off')
    expect([cutOff.code, cutOff.stderr]).toEqual([1, expect.stringContaining('ended the backup before it was whole')])
    expect(cluster.nodes[0]?.stderr).toContain('No backup is made: etcd: ')
    for (const gate of cluster.gates[0] ?? []) gate.open()
    await until(async () => (await fate(a, s3('GET', '/data/gone'))) !== 'allowed' && (await fate(a, s3('GET', '/data'))) === 'allowed')
    expect(await backup('afterwards')).toMatchObject({ code: 0 })
    expect(await verify('afterwards')).toMatchObject({ code: 0 })
  })
})
