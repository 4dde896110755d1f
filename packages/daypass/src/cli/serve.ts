import cluster from 'node:cluster'
import { fstatSync, writeSync } from 'node:fs'
import { isIP } from 'node:net'
import { isatty } from 'node:tty'
import { Command, Option } from 'commander'
import { lineAudit } from '../audit/audit.js'
import { readableLine } from '../audit/readable-line.js'
import { newUuid } from '../core/ids.js'
import { escapeLines } from '../core/text/unprintable.js'
import type { Installation } from '../installation/installation.js'
import { requireFreeAddress } from '../server/free-address.js'
import type { Listening, ListenOptions } from '../server/server.js'
import { writePrivateFile } from '../store/private-file.js'
import { banner, rootKeyPlace } from './banner.js'
import { collectValues } from './collect-values.js'
import { connectionsOf } from './connections.js'
import { dataDirOf, endpointFile, instanceFile } from './data-dir.js'
import { variable } from './environment.js'
import { etcdOf, objectsDirOf, withEtcdOptions } from './etcd-flags.js'
import { listenRefusal } from './listen-refusal.js'
import { isLoopbackHost } from './loopback-host.js'
import { processMark } from './local/process-mark.js'
import { masterKeyOf, withMasterKeyOptions } from './master-key/master-key-flags.js'
import { openMonitor } from './monitor/monitor.js'
import { withMonitorOptions } from './monitor/monitor-options.js'
import { monitorWorkers } from './monitor/monitor-workers.js'
import { ratesOf } from './monitor/rate-limit-flags.js'
import { oidcOf, withOidcOptions } from './oidc-flags.js'
import { commandName } from './output/command-name.js'
import { tell, tellAsIs, tellDefect, tellFailure, tellIn, tellWarning } from './output/tell.js'
import { samlOf, withSamlOptions } from './saml-flags.js'
import {
  explainErrorsOf,
  isReachedByOthers,
  portOf,
  proxiesOf,
  quotasOf,
  rootOf,
  type ServeFlags,
  s3DomainsOf,
  sigV2PresignOf,
  storeOf,
  tlsOf,
} from './serve-flags.js'
import { openTraces } from './tracing/open-traces.js'
import { otelVariable } from './tracing/otel-variables.js'
import { tracesOf, withTraceOptions } from './tracing/trace-flags.js'
import { UsageError } from './usage-error.js'
import type { Serving } from './workers/serving.js'
import { shareOf, workersOf } from './workers/workers-of.js'

/** `daypass serve`: opens the installation and listens until it is stopped. */
export const serveCommand = (): Command =>
  withTraceOptions(withMonitorOptions(withEtcdOptions(withSamlOptions(withOidcOptions(withMasterKeyOptions(ownCommand()))))))

const ownCommand = (): Command =>
  new Command('serve')
    .description('serve STS, IAM, Organizations and S3')
    .option('--port <port>', 'port to listen on (DAYPASS_PORT; 4566)')
    .option('--host <address>', 'address to listen on; an address other than loopback needs TLS', '127.0.0.1')
    .option('--data-dir <folder>', 'data directory (DAYPASS_DATA_DIR; .daypass)')
    .option(
      '--store <engine>',
      'lmdb keeps all data; memory forgets it at the end; etcd://host:port,host:port/prefix (etcds:// with TLS) is shared by several nodes',
      'lmdb',
    )
    .option('--workers <number>', 'how many processes answer requests, for as many processors (DAYPASS_WORKERS; 1)')
    .option('--dev', 'for tests: a clock that can be moved, a reset, snapshots and faults; loopback only')
    .option('--tls-cert <file>', 'certificate chain, PEM')
    .option('--tls-key <file>', 'private key, PEM')
    .option(
      '--issuer-base <url>',
      'what the URLs of issuers of web identity tokens begin with (DAYPASS_ISSUER_BASE; the address it listens on)',
    )
    .option('--insecure-http', 'plain HTTP on an address that is not loopback: signatures stay safe, contents and tokens do not')
    .option(
      '--trusted-proxy <address>',
      'address or range whose X-Forwarded-For and X-Forwarded-Proto are trusted; can be repeated',
      collectValues,
    )
    .option(
      '--explain-errors',
      'say more than AWS in error messages, and send sealed details with every denial by policy; loopback only (DAYPASS_EXPLAIN_ERRORS=1)',
    )
    .addOption(
      new Option(
        '--log <form>',
        'how to show requests: json is the audit, pretty is a readable line each, the default on a terminal',
      ).choices(['json', 'pretty']),
    )
    .option(
      '--quota <name=number>',
      'how many an account may have: RolesPerAccount=5000, the same for Users, Groups, Policies and InstanceProfiles; AccountsPerOrganization; can be repeated',
      collectValues,
    )
    .option(
      '--s3-domain <name>',
      'domain below which names are buckets: bucket.s3.example.com for s3.example.com; can be repeated',
      collectValues,
    )
    .option(
      '--s3-sigv2-presign',
      'accept S3 URLs and forms signed with version 2, as boto3 makes them by default; always on where only this machine reaches the server',
    )
    .addOption(
      new Option('--organizations <who>', 'which accounts may create an organization')
        .choices(['installation', 'any'])
        .default('installation'),
    )
    .option('--max-connections <number>', 'maximum number of open connections (4096, or what the limit of open files allows)')
    .option('--max-connections-per-address <number>', 'maximum number from one address, except trusted proxies (a quarter of all)')
    .allowExcessArguments(false)
    .action(serve)

async function serve(flags: ServeFlags): Promise<void> {
  if (cluster.isWorker) {
    const { runWorker } = await import('./workers/run-worker.js')
    return runWorker(() => servingOf(flags).serving)
  }
  // Registered first: whoever has seen the banner may stop the server.
  const stopped = stopSignal()
  const { serving, listenOptions, workers } = servingOf(flags)
  const port = await requireFreeAddress(listenOptions).catch((error: unknown) => {
    throw listenRefusal(error, listenOptions)
  })
  if (workers === 1) return serveAlone(serving, { port: listenOptions.port, stopped })
  const { supervise } = await import('./workers/supervise.js')
  await supervise({ serving, workers, port, stopped })
}

/** Checks the flags, and says what each process of the server does with them. */
function servingOf(flags: ServeFlags): { serving: Serving; listenOptions: ListenOptions; workers: number } {
  tellIn(flags.logMessages ?? 'text')
  const dataDir = dataDirOf(flags.dataDir)
  const dev = flags.dev === true
  if (flags.host === '') throw new UsageError('--host must be an address. It is empty.')
  const isLoopback = isLoopbackHost(flags.host)
  const explainErrors = explainErrorsOf(flags, isLoopback)
  const quotas = quotasOf(flags)
  const oidc = oidcOf(flags)
  const saml = samlOf(flags)
  const workers = workersOf(flags)
  const rateLimits = ratesOf(flags, isReachedByOthers(flags, isLoopback))
  const store = storeOf(flags.store)
  const etcd = etcdOf(flags, isLoopbackHost)
  const objectsDir = objectsDirOf(flags, store)
  const masterKey = masterKeyOf(flags)
  const traces = tracesOf(flags, {
    ...{ read: otelVariable, isLoopbackHost, isInEtcd: store === 'etcd' },
    warn: cluster.isWorker ? () => {} : tellWarning,
  })
  const listenOptions = {
    host: flags.host,
    port: portOf(flags),
    tls: tlsOf(flags, isLoopback),
    proxies: proxiesOf(flags),
    dev,
    limits: shareOf(connectionsOf(flags), workers),
  }
  const endpoint = (port: number) => endpointOf(flags.host, port, listenOptions.tls !== undefined)
  const serving: Serving = {
    dataDir,
    endpoint,
    monitor: () => openMonitor(flags),
    tracer: () => openTraces(traces),
    monitorWorkers: (watched) => monitorWorkers(flags, watched),
    audit: (write) => (isPretty(flags) ? lineAudit(write, tellDefect, readableLine) : lineAudit(write, tellDefect)),
    async open(opening) {
      // Loaded here and not for every command: loading the server takes longer than most of them.
      const { openInstallation } = await import('../installation/installation.js')
      return openInstallation({
        dataDir,
        store,
        etcd,
        objectsDir,
        masterKey: {
          ...masterKey,
          besideData: `${dataDir}.master-key`,
          mayMake: isLoopback,
          isShared: etcd !== undefined,
          warn: tellWarning,
        },
        account: variable('DAYPASS_ACCOUNT_ID'),
        root: rootOf(),
        issuerBase: flags.issuerBase ?? variable('DAYPASS_ISSUER_BASE'),
        explainErrors,
        s3Domains: s3DomainsOf(flags),
        s3SigV2Presign: sigV2PresignOf(flags, isLoopback),
        quotas,
        organizations: flags.organizations,
        oidc,
        saml,
        rateLimits,
        dev,
        ...opening,
      })
    },
    startListening: (installation, at) => listenOn(installation, { ...listenOptions, ...at }),
    keepAddress: (at) => keepAddress(dataDir, at),
    banner(installation) {
      const rootKey = rootKeyPlace(installation, dataDir)
      return (at) => banner({ endpoint: at, installation, rootKey, dataDir, dev, explainErrors })
    },
  }
  return { serving, listenOptions, workers }
}

/** One process for all of it. */
async function serveAlone(serving: Serving, { port, stopped }: { readonly port: number; readonly stopped: Promise<void> }): Promise<void> {
  const write = writerTo(1)
  const audit = serving.audit(write)
  const monitor = await serving.monitor()
  const installation = await serving.open({ audit, observe: monitor.observe })
  let listening: Listening | undefined
  let endMonitoring = async () => {}
  const tracer = await serving.tracer()
  try {
    // Read before it listens: see `rootKeyPlace`.
    const bannerAt = serving.banner(installation)
    const instance = newUuid(installation.ids)
    listening = await serving.startListening(installation, { instance, port, tracer })
    const endpoint = serving.endpoint(listening.port)
    installation.announce(endpoint)
    endMonitoring = await monitor.begin({ installation, listening, audit, tracer })
    serving.keepAddress({ endpoint, instance })
    tellAsIs(escapeLines(bannerAt(endpoint)), write)
  } catch (error) {
    // A start that fails does not keep listening.
    await listening?.drain()
    await endMonitoring()
    await installation.close()
    await tracer?.close()
    throw error
  }
  await stopped
  const drained = listening.drain()
  tell('draining')
  await drained
  await installation.close()
  await tracer?.close()
  await endMonitoring()
  tell('stopped')
}

/** JSON if the output is a file or a pipe; lines for people if it is a terminal. */
const isPretty = ({ log }: ServeFlags): boolean => (log === undefined ? isatty(1) : log === 'pretty')

/**
 * Writes to standard output, and returns how many bytes it wrote. Files and devices are written synchronously, without a stream: what cannot be
 * written now may be written later. A broken pipe stays broken, and with it the audit, so the server ends.
 */
function writerTo(descriptor: 1): (bytes: Uint8Array) => number {
  const kind = fstatSync(descriptor)
  if (kind.isFile() || (kind.isCharacterDevice() && !isatty(descriptor))) return (bytes) => writeSync(descriptor, bytes)
  process.stdout.prependListener('error', ({ code }: NodeJS.ErrnoException) => {
    tellFailure(`Standard output cannot be written (${code}). The audit goes there, and the server does not run without it.`)
    process.exit(1)
  })
  return (bytes) => {
    process.stdout.write(bytes)
    return bytes.length
  }
}

/** Where clients on this machine reach the server; an address that means all addresses cannot be connected to. */
function endpointOf(host: string, port: number, secure: boolean): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `${secure ? 'https' : 'http'}://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`
}

async function listenOn(installation: Installation, options: ListenOptions): Promise<Listening> {
  try {
    const { listen } = await import('../server/server.js')
    return await listen(installation, options)
  } catch (error) {
    throw listenRefusal(error, options)
  }
}

/** For the commands that look for this server. If the file cannot be written, the server runs anyway; an older address would not help. */
function keepAddress(dataDir: string, { endpoint, instance }: { endpoint: string; instance: string }): void {
  const file = endpointFile(dataDir)
  try {
    writePrivateFile(file, `${endpoint}\n`)
    writePrivateFile(instanceFile(dataDir), `${JSON.stringify({ process: process.pid, instance, mark: processMark(process.pid) })}\n`)
  } catch (cause) {
    tellWarning(
      `${file} cannot be written: ${(cause as Error).message}. ${commandName()} env does not know this server: set AWS_ENDPOINT_URL=${endpoint} yourself.`,
    )
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process immediately. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
