import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder, without } from '../clean-environment.js'
import { runDaypass } from '../server-process.js'
import { EtcdCluster } from './etcd-process.js'
import { keysOf, openNode, put, until } from './open-store.js'

/** A certificate that vouches for itself: for the server, for a client, and as the authority of both. */
function certificate(folder: string, name: string): { cert: string; key: string } {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  execFileSync('openssl', [...kind, ...subject, '-keyout', files.key, '-out', files.cert], { stdio: 'ignore' })
  return files
}

const read = ({ cert, key }: { cert: string; key: string }) => ({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') })

describe.skipIf(without('etcd'))('an etcd that asks for certificates', () => {
  it('takes the certificate that its authority signed, and no other; and the node takes only an etcd of its authority', async () => {
    const folder = scratchFolder()
    const own = certificate(folder.path, 'daypass')
    const other = certificate(folder.path, 'other')
    const flags = ['--cert-file', own.cert, '--key-file', own.key, '--client-cert-auth', '--trusted-ca-file', own.cert]
    const etcd = await EtcdCluster.start(1, flags, { folder })
    const ca = read(own).cert
    const node = await openNode(etcd, '/tls', { tls: { ca, ...read(own) } })
    expect(await node.commit(put('a'))).toMatchObject({ ok: true })
    expect(keysOf(node)).toEqual(['a'])
    await node.close()
    await expect(openNode(etcd, '/tls', { tls: { ca, ...read(other) } })).rejects.toMatchObject({ code: 'StoreUnavailable' })
    await expect(openNode(etcd, '/tls', { tls: { ca } })).rejects.toMatchObject({ code: 'StoreUnavailable' })
    const distrusting = openNode(etcd, '/tls', { tls: { ...read(own), ca: read(other).cert } })
    await expect(distrusting).rejects.toThrow(/self.signed certificate/)
    const copy = (...flags: string[]) =>
      runDaypass(['store', 'copy', `etcds://${etcd.hosts}/tls`, `lmdb:${join(folder.path, 'copy')}`, ...flags])
    const known = ['--etcd-ca', own.cert, '--etcd-cert', own.cert, '--etcd-key', own.key]
    expect(await copy(...known)).toMatchObject({ code: 1, stderr: expect.stringContaining('has no installation in it') })
    expect(await copy('--etcd-ca', own.cert)).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be opened') })
    await etcd.close()
  })
})

describe.skipIf(without('etcd'))('an etcd that asks for a password', () => {
  let etcd: EtcdCluster
  const asRoot = ['--user', 'root:all']
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
    etcd.ctl(['user', 'add', 'root:all'])
    etcd.ctl(['user', 'grant-role', 'root', 'root'])
    etcd.ctl(['role', 'add', 'nodes'])
    etcd.ctl(['role', 'grant-permission', 'nodes', '--prefix=true', 'readwrite', '/own/'])
    etcd.ctl(['user', 'add', 'daypass:secret'])
    etcd.ctl(['user', 'grant-role', 'daypass', 'nodes'])
    etcd.ctl(['auth', 'enable'])
  })
  afterAll(() => etcd?.close())
  const login = { user: 'daypass', password: 'secret' }

  it('lets the node in with the right one, to its own prefix', async () => {
    await expect(openNode(etcd, '/own')).rejects.toMatchObject({ code: 'StoreUnavailable' })
    const wrong = openNode(etcd, '/own', { login: { ...login, password: 'wrong' } })
    await expect(wrong).rejects.toMatchObject({ code: 'StoreUnavailable', message: expect.stringContaining('invalid user ID or password') })
    await expect(openNode(etcd, '/elsewhere', { login })).rejects.toThrow('permission denied')
    const node = await openNode(etcd, '/own', { login })
    expect(await node.commit(put('a'))).toMatchObject({ ok: true })
    await node.close()
    const args = ['store', 'copy', `etcd://daypass@${etcd.hosts}/own`, `lmdb:${join(etcd.folder, 'copy')}`]
    const copied = await runDaypass(args, { DAYPASS_ETCD_PASSWORD: login.password })
    expect(copied).toMatchObject({ code: 1, stderr: expect.stringContaining('has no installation in it') })
    expect(await runDaypass(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('set DAYPASS_ETCD_PASSWORD') })
  })

  it('gets a new token when the old one ended, and when etcd was started again', async () => {
    const staleness = { bound: 1_000, serveStale: false, elapsed: () => performance.now() }
    const node = await openNode(etcd, '/own', { login, staleness })
    etcd.ctl([...asRoot, 'user', 'passwd', 'daypass', '--interactive=false'], 'secret')
    expect(await node.commit(put('b'))).toMatchObject({ ok: true })
    await etcd.first.kill()
    etcd.first.start()
    await until(() =>
      node.commit(put('c')).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    await until(() => node.problem() === undefined)
    expect(keysOf(node)).toContain('c')
    await node.close()
  })
})
