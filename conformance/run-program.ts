import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The result of a program; `stderr` without the blank lines around it. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

type Environment = Readonly<Record<string, string>>

/** Runs a program to its end with only the given environment; kills it after a minute. */
export const runProgram = (program: string, args: readonly string[], environment: Environment): Promise<Outcome> =>
  runWithin(60_000, [program, ...args], environment)

/** Runs a program with arguments like {@link runProgram}; kills it after `limitMs`. */
export async function runWithin(limitMs: number, command: readonly string[], environment: Environment): Promise<Outcome> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, stdout, stderr: stderr.trim() }
}
