import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { call } from '../query-form.js'
import { ask, signerOf } from '../requests/bench.js'
import { type Ended, runDaypass, type ServerProcess } from '../server-process.js'
import type { Signer, Unsigned } from '../signed-request.js'
import { allow, assumed, fate, makeRole, makeUser, policy, tell, trust } from '../sts/principals.js'
import { type DaypassCluster, startCluster } from './cluster.js'
import { until } from './open-store.js'

const BOUND = 2
const MOST_GROUPS = 20
const json = (service: 'organizations', target: string): Unsigned => ({
  service,
  method: 'POST',
  path: '/',
  headers: ['content-type', 'application/x-amz-json-1.1', 'x-amz-target', target],
  body: Buffer.from('{}'),
})
const WHO = call('sts', 'GetCallerIdentity')

describe.skipIf(without('etcd'))('two nodes', () => {
  let cluster: DaypassCluster
  let a: Signer
  let b: Signer
  beforeAll(async () => {
    cluster = await startCluster({ etcd: 1, nodes: 2 }, [
      '--staleness-bound',
      String(BOUND),
      '--quota',
      `GroupsPerAccount=${MOST_GROUPS}`,
      '--admin-port',
      '0',
    ])
    a = cluster.root(0)
    b = cluster.root(1)
  })
  afterAll(() => cluster?.close())
  const node = (at: number) => cluster.nodes[at] as ServerProcess

  it('that start at once are one installation, and only one of them says that it made it, and has its root key', () => {
    const made = cluster.nodes.filter(({ stdout }) => stdout.includes('a new installation'))
    const having = cluster.nodes.filter(({ dataDir }) => existsSync(join(dataDir, 'root-credentials.json')))
    expect(made).toHaveLength(1)
    expect(having).toEqual(made)
    expect(cluster.nodes.map(({ dataDir }) => existsSync(join(dataDir, 'first-start')))).toEqual([false, false])
  })

  it('show each other what was written, and themselves at once', async () => {
    for (let i = 0; i < 10; i++) {
      const [writer, reader] = i % 2 === 0 ? [a, b] : [b, a]
      const get = call('iam', 'GetUser', { UserName: `user-${i}` })
      await ask(writer, call('iam', 'CreateUser', { UserName: `user-${i}` }))
      expect(await fate(writer, get)).toBe('allowed')
      await until(async () => (await fate(reader, get)) === 'allowed')
    }
  })

  it('refuse the second of two that create the same at once', async () => {
    for (let i = 0; i < 5; i++) {
      const create = call('iam', 'CreateUser', { UserName: `same-${i}` })
      const fates = await Promise.all([fate(a, create), fate(b, create)])
      expect(fates.filter((one) => one === 'allowed')).toHaveLength(1)
      expect(fates.find((one) => one !== 'allowed')).toContain('409 EntityAlreadyExists')
    }
  })

  it('have the quotas of accounts together: what is let through at once at both does not exceed them', async () => {
    const group = (operation: string, GroupName: string) => call('iam', operation, { GroupName })
    for (let i = 0; i < MOST_GROUPS - 2; i++) await ask(a, group('CreateGroup', `group-${i}`))
    for (let round = 0; round < 5; round++) {
      // Each node counts now.
      for (const each of [a, b]) {
        await until(async () => (await fate(each, group('GetGroup', 'group-0'))) === 'allowed')
        expect(await fate(each, group('CreateGroup', 'group-0'))).toContain('409')
      }
      const names = Array.from({ length: 8 }, (_, n) => `last-${round}-${n}`)
      const fates = await Promise.all(names.map((name, n) => fate(n % 2 === 0 ? a : b, group('CreateGroup', name))))
      const made = names.filter((_, n) => fates[n] === 'allowed')
      expect(made).toHaveLength(2)
      for (const name of made) {
        await until(async () => (await fate(a, group('DeleteGroup', name))) === 'allowed')
        await until(async () => (await fate(b, group('GetGroup', name))) !== 'allowed')
      }
    }
  })

  it('accept sessions of each other, and end those that were revoked at the other', async () => {
    const home = { id: '000000000000', root: a }
    const user = await makeUser(home, 'owner', policy(allow('*')))
    const role = await makeRole(home, 'worker', { trust: policy(trust(home.id)), policy: policy(allow('*')) })
    await until(async () => (await fate({ endpoint: b.endpoint, key: user.key }, WHO)) === 'allowed')
    const session = await assumed(user, role)
    const elsewhere = { endpoint: b.endpoint, key: session.key }
    await until(async () => (await fate(elsewhere, WHO)) === 'allowed')
    await ask(a, call('iam', 'DeleteRolePolicy', { RoleName: 'worker', PolicyName: 'own' }))
    await ask(a, call('iam', 'DeleteRole', { RoleName: 'worker' }))
    expect(await fate(session, WHO)).toContain('403 InvalidClientTokenId')
    await until(async () => (await fate(elsewhere, WHO)).startsWith('403 InvalidClientTokenId'))
  })

  it('have one folder of object files', async () => {
    const body = Buffer.alloc(100_000, 'x')
    await ask(a, { service: 's3', method: 'PUT', path: '/shared-bucket' })
    await until(async () => (await fate(b, { service: 's3', method: 'GET', path: '/shared-bucket' })) === 'allowed')
    await ask(b, { service: 's3', method: 'PUT', path: '/shared-bucket/file', body })
    const get: Unsigned = { service: 's3', method: 'GET', path: '/shared-bucket/file' }
    await until(async () => (await fate(a, get)) === 'allowed')
    expect((await ask(a, get)).body.equals(body)).toBe(true)
    const files = readdirSync(join(cluster.folder, 'objects'), { recursive: true }).map(String)
    expect(files.filter((name) => /[0-9a-f]{32}$/.test(name))).toHaveLength(1)
  })

  it('let another one in that has the same folder, and a node that was killed back', async () => {
    await node(1).kill()
    await node(1).restart()
    const get = call('iam', 'GetUser', { UserName: 'user-1' })
    expect(await fate(signerOf(node(1), a.key), get)).toBe('allowed')
    expect(readdirSync(join(cluster.folder, 'objects')).filter((name) => name === 'trash')).toEqual([])
  })

  it('do not start with another master key, and change nothing', async () => {
    const other = join(cluster.folder, 'other-key')
    writeFileSync(other, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 })
    const { code, stderr } = await start({ '--master-key-file': other })
    expect([code, stderr]).toEqual([1, expect.stringContaining('was made with another master key')])
  })

  const start = (change: Record<string, string | undefined>, dataDir = join(cluster.folder, 'another')): Promise<Ended> => {
    const flags = [...cluster.flags]
    for (const [flag, value] of Object.entries(change)) {
      const at = flags.indexOf(flag)
      if (value === undefined) flags.splice(at, 2)
      else if (at < 0) flags.push(flag, ...(value === '' ? [] : [value]))
      else flags[at + 1] = value
    }
    return runDaypass(['serve', '--port', '0', '--data-dir', dataDir, ...flags])
  }

  it.each<[string, Record<string, string | undefined>, string]>([
    ['another folder of object files', { '--objects-dir': '/tmp/daypass-not-shared' }, 'does not have the mark of the shared folder'],
    ['no folder of object files', { '--objects-dir': undefined }, 'needs --objects-dir'],
    ['no master key', { '--master-key-file': undefined }, 'All nodes of a cluster need the same one'],
    ['--dev', { '--dev': '' }, '--dev cannot be used with a store in etcd'],
  ])('do not start with %s', async (_what, change, says) => {
    const { code, stderr } = await start(change)
    expect([code, stderr]).toEqual([1, expect.stringContaining(says)])
    expect(existsSync('/tmp/daypass-not-shared')).toBe(false)
  })

  it('say in the form of each service that they cannot answer, when etcd does not, and serve again when it does', async () => {
    const s3: Unsigned = { service: 's3', method: 'GET', path: '/' }
    const forms: [Unsigned, string][] = [
      [WHO, '<Code>ServiceUnavailable</Code>'],
      [call('iam', 'ListUsers'), '<Code>ServiceUnavailable</Code>'],
      [s3, '<Code>ServiceUnavailable</Code>'],
      [json('organizations', 'AWSOrganizationsV20161128.ListRoots'), '"__type":"ServiceUnavailableException"'],
    ]
    const ready = async () => (await fetch(`${node(0).endpoint}/readyz`)).status
    expect(await ready()).toBe(200)
    cluster.etcd.first.pause()
    await until(async () => (await ready()) === 503)
    for (const [request, text] of forms) {
      const { status, text: found } = await tell(a, request)
      expect([status, found]).toEqual([503, expect.stringContaining(text)])
    }
    expect((await fetch(`${node(0).endpoint}/livez`)).status).toBe(200)
    expect((await fetch(`${node(0).endpoint}/_daypass/saml/000000000000/${'0'.repeat(32)}/metadata.xml`)).status).toBe(503)
    expect(node(0).audit().at(-1)?.reason).toContain('this node has not heard from etcd for')
    await node(0).saysOnStderr('Every request is refused until it does.')
    // It still tells what it is doing: all but the revision.
    process.kill(node(0).pid, 'SIGUSR2')
    await node(0).saysOnStderr('"message":"diagnostics"')
    expect(node(0).stderr).toContain('"store":{"revision":null,')
    const metrics = await (await fetch(/http:\S+\/metrics/.exec(node(0).stderr)?.[0] ?? '')).text()
    expect(metrics).toMatch(/^daypass_store_revision NaN$/im)
    expect(metrics).toMatch(/^daypass_requests_in_flight \d+$/m)
    cluster.etcd.first.resume()
    await until(async () => (await fate(a, WHO)) === 'allowed')
    await node(0).saysOnStderr('This node hears from etcd again.')
  })
})
