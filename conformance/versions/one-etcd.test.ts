// An earlier version and this one as nodes of one cluster, at the same time; and one in the place of the other, while clients go on.
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { keyVariables, scratchFolder, without } from '../clean-environment.js'
import { type DaypassCluster, startCluster } from '../etcd/cluster.js'
import { EtcdCluster } from '../etcd/etcd-process.js'
import { until } from '../etcd/open-store.js'
import { freePort } from '../free-port.js'
import { tryEverything } from '../older-data.js'
import { call } from '../query-form.js'
import { ask, keyOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { element, type Signer, type Unsigned } from '../signed-request.js'
import { allow, assumed, fate, makeRole, makeUser, policy, trust } from '../sts/principals.js'
import { fillServer } from './fill-server.js'
import { keepEtcd, loadKept } from './keep-data.js'
import { layoutInEtcd } from './newer-store.js'
import { type OlderServer, unpackOlder } from './older-server.js'
import { RetryingClient } from './retrying-client.js'

const HOME = '000000000000'
const BOUND = 2
const WHO = call('sts', 'GetCallerIdentity')
const FLAGS = ['--staleness-bound', String(BOUND), '--quota', 'UsersPerAccount=1000000']
const everything = policy(allow('*'))

describe.skipIf(without('etcd'))('a node of an earlier version next to one of this version', () => {
  let older: OlderServer
  let cluster: DaypassCluster
  let root: Signer['key']
  let user: Signer['key']
  /** The endpoint of the node of the earlier version, and that of the other. */
  let endpoints: { older: string; this: string }
  beforeAll(async () => {
    older = unpackOlder()
    cluster = await startCluster({ etcd: 1, nodes: 2, commands: [older.command] }, FLAGS)
    const first = cluster.root(0)
    root = first.key
    endpoints = { older: first.endpoint, this: cluster.root(1).endpoint }
    const home = { id: HOME, root: first }
    user = (await makeUser(home, 'owner', everything)).key
    for (const name of ['ended-older', 'ended-this', 'gone-older', 'gone-this'])
      await makeRole(home, name, { trust: policy(trust(HOME)), policy: everything })
    await ask(first, { service: 's3', method: 'PUT', path: '/bucket' })
    const made: Unsigned = { service: 's3', method: 'GET', path: '/bucket' }
    await until(async () => (await fate(at('this', root), made)) === 'allowed')
  })
  afterAll(async () => {
    await cluster?.close()
    older?.remove()
  })

  type Which = 'older' | 'this'
  const at = (which: Which, key: Signer['key']): Signer => ({ endpoint: endpoints[which], key })
  const ways: readonly { from: Which; to: Which }[] = [
    { from: 'older', to: 'this' },
    { from: 'this', to: 'older' },
  ]

  it.each(ways)(
    'shows at $to what was written at $from: users, policies, keys, and objects with their records and in files',
    async ({ from, to }) => {
      const UserName = `by-${from}`
      const made = await makeUser({ id: HOME, root: at(from, root) }, UserName, policy(allow('s3:*')))
      const there = at(to, made.key)
      await until(async () => (await fate(there, WHO)) === 'allowed')
      const [small, large] = [randomBytes(1_000), randomBytes(100_000)]
      for (const [name, body] of [
        ['small', small],
        ['large', large],
      ] as const) {
        const path = `/bucket/${name}-${from}`
        await ask(made, { service: 's3', method: 'PUT', path, body })
        await until(async () => (await fate(there, { service: 's3', method: 'GET', path })) === 'allowed')
        expect((await ask(there, { service: 's3', method: 'GET', path })).body.equals(body)).toBe(true)
      }
      expect(await fate(there, call('iam', 'GetUser', { UserName }))).toContain('403 AccessDenied')
      // What the other node changes in it is seen at the first.
      await ask(at(to, root), call('iam', 'PutUserPolicy', { UserName, PolicyName: 'more', PolicyDocument: policy(allow('iam:GetUser')) }))
      await until(async () => (await fate(made, call('iam', 'GetUser', { UserName }))) === 'allowed')
    },
  )

  it.each(ways)('accepts at $to sessions that $from issued, and those assumed from them', async ({ from, to }) => {
    const session = await assumed(at(from, user), `arn:aws:iam::${HOME}:role/gone-${from}`)
    await until(async () => (await fate(at(to, session.key), WHO)) === 'allowed')
    const chained = await assumed(at(to, session.key), `arn:aws:iam::${HOME}:role/gone-${to}`)
    expect(await fate(at(from, chained.key), WHO)).toBe('allowed')
    const federated = await ask(at(from, user), call('sts', 'GetFederationToken', { Name: 'federated', Policy: everything }))
    expect(await fate(at(to, keyOf(federated)), WHO)).toBe('allowed')
  })

  /** What ends credentials at one node, each by the command or the operation that is meant for it. */
  const endings: readonly { what: string; begin: (from: Which) => Promise<Signer['key']>; end: (from: Which) => Promise<unknown> }[] = [
    {
      what: 'sessions that `sessions revoke` ended',
      begin: async (from) => (await assumed(at(from, user), `arn:aws:iam::${HOME}:role/ended-${from}`)).key,
      end: (from) => {
        const run = from === 'older' ? older.run : runDaypass
        return run(['sessions', 'revoke', '--role', `ended-${from}`], { AWS_ENDPOINT_URL: endpoints[from], ...keyVariables(root) })
      },
    },
    {
      what: 'sessions of a role that was deleted',
      begin: async (from) => (await assumed(at(from, user), `arn:aws:iam::${HOME}:role/gone-${from}`)).key,
      end: async (from) => {
        await ask(at(from, root), call('iam', 'DeleteRolePolicy', { RoleName: `gone-${from}`, PolicyName: 'own' }))
        await ask(at(from, root), call('iam', 'DeleteRole', { RoleName: `gone-${from}` }))
      },
    },
    {
      what: 'access keys that were deleted',
      begin: async (from) => (await makeUser({ id: HOME, root: at(from, root) }, `key-${from}`, everything)).key,
      end: async (from) => {
        const UserName = `key-${from}`
        const { text } = await ask(at(from, root), call('iam', 'ListAccessKeys', { UserName }))
        await ask(at(from, root), call('iam', 'DeleteAccessKey', { UserName, AccessKeyId: element(text, 'AccessKeyId') }))
      },
    },
  ]
  it.each(endings.flatMap((one) => ways.map((way) => ({ ...one, ...way }))))(
    'refuses at $to, within the bound, $what at $from',
    async ({ from, to, begin, end }) => {
      const key = await begin(from)
      await until(async () => (await fate(at(to, key), WHO)) === 'allowed')
      await end(from)
      const ended = performance.now()
      expect(await fate(at(from, key), WHO)).toContain('403 InvalidClientTokenId')
      // Until it has heard of it: then it refuses, and it accepts nothing that is sent beyond the bound.
      await until(async () => {
        const sent = performance.now()
        const found = await fate(at(to, key), WHO)
        if (found === 'allowed') expect(sent - ended).toBeLessThan(1_000 * BOUND)
        return found.startsWith('403 InvalidClientTokenId')
      })
    },
  )

  it.each(ways)('does not start, and changes nothing, on a store that a version after both has migrated: $from', async ({ from }) => {
    const prefix = '/daypass/test'
    const layout = layoutInEtcd(cluster.etcd, prefix)
    const { schema: known } = layout
    layoutInEtcd(cluster.etcd, prefix, { schema: known + 1, minReader: known + 1 })
    onTestFinished(() => void layoutInEtcd(cluster.etcd, prefix, layout))
    const recordsAndFiles = () => [cluster.etcd.ctl(['get', '--prefix', `${prefix}/d/`]), readdirSync(join(cluster.folder, 'objects'))]
    const before = recordsAndFiles()
    const dataDir = join(cluster.folder, `late-${from}`)
    const run = from === 'older' ? older.run : runDaypass
    const { code, stdout, stderr } = await run(['serve', '--port', '0', '--data-dir', dataDir, ...cluster.flags])
    const says = `daypass: The data was written by a newer daypass (schema ${known + 1}; this one knows ${known}).`
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(says)])
    // Where its object files would be, which it notes before it asks etcd.
    expect(readdirSync(dataDir).filter((name) => name !== 'lock')).toEqual(['objects-dir'])
    expect(recordsAndFiles()).toEqual(before)
  })
  it('is refused by a node of this version that runs when a version after it has migrated the store, until that is undone', async () => {
    const prefix = '/daypass/test'
    const layout = layoutInEtcd(cluster.etcd, prefix)
    const answer = () => fate(at('this', root), call('iam', 'CreateUser', { UserName: 'too-late' }))
    layoutInEtcd(cluster.etcd, prefix, { schema: layout.schema + 1, minReader: layout.schema })
    expect(await fate(at('this', root), WHO)).toBe('allowed')
    layoutInEtcd(cluster.etcd, prefix, { schema: layout.schema + 1, minReader: layout.schema + 1 })
    await until(async () => (await fate(at('this', root), WHO)).startsWith('503 ServiceUnavailable'))
    expect(await answer()).toContain('503 ServiceUnavailable')
    const node = cluster.nodes[1] as ServerProcess
    expect((await fetch(`${node.endpoint}/readyz`)).status).toBe(503)
    await node.saysOnStderr('Every request is refused: The data was written by a newer daypass')
    expect(node.audit().at(-1)?.reason).toContain('was written by a newer daypass')
    layoutInEtcd(cluster.etcd, prefix, layout)
    await until(async () => (await answer()) === 'allowed')
  })
})

describe.skipIf(without('etcd'))('a store in etcd that an earlier version filled', () => {
  let older: OlderServer
  let etcd: EtcdCluster
  const scratch = scratchFolder()
  beforeAll(async () => {
    older = unpackOlder()
    etcd = await EtcdCluster.start(1)
  })
  afterAll(async () => {
    await etcd?.close()
    older?.remove()
    scratch.remove()
  })
  const optionsOf = (name: string, masterKey: string, command?: string) => ({
    flags: ['--store', `etcd://${etcd.hosts}/${name}`, '--objects-dir', join(scratch.path, name)],
    environment: { DAYPASS_MASTER_KEY: masterKey },
    ...(command !== undefined && { command }),
  })

  it('just now: everything in it works at a node of this version', async () => {
    const masterKey = randomBytes(32).toString('base64')
    await using before = await ServerProcess.start(optionsOf('now', masterKey, older.command))
    const about = await fillServer(before, masterKey)
    await before.stop()
    await keepEtcd(older.version, about, { etcd, prefix: '/now', objects: join(scratch.path, 'now') })
    await using after = await ServerProcess.start(optionsOf('now', masterKey))
    await tryEverything(after, about, 0)
  })

  it('and that was kept: everything in it works at a node of either version', async () => {
    const about = await loadKept(older.version, { etcd, prefix: '/kept', objects: join(scratch.path, 'kept') })
    await using here = await ServerProcess.start(optionsOf('kept', about.masterKey))
    await tryEverything(here, about, 0)
    await using there = await ServerProcess.start(optionsOf('kept', about.masterKey, older.command))
    await tryEverything(there, about, 1)
  })
})

describe.skipIf(without('etcd'))('a cluster whose nodes are replaced one after another', () => {
  it('by those of this version and back, while clients that try the next node see no failed request and nothing is lost', async () => {
    const older = unpackOlder()
    const ports = [await freePort(), await freePort()]
    const cluster = await startCluster({ etcd: 1, nodes: 0 }, FLAGS)
    const startAt = (index: number, command?: string) =>
      ServerProcess.start({
        dataDir: join(cluster.folder, `node-${index}`),
        flags: [...cluster.flags, '--port', String(ports[index])],
        ...(command !== undefined && { command }),
      })
    const nodes = [await startAt(0, older.command), await startAt(1, older.command)]
    const first = nodes[0] as ServerProcess
    const signer = { endpoint: first.endpoint, key: first.rootKey() }
    const owner = await makeUser({ id: HOME, root: signer }, 'owner', everything)
    const role = await makeRole({ id: HOME, root: signer }, 'worker', { trust: policy(trust(HOME)), policy: everything })
    await ask(signer, { service: 's3', method: 'PUT', path: '/bucket' })
    await ask(signer, { service: 's3', method: 'PUT', path: '/bucket/kept', body: randomBytes(50_000) })
    const endpoints = nodes.map((node) => node.endpoint)
    const client = new RetryingClient(endpoints, { owner: owner.key, session: (await assumed(owner, role)).key })
    const seen = { endpoint: endpoints[1] ?? '', key: owner.key }
    await until(async () => (await fate(seen, { service: 's3', method: 'GET', path: '/bucket/kept' })) === 'allowed')
    const steps: string[] = []
    await client.during(async () => {
      for (const command of [undefined, older.command])
        for (const [index, node] of nodes.entries()) {
          expect(await node.stop()).toBe(0)
          nodes[index] = await startAt(index, command)
          const { succeeded } = client.counts
          await until(() => client.counts.succeeded > succeeded + 20)
          steps.push(`node ${index}: ${command === undefined ? 'this' : 'older'}`)
        }
    })
    expect(client.failed).toEqual([])
    expect(steps).toEqual(['node 0: this', 'node 1: this', 'node 0: older', 'node 1: older'])
    expect(client.counts.retried).toBeGreaterThan(0)
    for (const endpoint of endpoints) {
      const { text } = await ask({ endpoint, key: owner.key }, call('iam', 'GetUser', { UserName: client.made.at(-1) }))
      expect(element(text, 'UserName')).toBe(client.made.at(-1))
      for (const name of client.made)
        expect(await fate({ endpoint, key: owner.key }, { service: 's3', method: 'HEAD', path: `/bucket/${name}` })).toBe('allowed')
    }
    await Promise.all(nodes.map((node) => node.close()))
    await cluster.close()
    older.remove()
  }, 180_000)
})
