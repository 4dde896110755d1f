import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'

/** The Python of Debian, with Debian's AWS CLI. */
const PYTHON = '/usr/bin/python3'
/** Any other CLI of the machine, which is not a package of that Python (CONFORMANCE_AWSCLI). */
const AWS = '/usr/bin/aws'
const NOT_LOADED = 3
const FOLDER = fileURLToPath(new URL('loaded', import.meta.url))

/**
 * The AWS CLI, loaded once for many calls. Its `aws` behaves like the real one, with the same code, but a call costs only a fifth: it is a fork of
 * the process that has loaded the CLI.
 */
export class LoadedCli {
  /** The folder of a program `aws`, for a PATH. */
  readonly folder: string
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #remove: () => void

  private constructor(child: ChildProcess, folder: { readonly path: string; readonly remove: () => void }) {
    this.folder = folder.path
    this.#child = child
    this.#ended = once(child, 'close')
    this.#remove = folder.remove
  }

  /** Loads the CLI. It looks for its caches and configuration in the home of this environment, so each home needs its own loaded CLI. */
  static async start(environment: Readonly<Record<string, string>> = cleanEnvironment()): Promise<LoadedCli> {
    const folder = scratchFolder()
    copyFileSync(join(FOLDER, 'aws'), join(folder.path, 'aws'))
    const args = ['-I', '-W', 'ignore', join(FOLDER, 'loaded.py'), join(folder.path, 'socket')]
    const child = spawn(PYTHON, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] })
    const cli = new LoadedCli(child, folder)
    await Promise.race([once(child.stdout, 'data'), cli.#ended])
    if (child.exitCode === NOT_LOADED) {
      rmSync(join(folder.path, 'aws'))
      symlinkSync(AWS, join(folder.path, 'aws'))
    }
    if (child.exitCode === null || child.exitCode === NOT_LOADED) return cli
    folder.remove()
    throw new Error(`loaded.py ended with ${child.exitCode}`)
  }

  /** Ends the process after its calls have ended. */
  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
    this.#remove()
  }
}
