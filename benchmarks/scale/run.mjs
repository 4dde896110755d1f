// Owns: what grows with the number of roles and users: disk, start, memory, what requests cost, backups, and a node over etcd. One installation of each size, filled
// through the store's contract with copies of records that the server made. `npm run bench:scale` builds first and starts this; `-- --sizes 1000,10000` takes others
// (roles; a tenth as many users).
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newAccessKeyId, newUniqueId, systemIds } from '../../packages/daypass/dist/core/ids.js'
import { accessKeys } from '../../packages/daypass/dist/directory/iam/access-key.js'
import { users } from '../../packages/daypass/dist/directory/iam/user.js'
import { readSnapshot, transact } from '../../packages/daypass/dist/directory/state.js'
import { openStore } from '../../packages/daypass/dist/installation/open-store.js'
import { startEtcd } from '../etcd/start-etcd.mjs'
import { signedRequest } from '../sts/load/signed-request.mjs'
import { signSweep } from '../sts/parts/cases.mjs'
import { installationIn, roleName } from '../sts/parts/installation.mjs'
import { measure, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { cpuMicros, memory, startDaypass } from '../sts/servers/process.mjs'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const MEBIBYTE = 2 ** 20
const USERS_AT_ONCE = 40
const COMMITS_AT_ONCE = 32
const asked = process.argv.indexOf('--sizes')
const sizes = (asked < 0 ? '10000,100000,1000000' : (process.argv[asked + 1] ?? '')).split(',').map(Number)

const userName = (index) => `person-${index}`

/** A tenth as many users as roles, each with a key like that of `worker`: its secret is of the right size, and nobody knows it. */
async function seedUsers({ dataDir, account, key }, count) {
  const { store, release } = await openStore('lmdb', dataDir)
  const [user, made] = readSnapshot(store, (state) => [users.get(state, account, 'worker'), accessKeys.get(state, key.accessKeyId)])
  const ids = systemIds()
  const write = (from) =>
    transact(store, (state) => {
      for (let index = from; index < Math.min(from + USERS_AT_ONCE, count); index++) {
        const id = newUniqueId(ids, 'AIDA', account)
        const keyId = newAccessKeyId(ids, 'AKIA', account)
        users.put(state, { ...user, accessKeyIds: [keyId], name: userName(index), id })
        accessKeys.put(state, { ...made, userId: id, id: keyId })
      }
    })
  for (let from = 0; from < count; from += USERS_AT_ONCE * COMMITS_AT_ONCE)
    await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, (_, one) => write(from + one * USERS_AT_ONCE)))
  await store.close()
  await release()
}

/** What is sent: each request is about another role or user. */
function pools(made, port, count) {
  const root = JSON.parse(readFileSync(join(made.dataDir, 'root-credentials.json'), 'utf8'))
  const iam = (parameters) => signedRequest(root, { service: 'iam', port, parameters })
  const many = (make) => Array.from({ length: 256 }, (_, index) => make(Math.floor((index * count) / 256)))
  return {
    GetCallerIdentity: [signedRequest(made.key, { service: 'sts', port, parameters: { Action: 'GetCallerIdentity' } })],
    'AssumeRole, another role every time': signSweep(made, port).requests,
    GetRole: many((index) => iam({ Action: 'GetRole', RoleName: roleName(index) })),
    GetUser: many((index) => iam({ Action: 'GetUser', UserName: userName(Math.floor(index / 10)) })),
    UpdateRole: many((index) => iam({ Action: 'UpdateRole', RoleName: roleName(index), Description: `of ${index}` })),
    'ListRoles, the first 100': [iam({ Action: 'ListRoles', MaxItems: '100' })],
    'GetAccountAuthorizationDetails, the first 100': [iam({ Action: 'GetAccountAuthorizationDetails', MaxItems: '100' })],
  }
}

async function requestsOf(load, { made, server, count }) {
  const turns = []
  for (const [name, requests] of Object.entries(pools(made, server.port, count))) {
    await load.keep(name, requests)
    const wrong = (await load.tryEach({ pool: name, port: server.port })).find(({ status }) => status !== 200)
    if (wrong !== undefined) throw new Error(`${name}: ${wrong.answer}`)
    const isLong = name.includes('first 100')
    turns.push({ name, server, status: 200, pool: name, count: isLong ? 400 : 4_000 })
  }
  const measured = await measure(load, turns, { rounds: 7, count: 4_000, beforeRound: async () => {} })
  return Object.fromEntries(turns.map(({ name }) => [name, summary(measured.get(name).micros).median.toFixed(0)]))
}

/** Seconds. */
async function timed(work) {
  const start = performance.now()
  const result = await work()
  return { seconds: (performance.now() - start) / 1000, result }
}

const mebibytes = (bytes) => (bytes / MEBIBYTE).toFixed(0)
const run = (...command) => execFileSync(process.execPath, [BIN, ...command], { stdio: ['ignore', 'ignore', 'inherit'] })

/** A node over etcd with a copy of the store. */
async function nodeOf(folder, { made, count }) {
  const etcd = await startEtcd(join(folder, `etcd-${count}`))
  const address = `${etcd.endpoint.replace('http', 'etcd')}/scale`
  const copied = await timed(async () => run('store', 'copy', `lmdb:${made.dataDir}`, address))
  const objects = join(folder, `objects-${count}`)
  mkdirSync(objects)
  const flags = ['--store', address, '--objects-dir', objects, '--master-key-file', `${made.dataDir}.master-key`]
  const started = await timed(() => startDaypass({ dataDir: join(folder, `node-${count}`), output: join(folder, 'node.log'), flags }))
  const node = started.result
  const facts = {
    'etcd: copied from LMDB, s': copied.seconds.toFixed(1),
    'etcd: the node started, s': started.seconds.toFixed(1),
    'etcd: CPU of the node until then, s': (cpuMicros(node.pid) / 1e6).toFixed(1),
    'etcd: memory of the node, MiB': mebibytes(memory(node.pid).anonymous),
  }
  await node.stop()
  await etcd.stop()
  rmSync(join(folder, `etcd-${count}`), { recursive: true })
  return facts
}

async function factsOf(folder, load, count) {
  const made = await installationIn(folder, count)
  const people = await timed(() => seedUsers(made, count / 10))
  const disk = statSync(join(made.dataDir, 'store', 'data.mdb')).size
  const { seconds, result: server } = await timed(() => startDaypass(made))
  const idle = memory(server.pid)
  const requests = await requestsOf(load, { made, server, count })
  const used = memory(server.pid)
  const before = cpuMicros(server.pid)
  const file = join(folder, `backup-${count}`)
  const backup = await timed(async () => run('backup', file, '--data-dir', made.dataDir))
  const backupCpu = cpuMicros(server.pid) - before
  await server.stop()
  const verify = await timed(async () => run('verify', file))
  return {
    'roles seeded, s': made.seedSeconds.toFixed(0),
    'users seeded, s': people.seconds.toFixed(0),
    'disk, MiB': mebibytes(disk),
    'started, s': seconds.toFixed(2),
    'memory at start, MiB': mebibytes(idle.anonymous),
    'memory after the requests, MiB': mebibytes(used.anonymous),
    'pages of the store mapped, MiB': mebibytes(used.files),
    ...requests,
    'backup, s': backup.seconds.toFixed(1),
    'backup: CPU of the server, s': (backupCpu / 1e6).toFixed(1),
    'backup, MiB': mebibytes(statSync(file).size),
    'backup verified, s': verify.seconds.toFixed(1),
    ...(await nodeOf(folder, { made, count })),
  }
}

await onStage(undefined, async (folder, load) => {
  const columns = []
  for (const count of sizes) {
    columns.push(await factsOf(folder, load, count))
    console.error(`${count} roles: measured`)
  }
  console.log(
    `| | ${sizes.map((count) => `${count.toLocaleString('en')} roles, ${(count / 10).toLocaleString('en')} users`).join(' | ')} |`,
  )
  console.log(`|---|${sizes.map(() => '---:|').join('')}`)
  for (const what of Object.keys(columns[0] ?? {})) console.log(`| ${what} | ${columns.map((facts) => facts[what]).join(' | ')} |`)
})
