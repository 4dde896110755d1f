import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { Command } from 'commander'
import { lineAudit } from '../audit/audit.js'
import { type Installation, openInstallation } from '../installation/installation.js'
import type { StoreKind } from '../installation/open-store.js'
import { writePrivateFile } from '../installation/private-file.js'
import { StartRefused } from '../installation/refusal.js'
import { keptRootCredentials, rootCredentialsFile } from '../installation/root-credentials.js'
import { trustProxies } from '../server/proxies.js'
import { type Listening, listen } from '../server/server.js'
import { dataDirOf, endpointFile } from './data-dir.js'
import { variable, variableOrFile } from './environment.js'

interface Flags {
  readonly port?: string
  readonly host: string
  readonly dataDir?: string
  readonly store: string
  readonly dev: boolean
  readonly masterKeyFile?: string
  readonly masterKeyCommand?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecureHttp: boolean
  readonly trustedProxy: string[]
}

/** `daypass serve`: opens the installation and listens until it is told to stop. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve STS, IAM and S3')
    .option('--port <port>', 'port to listen on (DAYPASS_PORT; 4566)')
    .option('--host <address>', 'address to listen on; any but loopback needs TLS', '127.0.0.1')
    .option('--data-dir <folder>', 'data directory (DAYPASS_DATA_DIR; .daypass)')
    .option('--store <engine>', 'lmdb keeps everything; memory forgets it at the end', 'lmdb')
    .option('--dev', 'a clock that can be moved and a reset, on loopback only', false)
    .option('--master-key-file <file>', 'file of the master key, 32 bytes in base64 or hexadecimal (DAYPASS_MASTER_KEY_FILE)')
    .option('--master-key-command <command>', 'shell command that prints the master key')
    .option('--tls-cert <file>', 'certificate chain, PEM')
    .option('--tls-key <file>', 'private key, PEM')
    .option('--insecure-http', 'plain HTTP on an address that is not loopback: signatures stay safe, contents and tokens do not', false)
    .option(
      '--trusted-proxy <address>',
      'address or range whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated',
      (one: string, all: string[]) => [...all, one],
      [],
    )
    .allowExcessArguments(false)
    .action(serve)

async function serve(flags: Flags): Promise<void> {
  const dataDir = dataDirOf(flags.dataDir)
  const port = portOf(flags)
  const isLoopback = loopback(flags.host)
  const tls = tlsOf(flags, isLoopback)
  const proxies = proxiesOf(flags)
  const installation = await openInstallation({
    dataDir,
    store: storeOf(flags.store),
    masterKey: { ...masterKeyOf(flags), besideData: `${dataDir}.master-key`, mayMake: isLoopback },
    account: variable('DAYPASS_ACCOUNT_ID'),
    root: rootOf(),
    audit: lineAudit(
      (line) => process.stdout.write(line),
      (text) => process.stderr.write(text),
    ),
    dev: flags.dev,
  })
  const listening = await listenOrClose(installation, { host: flags.host, port, tls, proxies, dev: flags.dev })
  const endpoint = `${tls === undefined ? 'http' : 'https'}://${isIP(flags.host) === 6 ? `[${flags.host}]` : flags.host}:${listening.port}`
  writePrivateFile(endpointFile(dataDir), `${endpoint}\n`)
  process.stdout.write(banner({ endpoint, installation, dataDir, dev: flags.dev }))
  await stopSignal()
  process.stderr.write('daypass: draining\n')
  await listening.drain()
  await installation.close()
  process.stderr.write('daypass: stopped\n')
}

async function listenOrClose(installation: Installation, options: Parameters<typeof listen>[1]): Promise<Listening> {
  try {
    return await listen(installation, options)
  } catch (error) {
    await installation.close()
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new StartRefused(`Port ${options.port} on ${options.host} is in use. Stop what listens there, or choose another --port.`)
    throw error
  }
}

function portOf(flags: Flags): number {
  const text = flags.port ?? variable('DAYPASS_PORT') ?? '4566'
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new StartRefused(`${text} is no port: a number from 0 to 65535.`)
  return port
}

function storeOf(name: string): StoreKind {
  if (name !== 'lmdb' && name !== 'memory') throw new StartRefused(`--store ${name} is not known. There are lmdb and memory.`)
  return name
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const loopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

function tlsOf(flags: Flags, isLoopback: boolean): { cert: string; key: string } | undefined {
  const { tlsCert, tlsKey } = flags
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new StartRefused('--tls-cert and --tls-key go together.')
  if (!isLoopback && flags.dev)
    throw new StartRefused(
      `--dev is for loopback only, not for ${flags.host}: it lets anyone who reaches it move the clock and erase the data.`,
    )
  if (!isLoopback && tlsCert === undefined && !flags.insecureHttp) {
    throw new StartRefused(
      `${flags.host} is not loopback: give --tls-cert and --tls-key, or say --insecure-http to serve plain HTTP there.`,
    )
  }
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  try {
    return { cert: readFileSync(tlsCert, 'utf8'), key: readFileSync(tlsKey, 'utf8') }
  } catch (cause) {
    throw new StartRefused(`The TLS files cannot be read: ${(cause as Error).message}`)
  }
}

function proxiesOf(flags: Flags): ReturnType<typeof trustProxies> {
  try {
    return trustProxies(flags.trustedProxy)
  } catch (error) {
    if (error instanceof RangeError) throw new StartRefused(`--trusted-proxy: ${error.message}.`)
    throw error
  }
}

function masterKeyOf(flags: Flags): { value?: string | undefined; file?: string | undefined; command?: string | undefined } {
  const file = variable('DAYPASS_MASTER_KEY_FILE')
  if (flags.masterKeyFile !== undefined && file !== undefined && file !== flags.masterKeyFile) {
    throw new StartRefused('--master-key-file and DAYPASS_MASTER_KEY_FILE name different files. Give one.')
  }
  return { value: variable('DAYPASS_MASTER_KEY'), file: flags.masterKeyFile ?? file, command: flags.masterKeyCommand }
}

function rootOf(): { accessKeyId: string; secretAccessKey: string } | undefined {
  const accessKeyId = variableOrFile('DAYPASS_ROOT_ACCESS_KEY_ID')
  const secretAccessKey = variableOrFile('DAYPASS_ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new StartRefused('DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY go together.')
  }
  return { accessKeyId, secretAccessKey }
}

function banner(shown: { endpoint: string; installation: Installation; dataDir: string; dev: boolean }): string {
  const { endpoint, installation, dataDir, dev } = shown
  const kept = keptRootCredentials(dataDir)?.accessKeyId === installation.rootKeyId
  const where = dataDir === dataDirOf(undefined) ? '' : ` --data-dir ${dataDir}`
  return [
    '',
    `daypass serves on ${endpoint}`,
    `  account           ${installation.account}`,
    `  root credentials  ${kept ? rootCredentialsFile(dataDir) : `as supplied (${installation.rootKeyId})`}`,
    '  IAM enforcement   ON',
    ...(dev ? ['  --dev             the clock can be moved and the data reset by anyone on this machine'] : []),
    '',
    'In another terminal, as the root user:',
    '',
    `  eval "$(npx daypass env${where})"`,
    '  aws sts get-caller-identity --endpoint-url "$AWS_ENDPOINT_URL"',
    '',
    '',
  ].join('\n')
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
