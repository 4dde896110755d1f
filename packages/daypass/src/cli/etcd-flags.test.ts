import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { TLS_CHAIN } from '../testing/key-material/tls-chain.js'
import { type EtcdFlags, etcdOf, objectsDirOf } from './etcd-flags.js'
import { isLoopbackHost } from './loopback-host.js'
import { storeOf } from './serve-flags.js'

const folder = mkdtempSync(join(tmpdir(), 'daypass-etcd-flags-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())
function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const etcd = (store: string, over: Partial<EtcdFlags> = {}) => etcdOf({ store, objectsDir: '/o', ...over }, isLoopbackHost)

describe('the flags about etcd', () => {
  it('are a kind of store', () => {
    expect([storeOf('etcd://h'), storeOf('etcds://h'), storeOf('lmdb')]).toEqual(['etcd', 'etcd', 'lmdb'])
    expect(() => storeOf('etcd')).toThrow('Unknown --store etcd')
    expect(etcd('lmdb')).toBeUndefined()
  })

  it.each<[string, string[], string]>([
    ['etcd://127.0.0.1', ['http://127.0.0.1:2379'], '/daypass'],
    ['etcd://localhost:1,[::1]:2,127.0.0.2:3/', ['http://localhost:1', 'http://[::1]:2', 'http://127.0.0.2:3'], '/daypass'],
    ['etcds://a.example,b.example:2379/teams/one_2.x', ['https://a.example:2379', 'https://b.example:2379'], '/teams/one_2.x'],
  ])('name servers and a prefix: %s', (store, endpoints, prefix) => {
    expect(etcd(store)).toMatchObject({ endpoints, prefix, stalenessBound: 5_000, serveStale: false, login: undefined })
  })

  it('give a bound, a login and certificates', () => {
    vi.stubEnv('DAYPASS_ETCD_PASSWORD_FILE', file('password', 'secret\n'))
    const files = { etcdCa: file('ca', TLS_CHAIN.root), etcdCert: file('cert', TLS_CHAIN.leaf), etcdKey: file('key', TLS_CHAIN.leafKey) }
    expect(etcd('etcds://node-1@etcd.example', { ...files, stalenessBound: '30', serveStale: true })).toEqual({
      endpoints: ['https://etcd.example:2379'],
      prefix: '/daypass',
      tls: { ca: TLS_CHAIN.root, cert: TLS_CHAIN.leaf, key: TLS_CHAIN.leafKey },
      login: { user: 'node-1', password: 'secret' },
      stalenessBound: 30_000,
      serveStale: true,
    })
  })

  it.each<[string, string, Partial<EtcdFlags>, string]>([
    ['no host', 'etcd://', {}, 'must be etcd://HOST:PORT'],
    ['no slashes', 'etcd:127.0.0.1', {}, 'must be etcd://HOST:PORT'],
    ['a scheme in capitals', 'ETCD://127.0.0.1', {}, 'must be etcd://HOST:PORT'],
    ['an empty host', 'etcd://127.0.0.1,,127.0.0.2', {}, 'must be a host and a port'],
    ['an invalid port', 'etcd://127.0.0.1:99999', {}, 'must be a host and a port'],
    ['an invalid address', 'etcd://[127.0.0.1]', {}, 'must be a host and a port'],
    ['a query', 'etcd://127.0.0.1/a?timeout=1', {}, 'Nothing may follow it'],
    ['a query without a path', 'etcd://127.0.0.1?timeout=1', {}, 'must be etcd://HOST:PORT'],
    ['a fragment', 'etcd://127.0.0.1/a#b', {}, 'Nothing may follow it'],
    ['a slash at the end', 'etcd://127.0.0.1/a/', {}, 'Nothing may follow it'],
    ['a password', 'etcd://me:hidden@127.0.0.1', {}, 'must not contain a password'],
    ['a user without a password', 'etcd://me@127.0.0.1', {}, 'set DAYPASS_ETCD_PASSWORD'],
    ['an empty user', 'etcd://@127.0.0.1', {}, 'The user in the address of etcd'],
    ['plain HTTP elsewhere', 'etcd://127.0.0.1,10.0.0.1', {}, '10.0.0.1 is not loopback: use etcds://'],
    ['certificates without TLS', 'etcd://127.0.0.1', { etcdCa: 'x' }, 'are for TLS'],
    ['a certificate without its key', 'etcds://h', { etcdCert: 'x' }, 'Give both --etcd-cert and --etcd-key'],
    ['an invalid authority', 'etcds://h', { etcdCa: file('none', 'none') }, 'must be a file with certificates in PEM'],
    ['a bound of 0', 'etcd://127.0.0.1', { stalenessBound: '0' }, 'from 1 to 3600'],
    ['--dev', 'etcd://127.0.0.1', { dev: true }, '--dev cannot be used'],
    ['no folder of objects', 'etcd://127.0.0.1', { objectsDir: undefined }, 'needs --objects-dir'],
    ['a bound for another store', 'lmdb', { stalenessBound: '5' }, '--staleness-bound is for a store in etcd'],
    ['a certificate for another store', 'memory', { etcdCert: 'x' }, '--etcd-cert is for a store in etcd'],
  ])('refuse %s', (_what, store, over, message) => {
    let said = ''
    try {
      etcd(store, over as Partial<EtcdFlags>)
    } catch (error) {
      said = (error as Error).message
    }
    expect(said).toContain(message)
    expect(said).not.toContain('hidden')
  })

  it('refuse a password that nobody uses', () => {
    vi.stubEnv('DAYPASS_ETCD_PASSWORD', 'secret')
    expect(() => etcd('etcd://127.0.0.1')).toThrow('does not name a user')
  })

  it('allow plain HTTP elsewhere where that is asked for', () => {
    expect(etcd('etcd://10.0.0.1', { etcdInsecureHttp: true })?.endpoints).toEqual(['http://10.0.0.1:2379'])
  })
})

describe('--objects-dir', () => {
  it('is an absolute path, and not for a store in memory', () => {
    expect(objectsDirOf({}, 'lmdb')).toBeUndefined()
    expect(objectsDirOf({ objectsDir: '/a/../b' }, 'lmdb')).toBe('/b')
    expect(() => objectsDirOf({ objectsDir: '' }, 'lmdb')).toThrow('must name a folder')
    expect(() => objectsDirOf({ objectsDir: '/a' }, 'memory')).toThrow('cannot be used with --store memory')
  })
})
