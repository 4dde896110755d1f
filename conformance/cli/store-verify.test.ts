// Stores that are valid, damaged or in use: servers create them, or must not start on them.
import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
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
import { runDaypass, ServerProcess } from '../server-process.js'

const vector = fileURLToPath(new URL('../../vectors/data-directories/d627345/data/store/data.mdb', import.meta.url))
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
        /data\.mdb is sound\.\n {2}\d+ pages of 4096 bytes: \d+ in use, \d+ free\n {2}records in table "data": \d+, .*\n {2}last transaction \d+\n$/,
      ),
      stderr: '',
    })
    expect(readdirSync(dataDir)).toEqual(before)
  })

  it('accepts the store of an earlier version', async () => {
    const old = join(folder.path, 'old')
    mkdirSync(join(old, 'store'), { recursive: true, mode: 0o700 })
    copyFileSync(vector, join(old, 'store', 'data.mdb'))
    expect(await verify(old)).toMatchObject({ code: 0, stdout: expect.stringContaining('last transaction 22') })
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
