import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../clean-environment.js'
import { RawSocket } from '../raw-socket.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const FULL = '/dev/full'
const ASK = 'GET /_daypass/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const ASK_S3 = 'GET /bucket/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

let folder = ''
let full = -1
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-full-'))
  full = openSync(FULL, 'w')
})
afterEach(() => {
  closeSync(full)
  rmSync(folder, { recursive: true })
  // The master key of a first start is next to its data.
  rmSync(`${folder}.master-key`, { force: true })
})

/** A server with one full output; it writes its address only into a file. */
async function serving(outputs: { stdout: 'pipe' | number; stderr: 'pipe' | number }) {
  const masterKey = join(folder, 'key')
  // Readable by others: the server warns about that before it does anything else.
  writeFileSync(masterKey, 'ab'.repeat(32), { mode: 0o644 })
  const args = ['serve', '--port', '0', '--data-dir', folder, '--store', 'memory', '--master-key-file', masterKey]
  const watching = new AbortController()
  const written = new Promise<void>((resolve) => {
    watch(folder, { signal: watching.signal }, (_event, name) => name === 'endpoint' && endpointIn(folder) !== '' && resolve())
  })
  const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(), stdio: ['ignore', outputs.stdout, outputs.stderr] })
  const ended = once(child, 'close') as Promise<[number | null]>
  const told = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (told.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (told.stderr += text))
  await Promise.race([written, ended])
  watching.abort()
  const stop = async () => {
    child.kill('SIGTERM')
    return (await ended)[0]
  }
  return { child, told, ended, stop, endpoint: endpointIn(folder) }
}

function endpointIn(data: string): string {
  try {
    return readFileSync(join(data, 'endpoint'), 'utf8').trim()
  } catch {
    return ''
  }
}

const answerTo = async (endpoint: string, request: string): Promise<string> => (await RawSocket.open(endpoint)).write(request).closed()

describe('a server', () => {
  it('starts, serves and stops with 0 when nothing can be written to standard error', async () => {
    const server = await serving({ stdout: 'pipe', stderr: full })
    expect(await answerTo(server.endpoint, ASK)).toContain('HTTP/1.1 200 OK')
    expect(await answerTo(server.endpoint, ASK_S3)).toContain('HTTP/1.1 404 Not Found')
    expect(await server.stop()).toBe(0)
    expect(server.told.stdout).toContain('"operation":"GetObject"')
  })

  it('keeps running, but answers nobody, while its audit cannot be written', async () => {
    const server = await serving({ stdout: full, stderr: 'pipe' })
    for (let round = 0; round < 3; round++) expect(await answerTo(server.endpoint, ASK_S3)).toBe('')
    expect(server.child.exitCode).toBeNull()
    expect(await server.stop()).toBe(1)
    expect(server.told.stderr).toContain('daypass: draining\n')
  })

  it('ends with 1 and says why when the reader of its audit is gone', async () => {
    const server = await serving({ stdout: 'pipe', stderr: 'pipe' })
    server.child.stdout?.destroy()
    await answerTo(server.endpoint, ASK_S3).catch(() => undefined)
    expect((await server.ended)[0]).toBe(1)
    expect(server.told.stderr).toMatch(/daypass: Standard output cannot be written \(EPIPE\)/)
  })
})

describe('a file that a start cannot write', () => {
  it('is reported, and the server runs, when it is the address', async () => {
    const server = await ServerProcess.start({ dataDir: folder })
    await server.stop()
    rmSync(join(folder, 'endpoint'))
    mkdirSync(join(folder, 'endpoint', 'in-the-way'), { recursive: true })
    await server.restart()
    expect(await answerTo(server.endpoint, ASK)).toContain('HTTP/1.1 200 OK')
    expect(server.stderr).toContain(`${join(folder, 'endpoint')} cannot be written`)
    expect(await server.stop()).toBe(0)
  })
})

describe('a command', () => {
  const run = async (stdio: ['ignore', 'pipe' | number, 'pipe' | number], ...args: string[]) => {
    const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(), stdio })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stderr }
  }

  it('ends with 1 and says why when its output cannot be written', async () => {
    expect(await run(['ignore', full, 'pipe'], 'version')).toEqual({
      code: 1,
      stderr: 'daypass: Standard output cannot be written (ENOSPC).\n',
    })
  })

  it('ends with the correct 1 when its error cannot be written', async () => {
    expect((await run(['ignore', 'pipe', full], 'policy', 'check', join(folder, 'none'), '--kind', 'identity')).code).toBe(1)
  })
})
