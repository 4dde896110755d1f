import { join } from 'node:path'
import { cleanEnvironment, type Key, keyVariables } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'
import type { ServerProcess } from '../server-process.js'
import type { LoadedCli } from './loaded-cli.js'

/** Debian's own, wherever else the machine may have one. */
const AWS = '/usr/bin/aws'

/** The AWS CLI as one caller of one server. */
export class AwsCli {
  readonly #server: ServerProcess
  readonly #key: Key
  readonly #loaded: LoadedCli | undefined

  /** Without a loaded CLI, every call starts `aws`. */
  constructor(server: ServerProcess, key: Key, loaded?: LoadedCli) {
    this.#server = server
    this.#key = key
    this.#loaded = loaded
  }

  /** Another caller of the same server, with the same CLI. */
  as(key: Key): AwsCli {
    return new AwsCli(this.#server, key, this.#loaded)
  }

  /** Ends the loaded CLI, and with it every caller that has it. */
  async close(): Promise<void> {
    await this.#loaded?.close()
  }

  /** Runs `aws …` whatever comes of it. */
  run(...args: readonly string[]): Promise<Outcome> {
    const program = this.#loaded === undefined ? AWS : join(this.#loaded.folder, 'aws')
    return runProgram(program, [...args, '--endpoint-url', this.#server.endpoint], cleanEnvironment(keyVariables(this.#key)))
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
