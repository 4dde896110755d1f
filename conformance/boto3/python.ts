import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '../clean-environment.js'

/** The Python of Debian, with Debian's boto3. */
const PYTHON = '/usr/bin/python3'

/** Runs a script of this folder once, with `input` as JSON on stdin; returns the JSON it printed. Use PythonProcess for many calls. */
export async function runPython<T>(script: string, args: readonly string[], input: unknown): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(PYTHON, ['-I', '-W', 'ignore', path, ...args], { env: cleanEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(JSON.stringify(input))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${script} ${args.slice(1).join(' ')}: ${code}\n${stderr}`)
  return JSON.parse(stdout) as T
}
