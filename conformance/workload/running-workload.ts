// Programs that daypass runs with a role, as a user starts them: a process of the command, and the program's input and output.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, type Key, keyVariables } from '../clean-environment.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))

/** Who runs a program, and what it is: by default the command of daypass. */
interface Running {
  readonly endpoint: string
  /** Absent: it has to find credentials by itself. */
  readonly key?: Key
  readonly command?: readonly string[]
}

/** A command of daypass that runs a program: `workload …` or `exec …`. Or any other program that answers lines with lines. */
export class RunningWorkload {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>
  stderr = ''
  readonly #lines: Interface
  readonly #next: AsyncIterator<string>

  constructor(
    words: readonly string[],
    { endpoint, key, command: [file = '', ...first] = [process.execPath, BIN] }: Running,
    extra: Readonly<Record<string, string>> = {},
  ) {
    const env = cleanEnvironment({ AWS_ENDPOINT_URL: endpoint, ...(key && keyVariables(key)), ...extra })
    this.child = spawn(file, [...first, ...words], { env, stdio: 'pipe' })
    this.ended = once(this.child, 'close') as typeof this.ended
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.#lines = createInterface({ input: this.child.stdout })
    this.#next = this.#lines[Symbol.asyncIterator]()
  }

  /** The next line that the program prints. */
  async line(): Promise<string> {
    const { value, done } = await this.#next.next()
    if (done === true) throw new Error(`the program has ended:\n${this.stderr}`)
    return value as string
  }

  /** Sends a line to the program, and returns the one that it prints then. */
  ask(text = ''): Promise<string> {
    this.child.stdin.write(`${text}\n`)
    return this.line()
  }

  /** Ends the program's input, and waits for it. */
  async end(): Promise<number | null> {
    this.child.stdin.end()
    const [code] = await this.ended
    return code
  }
}
