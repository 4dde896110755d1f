import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element, send, signed, type Unsigned } from '../signed-request.js'

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

/** Starts a server whose files can grow to 4 MiB each, as on a volume with no more room; returns its address and what it prints. */
async function serveInLittleRoom(dataDir: string) {
  const command = 'ulimit -f 8192; exec "$0" "$@"'
  const child = spawn('/bin/sh', ['-c', command, process.execPath, BIN, 'serve', '--port', '0', '--data-dir', dataDir], {
    env: cleanEnvironment(),
  })
  const told = { stdout: '', stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.stderr += text))
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told.stdout += text
      const [, found] = /is listening on (http:\/\/[^\s]+)/.exec(told.stdout) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(told.stderr)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  return { endpoint, told, stop }
}

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start()
})
afterAll(() => server.close())

describe('a write for which the volume has no room', () => {
  it('is an error that the operator sees, and leaves what was there as it was and no file', async () => {
    const { dataDir } = server
    const key = server.rootKey()
    const asked = (method: string, name: string, more: Partial<Unsigned> = {}): Unsigned => ({
      ...{ service: 's3', method, path: `/full-bucket/${name}` },
      ...more,
    })
    const before = signerOf(server, key)
    await ask(before, { service: 's3', method: 'PUT', path: '/full-bucket' })
    await ask(before, asked('PUT', 'kept', { body: Buffer.from('kept') }))
    await ask(before, asked('PUT', 'large', { body: Buffer.alloc(6_000_000) }))
    const upload = element((await ask(before, asked('POST', 'parts', { query: 'uploads=' }))).text, 'UploadId')
    const part = { query: `partNumber=1&uploadId=${upload}` }
    const { headers } = await ask(before, asked('PUT', 'parts', { ...part, body: Buffer.from('the part') }))
    await server.stop()
    const files = () =>
      readdirSync(join(dataDir, 'objects'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    const had = files()
    const { endpoint, told, stop } = await serveInLittleRoom(dataDir)
    const root = { endpoint, key }
    const body = Buffer.alloc(6_000_000)
    const source = ['x-amz-copy-source', '/full-bucket/large']
    for (const write of [
      ...['kept', 'new'].map((name) => asked('PUT', name, { body })),
      ...['kept', 'new'].map((name) => asked('PUT', name, { headers: source })),
      asked('PUT', 'parts', { ...part, body }),
      asked('PUT', 'parts', { ...part, headers: source }),
    ])
      expect(await send(endpoint, signed(root, write))).toMatchObject({
        status: 500,
        text: expect.stringContaining('<Code>InternalError</Code>'),
      })
    expect(told.stderr).toContain('EFBIG')
    expect((await ask(root, asked('GET', 'kept'))).text).toBe('kept')
    expect((await send(endpoint, signed(root, asked('GET', 'new')))).status).toBe(404)
    expect(files()).toEqual(had)
    const list = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${headers.etag}</ETag></Part></CompleteMultipartUpload>`
    await ask(root, asked('POST', 'parts', { query: `uploadId=${upload}`, body: Buffer.from(list) }))
    expect((await ask(root, asked('GET', 'parts'))).text).toBe('the part')
    await ask(root, asked('PUT', 'kept', { body: Buffer.alloc(1_000_000) }))
    await stop()
    await server.restart()
  })
})

describe('on a volume that is full, after kill -9', () => {
  it('a store is verified, a server starts and stops, and the attempts leave nothing behind', async () => {
    const { dataDir } = server
    await server.kill()
    const verified = await runOnFull('store', 'verify', '--data-dir', dataDir)
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('data.mdb is sound')])
    expect(verified.stderr).toContain('server.pid cannot be written: EFBIG')
    const served = await runOnFull('serve', '--port', '0', '--data-dir', dataDir)
    expect([served.code, served.stderr]).toEqual([0, expect.stringContaining('server.pid cannot be written: EFBIG')])
    expect(readdirSync(dataDir).sort()).toEqual(['endpoint', 'objects', 'root-credentials.json', 'server.json', 'store'])
    await server.restart()
  })
})
