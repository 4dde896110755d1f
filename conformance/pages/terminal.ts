import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A command must end within this many milliseconds, or the page fails. */
const PATIENCE = 90_000

const shells = {
  bash: ['bash', '--norc', '--noprofile'],
  // Like an interactive shell, where a `#` after a command is an argument.
  zsh: ['zsh', '-f', '+o', 'promptsp', '+o', 'promptcr', '-i', '-s'],
} as const
export type Shell = keyof typeof shells

/** The result of a pasted text: its output on both streams, and the exit status of its last command. */
export interface Reply {
  readonly printed: string
  readonly status: number
}

/** A shell that runs pasted text. It keeps variables, functions and its folder from one text to the next. */
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
    // One stream for the commands, so that errors and output are in the order in which they came.
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

  /** Ends the shell and its running commands. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return
    const ended = once(this.#child, 'close')
    process.kill(-this.#child.pid, 'SIGKILL')
    await ended
  }
}

/** The terminal of a server: a new command ends the previous one as Ctrl-C does. */
export class ServerTerminal {
  readonly #folder: string
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  printed = ''

  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.#environment = environment
  }

  /** Runs a command that starts a server, and waits until it is listening. Throws when it ends before. */
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
    // The last line that a start prints.
    while (!/IAM enforcement/.test(this.printed)) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.printed}`)
      await once(child, 'printed', { signal: limit })
    }
  }

  /** Ctrl-C, and waits for the end. A server that the page killed is already gone. */
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
