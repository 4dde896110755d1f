import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '../clean-environment.js'

/** Debian's own, with what Debian packages for it. */
const PYTHON = '/usr/bin/python3'

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/**
 * A Python script that answers many questions, since a start takes half a second. It reads one question a line from stdin, `{"id", "asked"}`, and
 * prints one answer a line, `{"id", "answer"}`, in any order.
 */
export class PythonProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #ended: Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #stderr = ''
  #end: Error | undefined
  #asked = 0

  /** A script of this folder, and its arguments. */
  constructor(script: string, args: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url))
    const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']
    this.#child = spawn(PYTHON, ['-I', '-W', 'ignore', path, ...args], { env: cleanEnvironment(), stdio })
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    // A script that ended early says why on stderr; that it does not read is no news.
    this.#child.stdin.on('error', () => undefined)
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(JSON.parse(line)))
    this.#ended = once(this.#child, 'close').then(([code]) => this.#fail(new Error(`${script} ended with ${code}\n${this.#stderr}`)))
  }

  /** Asks as soon as it is called, whatever is not answered yet. */
  ask<T>(asked: unknown): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    this.#asked += 1
    const id = this.#asked
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.stdin.write(`${JSON.stringify({ id, asked })}\n`)
    })
  }

  /** Ends the process when it has answered. */
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
