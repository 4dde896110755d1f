import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cleanEnvironment } from '../clean-environment.js'

const ATTACH_LIMIT = 5_000

/**
 * Makes every `fsync` and `fdatasync` of a running process take so many milliseconds longer, as on a disk that others keep busy; what it returns ends that.
 * strace does it, since it reaches programs that call the kernel by themselves, such as those in Go. It holds up one thread: the others go on, as they do
 * while a disk is slow, and as they would not if the process were stopped.
 */
export async function slowDown(pid: number, milliseconds: number): Promise<() => Promise<void>> {
  const calls = 'fsync,fdatasync'
  const inject = `inject=${calls}:delay_enter=${milliseconds * 1_000}`
  const args = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', inject, '-p', String(pid)]
  const tracer = spawn('/usr/bin/strace', args, { env: cleanEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(tracer, 'close')
  for (const end = performance.now() + ATTACH_LIMIT; !isTraced(pid); ) {
    if (tracer.exitCode !== null || performance.now() > end) {
      tracer.kill('SIGKILL')
      throw new Error(`strace cannot attach to ${pid}: ${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return async () => {
    tracer.kill('SIGTERM')
    await ended
  }
}

const isTraced = (pid: number): boolean => /^TracerPid:\s+[1-9]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
