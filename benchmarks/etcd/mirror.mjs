// Owns: how long a node takes to read all records from etcd, and what memory they take, in a process of its own. The roles are records as the server makes
// them, in an etcd of this run. `npm run bench:etcd` builds first and starts this; `-- --roles 100000` takes fewer.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newUniqueId, systemIds } from '../../packages/daypass/dist/core/ids.js'
import { roles } from '../../packages/daypass/dist/directory/iam/role.js'
import { transact } from '../../packages/daypass/dist/directory/state.js'
import { EtcdClient } from '../../packages/daypass/dist/store/etcd/client.js'
import { Keyspace } from '../../packages/daypass/dist/store/etcd/keyspace.js'
import { TXN } from '../../packages/daypass/dist/store/etcd/messages.js'
import { openMemoryStore } from '../../packages/daypass/dist/store/memory/memory-store.js'
import { openMirror, startEtcd } from './start-etcd.mjs'

const ROLES_AT_ONCE = 60
const COMMITS_AT_ONCE = 16
const READS = 200_000
const MEGABYTE = 2 ** 20
const ACCOUNT = '000000000000'

const nameOf = (index) => `team-${index % 1000}-service-${index}-deploy`

/** A role as CreateRole stores it. @param {string} name @param {string} id */
const roleOf = (name, id) => ({
  account: ACCOUNT,
  name,
  id,
  path: '/',
  createdAt: Date.now(),
  description: 'Deploys one service of one team',
  maxSessionDuration: 7200,
  trustPolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/worker` }, Action: ['sts:AssumeRole'] }],
  }),
})

/** The records of one role as the server writes them, with marks for what differs. */
async function template() {
  const store = openMemoryStore()
  await transact(store, (state) => roles.put(state, roleOf('<name>', '<id>')))
  const records = store.view().range('', '', 10)
  return records.map(({ key, value }) => ({ key, value: Buffer.from(value).toString() }))
}

/** Writes the records of all roles, past the server: a node is opened first, so that the prefix is an installation's. @param {string} endpoint @param {number} count */
async function seed(endpoint, count) {
  await (await openMirror(endpoint)).close()
  const ids = systemIds()
  const keyspace = new Keyspace('/bench')
  const client = new EtcdClient({ endpoints: [endpoint] })
  const records = await template()
  const write = async (from) => {
    const success = []
    for (let index = from; index < Math.min(from + ROLES_AT_ONCE, count); index++) {
      const id = newUniqueId(ids, 'AROA', ACCOUNT)
      const own = (text) => text.replaceAll('<name>', nameOf(index)).replaceAll('<id>', id)
      for (const { key, value } of records) success.push({ put: { key: keyspace.dataKey(own(key)), value: Buffer.from(own(value)) } })
    }
    if (success.length > 0) await client.call(TXN, { compare: [], success }, { within: 60_000 })
  }
  for (let from = 0; from < count; from += ROLES_AT_ONCE * COMMITS_AT_ONCE)
    await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, (_, one) => write(from + one * ROLES_AT_ONCE)))
  client.close()
}

/** Bytes of this process in memory. */
function resident() {
  global.gc?.()
  return process.memoryUsage().rss
}

const rounded = (value, digits = 1) => value.toFixed(digits)

/** All records of a view: how many, and the bytes of their keys and values. */
function sizeOf(view) {
  const total = { records: 0, bytes: 0 }
  for (let from = ''; ; ) {
    const page = view.range(from, '', 10_000)
    for (const { key, value } of page) total.bytes += Buffer.byteLength(key) + value.length
    total.records += page.length
    const last = page.at(-1)
    if (page.length < 10_000 || last === undefined) return total
    from = `${last.key}\u0000`
  }
}

/** @param {string} endpoint @param {number} count */
async function load(endpoint, count) {
  const before = resident()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const store = await openMirror(endpoint)
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const more = resident() - before
  const view = store.view()
  const { records, bytes } = sizeOf(view)
  const reading = process.cpuUsage()
  let found = 0
  for (let i = 0; i < READS; i++) if (view.get(`role/${ACCOUNT}/${nameOf((i * 7919) % count)}`) !== undefined) found += 1
  const read = process.cpuUsage(reading)
  view.release()
  await store.close()
  console.log(`read ${records} records in ${rounded(took / 1000)} s, CPU ${rounded((user + system) / 1e6)} s`)
  console.log(`memory: ${rounded(more / MEGABYTE)} MiB for ${rounded(bytes / MEGABYTE)} MiB of keys and values`)
  console.log(`a role: ${Math.round(more / count)} bytes for ${Math.round(bytes / count)} of keys and values`)
  console.log(`a read of one record: ${rounded((read.user + read.system) / READS, 2)} us of CPU (${found} of ${READS} found)`)
}

const asked = process.argv.indexOf('--roles')
const count = asked < 0 ? 1_000_000 : Number(process.argv[asked + 1])
const loading = process.argv.indexOf('--load')
if (loading >= 0) await load(process.argv[loading + 1] ?? '', count)
else {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-bench-etcd-'))
  const etcd = await startEtcd(folder)
  try {
    const start = performance.now()
    await seed(etcd.endpoint, count)
    console.log(`wrote ${count} roles in ${rounded((performance.now() - start) / 1000)} s`)
    const own = [...process.execArgv, fileURLToPath(import.meta.url), '--roles', String(count), '--load', etcd.endpoint]
    for (let run = 0; run < 3; run++) {
      const before = etcd.cpuSeconds()
      spawnSync(process.execPath, own, { stdio: 'inherit' })
      console.log(`CPU of etcd meanwhile: ${rounded(etcd.cpuSeconds() - before)} s`)
    }
  } finally {
    await etcd.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
