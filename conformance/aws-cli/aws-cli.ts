import { cleanEnvironment, type Key, keyVariables } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'
import type { ServerProcess } from '../server-process.js'
import type { CliProcess } from './cli-process.js'

/** Debian's own, wherever else the machine may have one. */
const AWS = '/usr/bin/aws'

/** The AWS CLI as one caller of one server. */
export class AwsCli {
  readonly #server: ServerProcess
  readonly #key: Key
  readonly #process: CliProcess | undefined

  /** With a process, every call goes to it; without, every call starts `aws`, which takes ten times as long. */
  constructor(server: ServerProcess, key: Key, process?: CliProcess) {
    this.#server = server
    this.#key = key
    this.#process = process
  }

  /** Another caller of the same server, by the same process. */
  as(key: Key): AwsCli {
    return new AwsCli(this.#server, key, this.#process)
  }

  /** Ends the process, and with it every caller of it. */
  async close(): Promise<void> {
    await this.#process?.close()
  }

  /** Runs `aws …` whatever comes of it. */
  run(...args: readonly string[]): Promise<Outcome> {
    const all = [...args, '--endpoint-url', this.#server.endpoint]
    const variables = keyVariables(this.#key)
    return this.#process?.call(all, variables) ?? runProgram(AWS, all, cleanEnvironment(variables))
  }

  /** Runs `aws …` that has to succeed; gives what it printed. */
  async text(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args)
    if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${code}\n${stderr}`)
    return stdout
  }

  /** The same, read as JSON; `{}` where it printed nothing. */
  async json<T = Record<string, unknown>>(...args: readonly string[]): Promise<T> {
    const text = await this.text(...args, '--output', 'json')
    return JSON.parse(text.trim() === '' ? '{}' : text) as T
  }

  /** Runs `aws …` that has to fail; gives what it said. */
  async refusal(...args: readonly string[]): Promise<string> {
    const { code, stderr } = await this.run(...args)
    if (code === 0) throw new Error(`aws ${args.join(' ')} succeeded`)
    return stderr
  }
}

/** What `aws --version` prints. */
export async function awsCliVersion(): Promise<string> {
  return (await runProgram(AWS, ['--version'], cleanEnvironment())).stdout.trim()
}
