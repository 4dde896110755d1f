import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))

/** Runs daypass when no file can grow by a byte, as on a full volume (EFBIG instead of ENOSPC). `serve` is stopped once it is listening. */
async function runOnFull(...args: string[]) {
  const child = spawn('/bin/sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, BIN, ...args], { env: cleanEnvironment() })
  const told = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.stdout += text
    if (told.stdout.includes('daypass is listening on')) child.kill('SIGTERM')
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...told }
}

describe('on a volume that is full, after kill -9', () => {
  it('a store is verified, a server starts and stops, and the attempts leave nothing behind', async () => {
    const server = await ServerProcess.start()
    const { dataDir } = server
    await server.kill()
    const verified = await runOnFull('store', 'verify', '--data-dir', dataDir)
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('data.mdb is sound')])
    expect(verified.stderr).toContain('server.pid cannot be written: EFBIG')
    const served = await runOnFull('serve', '--port', '0', '--data-dir', dataDir)
    expect([served.code, served.stderr]).toEqual([0, expect.stringContaining('server.pid cannot be written: EFBIG')])
    expect(readdirSync(dataDir).sort()).toEqual(['endpoint', 'objects', 'root-credentials.json', 'server.json', 'store'])
    await server.restart()
    await server.close()
  })
})
