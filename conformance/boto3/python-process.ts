import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '../clean-environment.js'

/** The Python of Debian, with Debian's packages. */
const PYTHON = '/usr/bin/python3'

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/**
 * A Python script that answers many requests, because a start takes half a second. It reads one request per line from stdin, `{"id", "parameters"}`, and
 * prints one answer per line, `{"id", "answer"}`, in any order.
 */
export class PythonProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #ended: Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #stderr = ''
  #end: Error | undefined
  #sent = 0

  /** A script of this folder, and its arguments. */
  constructor(script: string, args: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url))
    const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']
    this.#child = spawn(PYTHON, ['-I', '-W', 'ignore', path, ...args], { env: cleanEnvironment(), stdio })
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    // A script that ended early says why on stderr; the broken pipe adds nothing.
    this.#child.stdin.on('error', () => undefined)
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(JSON.parse(line)))
    this.#ended = once(this.#child, 'close').then(([code]) => this.#fail(new Error(`${script} ended with ${code}\n${this.#stderr}`)))
  }

  /** Sends a request at once, even if earlier ones are not answered yet. */
  ask<T>(parameters: unknown): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    this.#sent += 1
    const id = this.#sent
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.stdin.write(`${JSON.stringify({ id, parameters })}\n`)
    })
  }

  /** Ends the process after it has answered. */
  async close(): Promise<void> {
    this.#child.stdin.end()
    await this.#ended
  }

  #take({ id, answer }: { id: number; answer: never }): void {
    this.#waiting.get(id)?.resolve(answer)
    this.#waiting.delete(id)
  }

  #fail(error: Error): void {
    this.#end = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
