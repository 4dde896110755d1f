import { readWholeNumber } from '../core/text/whole-number.js'
import { ACCOUNT_QUOTAS, type AccountQuota } from '../directory/account/quotas.js'
import type { StoreKind } from '../installation/open-store.js'
import { trustProxies } from '../server/proxies.js'
import { type S3Domains, s3Domains } from '../services/s3/host-bucket.js'
import { nearestVariable, variable, variableOrFile } from './environment.js'
import { type EtcdFlags, isEtcd } from './etcd-flags.js'
import type { MasterKeyFlags } from './master-key/master-key-flags.js'
import type { MonitorFlags } from './monitor/monitor-flags.js'
import type { RateLimitFlags } from './monitor/rate-limit-flags.js'
import type { OidcFlags } from './oidc-flags.js'
import type { SamlFlags } from './saml-flags.js'
import { readTls } from './tls-files.js'
import type { TraceFlags } from './tracing/trace-flags.js'
import { UsageError } from './usage-error.js'

/** The flags of `daypass serve`, as given. */
export interface ServeFlags extends OidcFlags, SamlFlags, MonitorFlags, TraceFlags, RateLimitFlags, EtcdFlags, MasterKeyFlags {
  readonly port?: string
  readonly host: string
  readonly dataDir?: string
  readonly dev?: boolean
  readonly workers?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly issuerBase?: string
  readonly insecureHttp?: boolean
  readonly trustedProxy?: string[]
  readonly explainErrors?: boolean
  readonly log?: 'json' | 'pretty'
  readonly quota?: string[]
  readonly s3Sigv2Presign?: boolean
  readonly s3Domain?: string[]
  readonly organizations?: 'installation' | 'any'
  readonly maxConnections?: string
  readonly maxConnectionsPerAddress?: string
}

/** The port: from the flag, otherwise DAYPASS_PORT, otherwise 4566. */
export function portOf(flags: Pick<ServeFlags, 'port'>): number {
  const text = flags.port ?? variable('DAYPASS_PORT') ?? '4566'
  const port = readWholeNumber(text, { least: 0, most: 65_535 })
  if (port === undefined) throw new UsageError(`The port must be a number from 0 to 65535, not ${text}.`)
  return port
}

export function storeOf(name: string): StoreKind {
  if (isEtcd(name)) return 'etcd'
  if (name !== 'lmdb' && name !== 'memory') throw new UsageError(`Unknown --store ${name}. Use lmdb, memory or etcd://...`)
  return name
}

/** TLS, if given; required off loopback unless `--insecure-http` is given. */
export function tlsOf(flags: ServeFlags, isLoopback: boolean): { cert: string; key: string } | undefined {
  const { tlsCert, tlsKey } = flags
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new UsageError('Give both --tls-cert and --tls-key, or neither.')
  if (!isLoopback && flags.dev === true)
    throw new UsageError(
      `--dev is for loopback only, not for ${flags.host}: it lets anyone who reaches it move the clock and erase the data.`,
    )
  if (!isLoopback && tlsCert === undefined && flags.insecureHttp !== true) {
    throw new UsageError(`${flags.host} is not loopback: give --tls-cert and --tls-key, or set --insecure-http to serve plain HTTP there.`)
  }
  return tlsCert === undefined || tlsKey === undefined ? undefined : readTls(tlsCert, tlsKey)
}

/** Whether errors contain details: by the flag or DAYPASS_EXPLAIN_ERRORS, on loopback only. */
export function explainErrorsOf(flags: ServeFlags, isLoopback: boolean): boolean {
  const wanted = flags.explainErrors === true || isSwitchedOn('DAYPASS_EXPLAIN_ERRORS')
  if (wanted && !isLoopback)
    throw new UsageError(
      `--explain-errors (DAYPASS_EXPLAIN_ERRORS) is for loopback only, not for ${flags.host}: it sends details of policies with every denial.`,
    )
  // A proxy on this machine passes the answers on to others.
  if (wanted && (flags.trustedProxy ?? []).length > 0)
    throw new UsageError(
      '--explain-errors (DAYPASS_EXPLAIN_ERRORS) cannot be used with --trusted-proxy: clients elsewhere would read details of policies.',
    )
  return wanted
}

function isSwitchedOn(name: 'DAYPASS_EXPLAIN_ERRORS'): boolean {
  const value = variable(name)
  if (value === undefined || value === '0') return false
  if (value === '1') return true
  throw new UsageError(`${name} must be 1 (on) or 0 (off).`)
}

/**
 * Whether signatures of version 2 are accepted in S3 URLs and forms: where only this machine reaches the server, else only by the flag. A proxy on this
 * machine passes on what comes from others.
 */
export const sigV2PresignOf = (flags: ServeFlags, isLoopback: boolean): boolean =>
  flags.s3Sigv2Presign === true || !isReachedByOthers(flags, isLoopback)

/** Whether others than this machine reach the server, be it through a proxy on it. */
export const isReachedByOthers = ({ trustedProxy = [] }: Pick<ServeFlags, 'trustedProxy'>, isLoopback: boolean): boolean =>
  !isLoopback || trustedProxy.length > 0

/** The domains below which names are buckets. */
export function s3DomainsOf({ s3Domain = [] }: Pick<ServeFlags, 's3Domain'>): S3Domains {
  const domains = s3Domains(s3Domain)
  if ('unfit' in domains)
    throw new UsageError(
      `--s3-domain ${domains.unfit} must be a domain name of your own, such as s3.example.com: no IP address, no port, not localhost, not below amazonaws.com, and given once.`,
    )
  return domains
}

export function proxiesOf(flags: ServeFlags): ReturnType<typeof trustProxies> {
  try {
    return trustProxies(flags.trustedProxy ?? [])
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--trusted-proxy: ${error.message}.`)
    throw error
  }
}

const MOST_OF_A_KIND = 1_000_000

/** The quotas that the flags change: `RolesPerAccount=5000`. */
export function quotasOf({ quota = [] }: Pick<ServeFlags, 'quota'>): Partial<Record<AccountQuota, number>> {
  const changed: Partial<Record<AccountQuota, number>> = {}
  for (const text of quota) {
    const [name = '', number = ''] = text.split('=', 2)
    if (!isAccountQuota(name)) {
      const nearest = nearestVariable(name, Object.keys(ACCOUNT_QUOTAS))
      throw new UsageError(`--quota: there is no quota ${name}. Did you mean ${nearest}?`)
    }
    const most = readWholeNumber(number, { least: 1, most: MOST_OF_A_KIND })
    if (most === undefined) throw new UsageError(`--quota ${name} must be a whole number from 1 to ${MOST_OF_A_KIND}, as in ${name}=5000.`)
    if (changed[name] !== undefined) throw new UsageError(`--quota ${name} is given twice. Give it once.`)
    changed[name] = most
  }
  return changed
}

const isAccountQuota = (name: string): name is AccountQuota => Object.hasOwn(ACCOUNT_QUOTAS, name)

/** The root key that the environment supplies: both parts or none. */
export function rootOf(): { accessKeyId: string; secretAccessKey: string } | undefined {
  const accessKeyId = variableOrFile('DAYPASS_ROOT_ACCESS_KEY_ID')
  const secretAccessKey = variableOrFile('DAYPASS_ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError('Set both DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY, or neither.')
  }
  return { accessKeyId, secretAccessKey }
}
