// Stores that are valid, damaged or in use: servers create them, or must not start on them.
import {
  closeSync,
  copyFileSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { send, signed } from '../signed-request.js'

const vector = fileURLToPath(new URL('../../vectors/data-directories/d627345/data', import.meta.url))
const folder = scratchFolder()
const dataDir = join(folder.path, 'data')
const file = join(dataDir, 'store', 'data.mdb')
afterAll(() => folder.remove())

beforeAll(async () => {
  const server = await ServerProcess.start({ dataDir })
  expect(await server.stop()).toBe(0)
  copyFileSync(file, join(folder.path, 'whole'))
})

const verify = (at = dataDir) => runDaypass(['store', 'verify', '--data-dir', at])
/** Writes the bytes there, and again `further` bytes later. */
function write(position: number, bytes: readonly number[], further: number): void {
  const open = openSync(file, 'r+')
  for (const at of [position, position + further]) writeSync(open, Buffer.from(bytes), 0, bytes.length, at)
  closeSync(open)
}

describe('daypass store verify', () => {
  it('reports a valid store, ends with 0 and does not change the directory', async () => {
    const before = readdirSync(dataDir)
    expect(await verify()).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /data\.mdb is sound\.\n {2}\d+ pages of 4096 bytes: \d+ in use, \d+ free\n {2}records in table "data": \d+, .*\n {2}last transaction \d+\n1 secret: all open\.\n0 objects: every byte is right\.\n$/,
      ),
      stderr: '',
    })
    expect(readdirSync(dataDir)).toEqual(before)
  })

  it('accepts the store of an earlier version', async () => {
    const old = join(folder.path, 'old')
    cpSync(vector, old, { recursive: true })
    const { code, stdout } = await verify(old)
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/last transaction 22\n4 objects: their sizes are right \(without the master key/),
    ])
  })

  it('reports that there is no store', async () => {
    expect(await verify(join(folder.path, 'nothing'))).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no store in'),
    })
  })

  it('does not wait for a running server, and does not read what it writes', async () => {
    const server = await ServerProcess.start({ dataDir })
    expect(await verify()).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`Another server (process ${server.pid}) is using`),
    })
    expect(await server.stop()).toBe(0)
  })
})

describe('objects that are damaged on the disk', () => {
  const objects = join(dataDir, 'objects')
  const large = Buffer.alloc(300_000, 'large ')
  let path = ''
  const told: string[] = []
  beforeAll(async () => {
    const server = await ServerProcess.start({ dataDir })
    const root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: '/verified-bucket' })
    await ask(root, { service: 's3', method: 'PUT', path: '/verified-bucket/small', body: Buffer.from('small') })
    await ask(root, { service: 's3', method: 'PUT', path: '/verified-bucket/large', body: large })
    expect(await server.stop()).toBe(0)
    const [found] = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{32}$/.test(name))
    path = join(objects, found ?? '')
  })

  it('are verified, byte by byte', async () => {
    expect(await verify()).toMatchObject({ code: 0, stdout: expect.stringMatching(/\n2 objects: every byte is right\.\n$/) })
  })

  it('are refused to their readers, before or in the midst of the answer, and told to the operator', async () => {
    const whole = readFileSync(path)
    const change = (at: number) =>
      writeFileSync(
        path,
        whole.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      )
    const server = await ServerProcess.start({ dataDir })
    const root = signerOf(server, server.rootKey())
    const get = (headers: string[] = []) =>
      send(root.endpoint, signed(root, { service: 's3', method: 'GET', path: '/verified-bucket/large', headers }))
    change(10)
    expect(await get()).toMatchObject({ status: 500, text: expect.stringContaining('<Code>InternalError</Code>') })
    expect((await get(['range', 'bytes=100000-100009'])).text).toBe(large.toString().slice(100_000, 100_010))
    change(250_000)
    await expect(get()).rejects.toThrow()
    rmSync(path)
    expect(await get()).toMatchObject({ status: 500, text: expect.stringContaining('<Code>InternalError</Code>') })
    expect(await server.stop()).toBe(0)
    told.push(server.stderr)
    expect(server.stderr).toMatch(
      /frame 0 does not have the bytes that were written[\s\S]*A download was cut off: .*frame 3 [\s\S]*the file of an object is missing/,
    )
    change(250_000)
    expect(await verify()).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /\n {2}s3:\/\/verified-bucket\/large: its bytes in [0-9a-f]{32} are damaged: frame 3 .*\n1 secret: all open\.\n1 of 2 objects: missing or damaged/,
      ),
    })
    writeFileSync(path, whole)
  })

  it('are not compared with another master key', async () => {
    const other = join(folder.path, 'other-key')
    writeFileSync(other, `${Buffer.alloc(32, 9).toString('base64')}\n`, { mode: 0o600 })
    const { code, stderr } = await runDaypass(['store', 'verify', '--data-dir', dataDir, '--master-key-file', other])
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('The master key does not open this data, which was sealed with another one.'),
    ])
  })
})

describe('a start on a damaged store', () => {
  it.each<[string, () => void, string | RegExp]>([
    ['cut off', () => truncateSync(file, 3 * 4096), /the file ends before page \d+: it was cut off/],
    ['cut off within the meta pages', () => truncateSync(file, 5_000), 'the file has 5000 bytes, less than two pages'],
    ['zeroed', () => writeFileSync(file, Buffer.alloc(readFileSync(file).length)), 'page 0 is not a meta page of LMDB'],
    ['overwritten', () => writeFileSync(file, 'x'.repeat(20_000)), 'page 0 is not a meta page of LMDB'],
    ['changed in a meta page', () => write(24 + 72 + 40, [200, 1], 4096), 'a tree begins at page 456'],
  ])('ends with an error that says what to do when the file is %s, and changes nothing', async (_, damage, says) => {
    damage()
    const before = readFileSync(file)
    const { code, stdout, stderr } = await runDaypass(['serve', '--port', '0', '--data-dir', dataDir])
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)])
    expect(stderr).toMatch(
      /is damaged: .*Nothing was changed\. Restore .* from a backup .*To list all damage, run:\n {2}daypass store verify --data-dir/,
    )
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(readFileSync(file).equals(before)).toBe(true)
    const verified = await verify()
    expect([verified.code, verified.stdout]).toEqual([
      1,
      expect.stringMatching(/is damaged:\n {2}.*\n[\s\S]*restore the whole directory from a backup/),
    ])
    expect(verified.stdout).toMatch(says)
    copyFileSync(join(folder.path, 'whole'), file)
  })

  it('starts again once the directory is restored, by the steps of docs/backup.md', async () => {
    cpSync(dataDir, join(folder.path, 'backup'), { recursive: true })
    truncateSync(file, 8_192)
    expect(await verify()).toMatchObject({ code: 1 })
    rmSync(dataDir, { recursive: true })
    cpSync(join(folder.path, 'backup'), dataDir, { recursive: true })
    const server = await ServerProcess.start({ dataDir })
    expect(await server.stop()).toBe(0)
  })
})
