import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A command must come back in this many milliseconds, or the page fails. */
const PATIENCE = 90_000

const shells = {
  bash: ['bash', '--norc', '--noprofile'],
  // As one types: a `#` behind a command is an argument there.
  zsh: ['zsh', '-f', '+o', 'promptsp', '+o', 'promptcr', '-i', '-s'],
} as const
export type Shell = keyof typeof shells

/** What came back for a pasted text: all it printed, on both streams, and the exit status of its last command. */
export interface Reply {
  readonly printed: string
  readonly status: number
}

/** A shell that reads what is pasted into it. It keeps variables, functions and its folder from one text to the next. */
export class Terminal {
  readonly #child: ChildProcess
  #printed = ''

  constructor(shell: Shell, folder: string, environment: Readonly<Record<string, string>>) {
    const [program, ...args] = shells[shell]
    const env = { ...environment, PS1: '', PS2: '', PROMPT_EOL_MARK: '' }
    this.#child = spawn(program, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text
        this.#child.emit('printed')
      })
  }

  /** Pastes a text and waits until all of it has run. */
  async paste(text: string): Promise<Reply> {
    this.#printed = ''
    // One stream for the commands, so that errors and output stand in the order in which they came.
    this.#child.stdin?.write(`{ exec 2>&1; } 2>/dev/null\n${text}\nprintf '\\n[end of what was pasted: %s]\\n' "$?"\n`)
    const limit = AbortSignal.timeout(PATIENCE)
    for (;;) {
      const end = /\n\[end of what was pasted: (\d+)\]\n/.exec(this.#printed)
      if (end !== null) return { printed: this.#printed.slice(0, end.index), status: Number(end[1]) }
      if (this.#child.exitCode !== null) return { printed: `${this.#printed}\nthe shell ended`, status: this.#child.exitCode }
      try {
        await once(this.#child, 'printed', { signal: limit })
      } catch {
        return { printed: `${this.#printed}\nno end after ${PATIENCE / 1000} seconds`, status: -1 }
      }
    }
  }

  /** Ends the shell and what it still runs. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return
    const ended = once(this.#child, 'close')
    process.kill(-this.#child.pid, 'SIGKILL')
    await ended
  }
}

/** The terminal that a server runs in: a new command ends the one before as Ctrl-C does. */
export class ServerTerminal {
  readonly #folder: string
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  printed = ''

  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.#environment = environment
  }

  /** Runs a command that starts a server, and waits until it serves. Throws when it ends before. */
  async start(command: string): Promise<void> {
    await this.stop()
    const child = spawn('bash', ['-c', command], {
      cwd: this.#folder,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    this.#child = child
    this.printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text
        child.emit('printed')
      })
    const limit = AbortSignal.timeout(PATIENCE)
    // The last line of what it says at a start.
    while (!/IAM enforcement/.test(this.printed)) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.printed}`)
      await once(child, 'printed', { signal: limit })
    }
  }

  /** Ctrl-C, and the wait for its end. A server that was killed by the page is gone already. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    process.kill(-child.pid, 'SIGINT')
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 20_000)
    await ended
    clearTimeout(timer)
  }
}
