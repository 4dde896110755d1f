import { cleanEnvironment, type Key, keyVariables } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'
import type { ServerProcess } from '../server-process.js'

/** Debian's own, wherever else the machine may have one. */
const AWS = '/usr/bin/aws'

/** The AWS CLI as one caller of one server. */
export class AwsCli {
  readonly #server: ServerProcess
  readonly #environment: Readonly<Record<string, string>>

  constructor(server: ServerProcess, key: Key) {
    this.#server = server
    this.#environment = cleanEnvironment(keyVariables(key))
  }

  /** Runs `aws …` whatever comes of it. */
  run(...args: readonly string[]): Promise<Outcome> {
    return runProgram(AWS, [...args, '--endpoint-url', this.#server.endpoint], this.#environment)
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
