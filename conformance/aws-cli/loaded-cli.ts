import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'

/** Debian's own, with Debian's AWS CLI. */
const PYTHON = '/usr/bin/python3'
/** Whatever CLI the machine has, for one that is no package of that Python (CONFORMANCE_AWSCLI). */
const AWS = '/usr/bin/aws'
const NOT_LOADED = 3
const FOLDER = fileURLToPath(new URL('loaded', import.meta.url))

/**
 * The AWS CLI, loaded once for many calls. Its `aws` goes as the real one does, with the same code, but a call costs a fifth of a start: it is a
 * fork of the process that has loaded the CLI.
 */
export class LoadedCli {
  /** Where a program `aws` lies, for a PATH. */
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

  /** Loads the CLI. Its caches and its configuration are looked for where this environment has its home, so each home needs its own. */
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

  /** Ends the process once its calls have ended. */
  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
    this.#remove()
  }
}
