import { PythonProcess } from '../python-process.js'
import type { Outcome } from '../run-program.js'

/** The AWS CLI, loaded once for many calls. A call costs a tenth of a start of `aws`; what it prints and its exit code are the same. */
export class CliProcess {
  readonly #python = new PythonProcess('calls.py', import.meta.url)

  /** What `aws …` comes to with these variables added to a clean environment. */
  async call(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Outcome> {
    const { code, stdout, stderr } = await this.#python.ask<Outcome>({ args, environment })
    return { code, stdout, stderr: stderr.trim() }
  }

  /** Ends the process once its calls have ended. */
  close(): Promise<void> {
    return this.#python.close()
  }
}
