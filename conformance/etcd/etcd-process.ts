// etcd: real servers of etcd, and daypass on them.
// Owns how etcd is started, killed, paused and stopped, and where its data is. Everything is on loopback.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { freePort } from '../free-port.js'

const READY_LIMIT = 20_000

/** One server of etcd, with the ports and the data that it keeps over all its starts. */
export class EtcdProcess {
  readonly name: string
  readonly port: number
  readonly peerPort: number
  readonly folder: string
  readonly #flags: readonly string[]
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #log = ''

  constructor(
    at: { name: string; port: number; peerPort: number; folder: string },
    flags: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.name = at.name
    this.port = at.port
    this.peerPort = at.peerPort
    this.folder = at.folder
    this.#flags = flags
    this.#environment = environment
  }

  get scheme(): 'http' | 'https' {
    return this.#flags.includes('--cert-file') ? 'https' : 'http'
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get log(): string {
    return this.#log
  }

  /** Whether it ended by itself, or was ended. */
  get hasEnded(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Starts, or starts again with the same data. */
  start(cluster: readonly EtcdProcess[] = [this]): void {
    const client = `${this.scheme}://${this.address}`
    const peer = `http://127.0.0.1:${this.peerPort}`
    const members = cluster.map((one) => `${one.name}=http://127.0.0.1:${one.peerPort}`).join(',')
    const args = [
      ...['--name', this.name, '--data-dir', join(this.folder, this.name), '--logger', 'zap', '--log-level', 'warn'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', members],
      ...this.#flags,
    ]
    const child = spawn('/usr/bin/etcd', args, {
      env: { ...cleanEnvironment(this.#environment), ETCD_UNSUPPORTED_ARCH: process.arch },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-20_000)
    })
    this.#child = child
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** As if its network and its processor were gone: connections stay open, and nothing answers. */
  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill(signal)
    child.kill('SIGCONT')
    await ended
  }
}

/** What servers of etcd are started in. */
interface EtcdSurroundings {
  /** Where their data is; by default a new folder. It is removed at the end. */
  readonly folder?: ReturnType<typeof scratchFolder>
  /** More variables of each, in their order. */
  readonly environments?: readonly Readonly<Record<string, string>>[]
}

/** One or more servers of etcd that are one store. */
export class EtcdCluster {
  readonly members: readonly EtcdProcess[]
  readonly folder: string
  readonly #remove: () => void

  private constructor(members: readonly EtcdProcess[], folder: string, remove: () => void) {
    this.members = members
    this.folder = folder
    this.#remove = remove
  }

  static async start(size: number, flags: readonly string[] = [], place: EtcdSurroundings = {}): Promise<EtcdCluster> {
    const { folder = scratchFolder(), environments = [] } = place
    const members: EtcdProcess[] = []
    for (let at = 0; at < size; at++) {
      const ports = { port: await freePort(), peerPort: await freePort() }
      members.push(new EtcdProcess({ name: `m${at + 1}`, folder: folder.path, ...ports }, flags, environments[at]))
    }
    const cluster = new EtcdCluster(members, folder.path, folder.remove)
    for (const member of members) member.start(members)
    await cluster.ready()
    return cluster
  }

  get first(): EtcdProcess {
    return this.members[0] as EtcdProcess
  }

  /** `host:port,host:port`, as in `--store etcd://`. */
  get hosts(): string {
    return this.members.map((member) => member.address).join(',')
  }

  get endpoints(): string[] {
    return this.members.map((member) => `${member.scheme}://${member.address}`)
  }

  /** Waits until a majority answers. */
  async ready(): Promise<void> {
    const end = Date.now() + READY_LIMIT
    while (Date.now() < end) {
      for (const member of this.members) if (await isReady(member)) return
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    throw new Error(`etcd did not become ready:\n${this.members.map((member) => member.log).join('\n')}`)
  }

  /** The server that leads now. */
  leader(): EtcdProcess {
    for (const member of this.members) {
      const { stdout } = spawnSync(
        '/usr/bin/etcdctl',
        [`--endpoints=http://${member.address}`, '--command-timeout=1s', 'endpoint', 'status', '-w', 'json'],
        {
          env: { ...cleanEnvironment(), ETCDCTL_API: '3' },
          encoding: 'utf8',
        },
      )
      // The ids have 64 bits: they are compared as text.
      const [, own] = /"member_id":(\d+)/.exec(stdout) ?? []
      const [, leader] = /"leader":(\d+)/.exec(stdout) ?? []
      if (own !== undefined && own === leader) return member
    }
    return this.first
  }

  /**
   * Waits until every server answers, also where etcd has an alarm. One whose disk was full may end when the disk has room again, or hang: it is started again, as
   * an operator would do it.
   */
  async allAnswer(): Promise<void> {
    const [begun, hangs] = [Date.now(), 10_000]
    for (let since = begun; ; await new Promise((resolve) => setTimeout(resolve, 100)))
      try {
        // It fails where one of them does.
        return void this.ctl(['--command-timeout=2s', 'endpoint', 'status'])
      } catch (error) {
        const silent = this.members.filter(({ address }) => String(error).includes(address))
        if (Date.now() > begun + 2 * READY_LIMIT) throw new Error(`${String(error)}\n${silent.map(({ log }) => log).join('\n')}`)
        if (Date.now() > since + hangs) {
          since = Date.now()
          for (const member of silent) await member.kill().then(() => member.start(this.members))
        }
        for (const member of this.members) if (member.hasEnded) member.start(this.members)
      }
  }

  /** Runs etcdctl; returns what it printed. */
  ctl(args: readonly string[], input = ''): string {
    const env = { ...cleanEnvironment(), ETCDCTL_API: '3' }
    const all = [`--endpoints=${this.endpoints.join(',')}`, ...args]
    const { status, stdout, stderr } = spawnSync('/usr/bin/etcdctl', all, { env, input, encoding: 'utf8' })
    if (status !== 0) throw new Error(`etcdctl ${args.join(' ')}: ${stderr}`)
    return stdout
  }

  /** The same for what may be done twice, until it succeeds: a server that has just come back may have the others elect, and etcdctl try again by itself. */
  ctlAgain(args: readonly string[]): string {
    for (const end = Date.now() + READY_LIMIT; ; )
      try {
        return this.ctl(args)
      } catch (error) {
        // It was done at a try of which nothing was heard.
        if (String(error).includes('has been compacted')) return ''
        if (Date.now() > end) throw error
      }
  }

  /** Forgets what every key was before now. */
  compact(): void {
    const [, revision = '0'] = /"revision":(\d+)/.exec(this.ctlAgain(['endpoint', 'status', '-w', 'json'])) ?? []
    this.ctlAgain(['compact', revision])
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()))
    this.#remove()
  }
}

/** `/health` asks for a majority. With TLS, whose certificates only the test knows, an open port must do. */
async function isReady({ address, scheme, port }: EtcdProcess): Promise<boolean> {
  if (scheme === 'https') return listens(port)
  try {
    const answer = await fetch(`http://${address}/health`, { signal: AbortSignal.timeout(1_000) })
    return ((await answer.json()) as { health?: string }).health === 'true'
  } catch {
    return false
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
