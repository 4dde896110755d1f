import { join } from 'node:path'
import { cleanEnvironment, type Key, keyVariables } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'
import type { ServerProcess } from '../server-process.js'
import type { LoadedCli } from './loaded-cli.js'

/** The one that Debian packages, even if the machine has others. */
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

  /** Ends the loaded CLI, for all callers that use it. */
  async close(): Promise<void> {
    await this.#loaded?.close()
  }

  /** Runs `aws …`, whether it succeeds or fails. */
  run(...args: readonly string[]): Promise<Outcome> {
    const program = this.#loaded === undefined ? AWS : join(this.#loaded.folder, 'aws')
    return runProgram(program, [...args, '--endpoint-url', this.#server.endpoint], cleanEnvironment(keyVariables(this.#key)))
  }

  /** Runs `aws …`, which must succeed; returns its output. */
  async text(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args)
    if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${code}\n${stderr}`)
    return stdout
  }

  /** The same, parsed as JSON; `{}` for no output. */
  async json<T = Record<string, unknown>>(...args: readonly string[]): Promise<T> {
    const text = await this.text(...args, '--output', 'json')
    return JSON.parse(text.trim() === '' ? '{}' : text) as T
  }

  /** Runs `aws …`, which must fail; returns its error. */
  async refusal(...args: readonly string[]): Promise<string> {
    const { code, stderr } = await this.run(...args)
    if (code === 0) throw new Error(`aws ${args.join(' ')} succeeded`)
    return stderr
  }
}

/** The output of `aws --version`. */
export async function awsCliVersion(): Promise<string> {
  return (await runProgram(AWS, ['--version'], cleanEnvironment())).stdout.trim()
}
