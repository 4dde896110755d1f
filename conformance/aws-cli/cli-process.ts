import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '../clean-environment.js'
import type { Outcome } from '../run-program.js'

/** Debian's own, with Debian's AWS CLI. */
const PYTHON = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('calls.py', import.meta.url))

interface Answer extends Outcome {
  readonly id: number
}

interface Caller {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

/** The AWS CLI, loaded once for many calls. A call costs a tenth of a start of `aws`; what it prints and its exit code are the same. */
export class CliProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #ended: Promise<unknown>
  readonly #waiting = new Map<number, Caller>()
  #calls = 0

  constructor() {
    const stdio = ['pipe', 'pipe', 'inherit'] as const
    this.#child = spawn(PYTHON, ['-I', '-W', 'ignore', SCRIPT], { env: cleanEnvironment(), stdio: [...stdio] })
    this.#ended = once(this.#child, 'close').then(([code]) => this.#end(new Error(`calls.py ended with ${code}`)))
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(JSON.parse(line) as Answer))
  }

  /** What `aws …` comes to with these variables added to a clean environment. */
  call(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Outcome> {
    this.#calls += 1
    const id = this.#calls
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.stdin.write(`${JSON.stringify({ id, args, environment })}\n`)
    })
  }

  /** Ends the process once its calls have ended. */
  async close(): Promise<void> {
    this.#child.stdin.end()
    await this.#ended
  }

  #take({ id, code, stdout, stderr }: Answer): void {
    this.#waiting.get(id)?.resolve({ code, stdout, stderr: stderr.trim() })
    this.#waiting.delete(id)
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
