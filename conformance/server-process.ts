// conformance: a real server in its own process, used by real clients.
// Owns how that process is started, killed, called and stopped, and where its data is. Refuses to run without a build.
// May know the public command line and the wire, never the inside of the server.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, type Key, scratchFolder } from './clean-environment.js'

const BIN = fileURLToPath(new URL('../packages/daypass/bin/daypass.js', import.meta.url))
const DIST = fileURLToPath(new URL('../packages/daypass/dist/cli/main.js', import.meta.url))
const START_LIMIT = 20_000
const STOP_LIMIT = 20_000
const READY = /daypass is listening on (\S+)/

/** One line of the audit, about one request. */
export interface AuditLine {
  readonly requestId: string
  readonly service: string
  readonly operation?: string
  readonly caller?: string
  readonly accessKeyId?: string
  readonly action?: string
  readonly resource?: string
  readonly decision: string
  readonly reason?: string
  readonly status: number
  readonly error?: string
  readonly sourceIp: string
}

/** How to start a server; `flags` come after `serve --port 0 --data-dir …`. */
export interface ServerOptions {
  readonly flags?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The file of the command; by default that of this checkout. */
  readonly command?: string
  /** A data directory to use again; without it, a new one is created, and removed at the end. */
  readonly dataDir?: string
  /** Whether audit lines are kept, by default yes; a soak test has too many. */
  readonly keepsAudit?: boolean
}

/** The result of a CLI command. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly endpoint: string
}

/** Runs `daypass …` to its end; kills it after 20 seconds. */
export async function runDaypass(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  requireBuild()
  const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, ...output }
}

function requireBuild(): void {
  if (!existsSync(DIST)) throw new Error('the server is not built: run `npm test` or `npm run build` first')
}

/** A server process with one data directory. It can be killed and started again; its output is kept over all starts. */
export class ServerProcess {
  readonly dataDir: string
  stdout = ''
  stderr = ''
  readonly #options: ServerOptions
  readonly #removeData: () => void
  #running: Running | undefined

  private constructor(options: ServerOptions) {
    const folder = options.dataDir === undefined ? scratchFolder() : undefined
    this.dataDir = options.dataDir ?? join(folder?.path ?? '', 'data')
    this.#removeData = () => folder?.remove()
    this.#options = options
  }

  /** Starts a server and waits until it listens. */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options)
    await server.#spawn()
    return server
  }

  /** `http://127.0.0.1:port`, as the server printed it; another port after every start. */
  get endpoint(): string {
    return this.#alive().endpoint
  }

  get pid(): number {
    return this.#alive().child.pid ?? 0
  }

  /** The root key that the server created and stored. */
  rootKey(): Key {
    return JSON.parse(readFileSync(join(this.dataDir, 'root-credentials.json'), 'utf8')) as Key
  }

  /** All audit lines so far, over all starts of the server; a line cut off by a kill is ignored. */
  audit(): AuditLine[] {
    const lines = this.stdout.split('\n').slice(0, -1)
    return lines.filter((line) => line.startsWith('{')).flatMap(parseLine)
  }

  /** The audit line of one request, which may come after the answer; undefined if none comes within five seconds. */
  async auditOf(requestId: string): Promise<AuditLine | undefined> {
    const end = Date.now() + 5_000
    for (;;) {
      const line = this.audit().find((one) => one.requestId === requestId)
      if (line !== undefined || Date.now() > end) return line
      await once(this.#alive().child.stdout ?? this.#alive().child, 'data', { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    }
  }

  /** Resolves when the server has printed this on stderr, since this or an earlier start. */
  async saysOnStderr(text: string): Promise<void> {
    const { child } = this.#alive()
    while (!this.stderr.includes(text) && child.exitCode === null && child.stderr !== null) await once(child.stderr, 'data')
  }

  /** kill -9: no shutdown, no flush. */
  async kill(): Promise<void> {
    const { child, ended } = this.#alive()
    child.kill('SIGKILL')
    await ended
    this.#running = undefined
  }

  /** Starts again with the same data, on another port. */
  async restart(flags: readonly string[] | undefined = this.#options.flags): Promise<void> {
    if (this.#running !== undefined) await this.kill()
    await this.#spawn(flags)
  }

  /** SIGTERM; returns the exit code after the server has finished its requests. */
  async stop(): Promise<number | null> {
    const { child, ended } = this.#alive()
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
    this.#running = undefined
    return child.exitCode
  }

  /** Stops the server if it runs, and removes its data. Throws if it did not finish its requests and exit with 0. */
  async [Symbol.asyncDispose](): Promise<void> {
    const code = this.#running === undefined ? 0 : await this.stop()
    this.#removeData()
    if (code !== 0) throw new Error(`the server ended with ${code} on SIGTERM:\n${this.stderr}`)
  }

  close(): Promise<void> {
    return this[Symbol.asyncDispose]()
  }

  /** Moves the clock of a `--dev` server by an ISO 8601 duration. */
  async advance(duration: string): Promise<void> {
    const answer = await this.admin('clock', { advance: duration })
    if (answer.status !== 200) throw new Error(`clock: ${answer.status} ${await answer.text()}`)
  }

  /** POST to `/_daypass/{name}`. */
  admin(name: string, body: object): Promise<Response> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return fetch(`${this.endpoint}/_daypass/${name}`, init)
  }

  #alive(): Running {
    if (this.#running === undefined) throw new Error('the server does not run')
    return this.#running
  }

  async #spawn(flags: readonly string[] = this.#options.flags ?? []): Promise<void> {
    const { command = BIN } = this.#options
    if (command === BIN) requireBuild()
    const environment = cleanEnvironment(this.#options.environment)
    const args = [command, 'serve', '--port', '0', '--data-dir', this.dataDir, ...flags]
    const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = once(child, 'close')
    this.#running = { child, ended, endpoint: await this.#ready(child) }
  }

  #ready(child: ChildProcess): Promise<string> {
    let life = ''
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT)
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (this.#options.keepsAudit !== false) this.stdout += text
        life = life.length > 8192 ? life : life + text
        const endpoint = READY.exec(life)?.[1]
        if (endpoint === undefined) return
        clearTimeout(timer)
        resolve(endpoint)
      })
      child.once('close', (code) => reject(new Error(`the server ended with ${code} before it listened:\n${this.stderr}`)))
    })
  }
}

function parseLine(line: string): AuditLine[] {
  try {
    return [JSON.parse(line) as AuditLine]
  } catch {
    return []
  }
}
