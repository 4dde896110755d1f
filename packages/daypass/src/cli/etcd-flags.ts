import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readWholeNumber } from '../core/text/whole-number.js'
import type { EtcdPlace, EtcdSetting } from '../installation/nodes/open-node.js'
import { readSmallFile } from '../store/small-file.js'
import { variableOrFile } from './environment.js'
import { readTls } from './tls-files.js'
import { UsageError } from './usage-error.js'

/** The flags about a connection to etcd, as given. */
export interface EtcdConnectionFlags {
  readonly etcdCa?: string
  readonly etcdCert?: string
  readonly etcdKey?: string
  readonly etcdInsecureHttp?: boolean
}

/** The flags of `daypass serve` about a store in etcd, as given. */
export interface EtcdFlags extends EtcdConnectionFlags {
  readonly store: string
  readonly dev?: boolean
  readonly objectsDir?: string | undefined
  readonly stalenessBound?: string
  readonly serveStale?: boolean
}

/** Adds those about the connection to a command. */
export const withEtcdConnection = (command: Command): Command =>
  command
    .option('--etcd-ca <file>', 'certificates of authorities, PEM, that vouch for etcd in place of the usual ones')
    .option('--etcd-cert <file>', 'certificate that etcd knows this node by, PEM')
    .option('--etcd-key <file>', 'its private key, PEM')
    .option(
      '--etcd-insecure-http',
      'etcd without TLS on addresses that are not loopback: whoever reads or changes that traffic has all data',
    )

/** Adds all of them. */
export const withEtcdOptions = (command: Command): Command =>
  withEtcdConnection(
    command.option(
      '--objects-dir <folder>',
      'folder of object files, in place of the one in the data directory; nodes of a cluster share it',
    ),
  )
    .option('--staleness-bound <seconds>', 'how long a node that does not hear from etcd answers requests (5)')
    .option('--serve-stale', 'answer them beyond that too: what was revoked meanwhile still works')

const SHAPE = 'etcd://HOST:PORT,HOST:PORT/PREFIX, or etcds:// for TLS'
const DEFAULT_PORT = 2379
const DEFAULT_PREFIX = '/daypass'
/** Seconds. */
const BOUND = { least: 1, most: 3_600, usual: 5 }

/** Whether `--store` names etcd. */
export const isEtcd = (store: string): boolean => /^etcds?:/i.test(store)

/** Where etcd is; undefined for another store, with which flags about etcd are errors. */
export function etcdOf(flags: EtcdFlags, isLoopbackHost: (host: string) => boolean): EtcdSetting | undefined {
  if (!isEtcd(flags.store)) {
    refuseStrayEtcdFlags(flags)
    return undefined
  }
  if (flags.dev === true)
    throw new UsageError('--dev cannot be used with a store in etcd: a reset would be one of all nodes. Use --store lmdb or memory.')
  if (flags.objectsDir === undefined)
    throw new UsageError(
      'A store in etcd needs --objects-dir: a folder for the files of S3 objects that all nodes share, on a network file system. For one node alone any folder will do.',
    )
  const place = etcdPlaceOf(flags.store, flags, isLoopbackHost)
  return { ...place, stalenessBound: 1_000 * boundOf(flags.stalenessBound), serveStale: flags.serveStale === true }
}

/** Where etcd is, by its address and the flags about the connection. */
export function etcdPlaceOf(address: string, flags: EtcdConnectionFlags, isLoopbackHost: (host: string) => boolean): EtcdPlace {
  const { isSecure, user, hosts, prefix } = partsOf(address)
  const open = hosts.filter(({ host }) => !isLoopbackHost(host))
  if (!isSecure && open.length > 0 && flags.etcdInsecureHttp !== true)
    throw new UsageError(
      `etcd:// is not encrypted, and ${open[0]?.host} is not loopback: use etcds://. Whoever reads or changes this traffic has all data. On a network that you trust that far, add --etcd-insecure-http.`,
    )
  return {
    endpoints: hosts.map(({ host, port }) => `${isSecure ? 'https' : 'http'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`),
    prefix,
    tls: tlsOf(flags, isSecure),
    login: loginOf(user, address),
  }
}

/** Refuses the flags about etcd where no store is in it. */
export function refuseStrayEtcdFlags(flags: EtcdConnectionFlags & Pick<EtcdFlags, 'stalenessBound' | 'serveStale'>): void {
  const given = [
    ['--etcd-ca', flags.etcdCa],
    ['--etcd-cert', flags.etcdCert],
    ['--etcd-key', flags.etcdKey],
    ['--etcd-insecure-http', flags.etcdInsecureHttp],
    ['--staleness-bound', flags.stalenessBound],
    ['--serve-stale', flags.serveStale],
  ].find(([, value]) => value !== undefined)
  if (given !== undefined) throw new UsageError(`${given[0]} is for a store in etcd: ${SHAPE}. Name one, or leave it out.`)
}

interface Parts {
  readonly isSecure: boolean
  readonly user: string | undefined
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly prefix: string
}

function partsOf(store: string): Parts {
  const [, scheme, login, hosts, path] = /^(etcds?):\/\/(?:([^@/]*)@)?([^/?#@]*)(\/.*)?$/.exec(store) ?? []
  if (scheme === undefined || hosts === undefined || hosts === '') throw new UsageError(`${withoutPassword(store)} must be ${SHAPE}.`)
  if (login?.includes(':') === true)
    throw new UsageError(
      'The address of etcd must not contain a password: others on this machine can read it. Set DAYPASS_ETCD_PASSWORD or DAYPASS_ETCD_PASSWORD_FILE.',
    )
  if (login === '' || (login !== undefined && !/^[\w.-]+$/.test(login)))
    throw new UsageError('The user in the address of etcd must be letters, digits, and . _ -')
  return { isSecure: scheme === 'etcds', user: login, hosts: hosts.split(',').map(hostOf), prefix: prefixOf(path) }
}

const withoutPassword = (store: string): string => store.replace(/:[^:@/]*@/, ':...@')

function hostOf(text: string): { host: string; port: number } {
  const [, six, name, digits] = /^(?:\[([0-9a-fA-F:]+)\]|([\w.-]+))(?::(\d+))?$/.exec(text) ?? []
  const host = six ?? name
  const port = digits === undefined ? DEFAULT_PORT : readWholeNumber(digits, { least: 1, most: 65_535 })
  if (host === undefined || (six !== undefined && isIP(six) !== 6) || port === undefined)
    throw new UsageError(`${JSON.stringify(text)} must be a host and a port, as in 10.0.0.1:2379. Separate them with commas.`)
  return { host, port }
}

function prefixOf(path: string | undefined): string {
  if (path === undefined || path === '/') return DEFAULT_PREFIX
  if (/^(?:\/[\w.-]+)+$/.test(path)) return path
  throw new UsageError(
    `The prefix ${path} must be names of letters, digits, and . _ - with slashes between them, as in /daypass. Nothing may follow it.`,
  )
}

function tlsOf({ etcdCa, etcdCert, etcdKey }: EtcdConnectionFlags, isSecure: boolean): EtcdSetting['tls'] {
  if (!isSecure) {
    if (etcdCa === undefined && etcdCert === undefined && etcdKey === undefined) return undefined
    throw new UsageError('--etcd-ca, --etcd-cert and --etcd-key are for TLS. Give etcds://, or leave them out.')
  }
  if ((etcdCert === undefined) !== (etcdKey === undefined)) throw new UsageError('Give both --etcd-cert and --etcd-key, or neither.')
  const own = etcdCert === undefined || etcdKey === undefined ? {} : readTls(etcdCert, etcdKey, { cert: '--etcd-cert', key: '--etcd-key' })
  return { ...own, ...(etcdCa === undefined ? {} : { ca: authority(etcdCa) }) }
}

function authority(file: string): string {
  try {
    const text = readSmallFile(file)
    new X509Certificate(text)
    return text
  } catch (cause) {
    throw new UsageError(`--etcd-ca ${file} must be a file with certificates in PEM (${(cause as Error).message}).`)
  }
}

function loginOf(user: string | undefined, address: string): EtcdSetting['login'] {
  const password = variableOrFile('DAYPASS_ETCD_PASSWORD')
  if (user === undefined && password === undefined) return undefined
  if (user === undefined)
    throw new UsageError(`DAYPASS_ETCD_PASSWORD is set, but ${address} does not name a user, as in etcd://daypass@10.0.0.1:2379.`)
  if (password === undefined)
    throw new UsageError(`${address} names a user: set DAYPASS_ETCD_PASSWORD or DAYPASS_ETCD_PASSWORD_FILE to the password.`)
  return { user, password }
}

function boundOf(text: string | undefined): number {
  const seconds = text === undefined ? BOUND.usual : readWholeNumber(text, BOUND)
  if (seconds === undefined)
    throw new UsageError(`--staleness-bound must be a whole number of seconds from ${BOUND.least} to ${BOUND.most}.`)
  return seconds
}

/** The folder of object files, if it is not in the data directory. */
export function objectsDirOf({ objectsDir }: Pick<EtcdFlags, 'objectsDir'>, store: string): string | undefined {
  if (objectsDir === undefined) return undefined
  if (objectsDir === '') throw new UsageError('--objects-dir must name a folder. It is empty.')
  if (store === 'memory') throw new UsageError('--objects-dir cannot be used with --store memory, which forgets its objects at the end.')
  return resolve(objectsDir)
}
