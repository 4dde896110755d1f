// Stores that are copied to etcd and back. Every copy has a server of its own, which must know the sessions of those before it.
import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Entry } from '../../packages/daypass/src/store/store.js'
import { scratchFolder, without } from '../clean-environment.js'
import { call } from '../query-form.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import type { Signer, Unsigned } from '../signed-request.js'
import { allow, assumed, daypassAs, fate, makeRole, makeUser, policy, trust } from '../sts/principals.js'
import { EtcdCluster } from './etcd-process.js'
import { keysOf, newPrefix, openNode, openToLoad, put } from './open-store.js'

const WHO = call('sts', 'GetCallerIdentity')
const HOME = '000000000000'
const record = (key: string): Entry => ({ key, value: Buffer.from(key), modRevision: 5 })

async function* inBatches(...batches: readonly (readonly string[])[]): AsyncGenerator<Entry[]> {
  for (const keys of batches) yield keys.map(record)
}

/** One record, and then what happens instead of more. */
async function* cutOff(happens: () => Promise<unknown>): AsyncGenerator<Entry[]> {
  yield [record('a')]
  await happens()
  yield [record('b')]
}

const fails = () => Promise.reject(new Error('cut off'))

describe.skipIf(without('etcd'))('a store that is copied', () => {
  let etcd: EtcdCluster
  const folder = scratchFolder()
  const at = (name: string): string => join(folder.path, name)
  const masterKey = ['--master-key-file', at('master-key')]
  const address = (prefix: string): string => `etcd://${etcd.hosts}${prefix}`
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
    writeFileSync(at('master-key'), `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  })
  afterAll(async () => {
    await etcd?.close()
    folder.remove()
  })

  /** Copies, and verifies the copy with the other command. */
  async function copied(from: string, to: string): Promise<string> {
    const made = await runDaypass(['store', 'copy', from, to])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const verified = await runDaypass(['store', 'verify', from, to])
    expect(verified).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`${to} is a copy of ${from}`) })
    return made.stdout
  }

  it('to etcd, from there to another prefix, and back keeps what was revoked revoked, and what is live live', async () => {
    const first = await ServerProcess.start({ dataDir: at('first'), flags: masterKey })
    const key = first.rootKey()
    const home = { id: HOME, root: signerOf(first, key) }
    const user = await makeUser(home, 'owner', policy(allow('*')))
    const roleOf = (name: string) => makeRole(home, name, { trust: policy(trust(HOME)), policy: policy(allow('*')) })
    const roles = [await roleOf('role-0'), await roleOf('role-1'), await roleOf('role-2'), await roleOf('role-3')]
    const sessions: Signer[] = []
    for (const role of roles) sessions.push(await assumed(user, role))
    const file: Unsigned = { service: 's3', method: 'GET', path: '/copied-bucket/file' }
    await ask(home.root, { service: 's3', method: 'PUT', path: '/copied-bucket' })
    await ask(home.root, { ...file, method: 'PUT', body: Buffer.alloc(100_000, 'x') })

    /** Which of the sessions work at this server, after that of one more role was revoked there; and the file. */
    const seenAt = async (server: ServerProcess, revoked: number) => {
      const root = signerOf(server, key)
      expect(await daypassAs(root, 'sessions', 'revoke', '--role', `role-${revoked}`)).toMatchObject({ code: 0 })
      const fates = []
      for (const session of sessions) fates.push((await fate(signerOf(server, session.key), WHO)) === 'allowed')
      expect((await ask(root, file)).body.byteLength).toBe(100_000)
      return fates
    }
    expect(await seenAt(first, 0)).toEqual([false, true, true, true])
    await first.stop()

    const node = (prefix: string) => ['--store', address(prefix), '--objects-dir', at('shared'), ...masterKey]
    expect(await copied(`lmdb:${at('first')}`, address('/copy/one'))).toContain('start them with --objects-dir')
    renameSync(join(at('first'), 'objects'), at('shared'))
    const second = await ServerProcess.start({ dataDir: at('second'), flags: node('/copy/one') })
    // The node lists all records before, so it knows the sessions' revisions by the start in its claim alone.
    expect(await seenAt(second, 1)).toEqual([false, false, true, true])
    const ownOfSecond = await assumed(signerOf(second, user.key), roles[3]!)
    sessions.push(ownOfSecond)
    await second.kill()
    await second.restart()
    expect(await fate(signerOf(second, ownOfSecond.key), WHO)).toBe('allowed')
    await second.stop()

    expect(await copied(address('/copy/one'), address('/copy/two'))).toContain('stop all nodes and copy again')
    const third = await ServerProcess.start({ dataDir: at('third'), flags: node('/copy/two') })
    expect(await seenAt(third, 2)).toEqual([false, false, false, true, true])
    await third.stop()

    expect(await copied(address('/copy/two'), `lmdb:${at('fourth')}`)).toContain('objects in the data directory')
    renameSync(at('shared'), join(at('fourth'), 'objects'))
    const fourth = await ServerProcess.start({ dataDir: at('fourth'), flags: masterKey })
    const ownOfFourth = await assumed(signerOf(fourth, user.key), roles[0]!)
    sessions.push(ownOfFourth)
    expect(await fate(signerOf(fourth, ownOfFourth.key), WHO)).toBe('allowed')
    expect(await seenAt(fourth, 3)).toEqual([false, false, false, false, false, true])
    await fourth.stop()
  }, 120_000)

  it('is refused where the source has no installation, and the target anything', async () => {
    const used = newPrefix()
    const node = await openNode(etcd, used)
    await node.commit(put('a'))
    await node.close()
    etcd.ctl(['put', '/strangers/x', '1'])
    const refusals: [string[], string][] = [
      [[`lmdb:${at('first')}`, address(used)], 'there is an installation below'],
      [[`lmdb:${at('first')}`, address('/strangers')], 'keys that daypass did not make'],
      [[`lmdb:${at('first')}`, address(`${used}/d`)], 'there is an installation above'],
      [[address('/nothing'), `lmdb:${at('never')}`], 'there is no installation below /nothing'],
      [[`lmdb:${at('first')}`, 'etcd://me:hidden@127.0.0.1'], 'must not contain a password'],
      [[`lmdb:${at('first')}`, `lmdb:${at('never')}`, '--etcd-ca', 'x'], '--etcd-ca is for a store in etcd'],
    ]
    for (const [args, says] of refusals) {
      const { code, stdout, stderr } = await runDaypass(['store', 'copy', ...args])
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(says)])
      expect(stderr).not.toContain('hidden')
    }
    const again = await openNode(etcd, used)
    expect(keysOf(again)).toEqual(['a'])
    await again.close()
    expect(etcd.ctl(['get', '--prefix', '--keys-only', '/nothing']).trim()).toBe('')
  })

  it('is used by no node before it is whole; and a load that was cut off can be done again', async () => {
    const prefix = newPrefix()
    const first = await openToLoad(etcd, prefix)
    await expect(first.publish()).rejects.toMatchObject({ code: 'StoreMisuse' })
    await expect(openNode(etcd, prefix)).rejects.toThrow('or that was cut off')
    await expect(first.load(cutOff(fails), 1_000)).rejects.toThrow('cut off')
    await expect(openNode(etcd, prefix)).rejects.toThrow(`etcdctl del --prefix ${prefix}/`)
    await first.close()
    const second = await openToLoad(etcd, prefix)
    await second.load(inBatches(['c'], ['d']), 1_000)
    await expect(openNode(etcd, prefix)).rejects.toMatchObject({ code: 'StoreUnavailable' })
    await second.publish()
    const node = await openNode(etcd, prefix)
    expect([keysOf(node), keysOf(second)]).toEqual([
      ['c', 'd'],
      ['c', 'd'],
    ])
    const revisions = [await node.revision(), node.view().get('c')!.modRevision]
    expect(revisions.every((revision) => revision >= 1_000)).toBe(true)
    expect(await node.commit(put('e'))).toEqual({ ok: true, revision: expect.toSatisfy((revision) => revision > revisions[0]!) })
    await expect(node.load(inBatches(), 1_000)).rejects.toMatchObject({ code: 'StoreMisuse' })
    await expect(openToLoad(etcd, prefix)).rejects.toThrow('nothing in it is overwritten')
    await Promise.all([second.close(), node.close()])
  })

  it('is not written to any more by a load that another one has taken over, or whose prefix was removed', async () => {
    const prefix = newPrefix()
    const first = await openToLoad(etcd, prefix)
    const takingOver = cutOff(async () => {
      const second = await openToLoad(etcd, prefix)
      await second.load(inBatches(['c']), 2_000)
      await second.publish()
      await second.close()
    })
    await expect(first.load(takingOver, 1_000)).rejects.toThrow('taken over')
    await expect(first.discard()).rejects.toThrow('taken over')
    const node = await openNode(etcd, prefix)
    expect(keysOf(node)).toEqual(['c'])
    await node.close()

    const other = newPrefix()
    const removed = await openToLoad(etcd, other)
    const removing = cutOff(async () => etcd.ctl(['del', '--prefix', `${other}/`]))
    await expect(removed.load(removing, 1_000)).rejects.toThrow('it was removed')
    await removed.close()
    expect(etcd.ctl(['get', '--prefix', '--keys-only', `${other}/`]).trim()).toBe('')
  })

  it('leaves nothing where it is discarded', async () => {
    const prefix = newPrefix()
    const said: string[] = []
    const store = await openToLoad(etcd, prefix, { warn: (text) => said.push(text) })
    await store.load(inBatches(['a', 'b']), 7)
    await store.discard()
    expect([etcd.ctl(['get', '--prefix', '--keys-only', `${prefix}/`]).trim(), said]).toEqual(['', []])
  })

  it('is refused where its claim is damaged, or of a later format', async () => {
    for (const [value, says] of [
      ['2 id', 'is damaged'],
      ['2 id 0', 'is damaged'],
      ['2 id 99999999999999999999', 'is damaged'],
      ['3 id', 'has format 3'],
    ] as const) {
      const prefix = newPrefix()
      etcd.ctl(['put', `${prefix}/c/base`, value])
      await expect(openNode(etcd, prefix)).rejects.toThrow(says)
      await expect(openToLoad(etcd, prefix)).rejects.toThrow(says)
    }
  })
})

describe.skipIf(without('etcd'))('an etcd that ends during a load', () => {
  it('has nothing afterwards that a node would use', async () => {
    const etcd = await EtcdCluster.start(1)
    const store = await openToLoad(etcd, '/ended')
    const ending = cutOff(() => etcd.first.kill())
    await expect(store.load(ending, 1_000)).rejects.toMatchObject({ code: 'StoreUnavailable' })
    await expect(store.discard()).rejects.toMatchObject({ code: 'StoreUnavailable' })
    etcd.first.start()
    await etcd.ready()
    await expect(openNode(etcd, '/ended')).rejects.toThrow('or that was cut off')
    const again = await openToLoad(etcd, '/ended')
    await again.load(inBatches(['c']), 1_000)
    await again.publish()
    await again.close()
    const node = await openNode(etcd, '/ended')
    expect(keysOf(node)).toEqual(['c'])
    await node.close()
    await etcd.close()
  })
})
