import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lockDirectory } from './lock.js'

const base = mkdtempSync(join(tmpdir(), 'daypass-lock-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

function place(name: string): string {
  mkdirSync(join(base, name), { recursive: true, mode: 0o700 })
  return join(base, name)
}

describe.runIf(process.platform === 'linux')('the lock of a data directory', () => {
  it('cannot be taken by a user who has no access to the directory', async () => {
    const directory = place('squatted')
    const { dev, ino } = statSync(directory, { bigint: true })
    const squatter = createServer()
    // The earlier name of the lock, in a name space that all local users share.
    await new Promise<void>((resolve) =>
      squatter.listen(`\0daypass-${createHash('sha256').update(`${dev}:${ino}`).digest('hex')}`, resolve),
    )
    const lock = await lockDirectory(directory)
    squatter.close()
    expect(lock).toHaveProperty('release')
  })

  it('is accessible to its owner only, and leaves nothing behind when it is released', async () => {
    const directory = place('clean')
    const lock = await lockDirectory(directory)
    if ('heldBy' in lock) throw new Error('not taken')
    expect([readdirSync(directory).sort(), statSync(join(directory, 'lock')).mode & 0o777]).toEqual([['lock', 'server.pid'], 0o700])
    await lock.release()
    expect(readdirSync(directory)).toEqual([])
  })

  it('works if a path is longer than the kernel accepts for a socket', async () => {
    const directory = place(`${'deep/'.repeat(40)}end`)
    const lock = await lockDirectory(directory)
    expect(await lockDirectory(directory)).toEqual({ heldBy: process.pid })
    if ('heldBy' in lock) throw new Error('not taken')
    await lock.release()
    expect(readdirSync(directory)).toEqual([])
  })

  it('removes what killed starters have left, and nothing else', async () => {
    const directory = place('left-over')
    for (const name of ['lock.aaaaaa', 'lock.bbbbbb', 'lock', 'lock.of-mine']) mkdirSync(join(directory, name))
    writeFileSync(join(directory, 'lock.bbbbbb', '1.bbbbbb'), '')
    writeFileSync(join(directory, 'lock', '1.cccccc'), '')
    expect(await lockDirectory(directory)).toHaveProperty('release')
    expect(readdirSync(directory).sort()).toEqual(['lock', 'lock.of-mine', 'server.pid'])
    expect(readdirSync(join(directory, 'lock'))).toEqual([expect.stringMatching(new RegExp(`^${process.pid}\\.\\w{6}$`))])
  })

  it('never changes the target of a link in its place', async () => {
    const directory = place('linked')
    const target = place('target')
    writeFileSync(join(target, 'file'), 'kept')
    symlinkSync(target, join(directory, 'lock'))
    await expect(lockDirectory(directory)).rejects.toThrow('is not a folder')
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe('kept')
  })

  it('does not write the process id through a link', async () => {
    const directory = place('pid')
    const target = join(base, 'precious')
    writeFileSync(target, 'kept')
    symlinkSync(target, join(directory, 'server.pid'))
    const lock = await lockDirectory(directory)
    expect([readFileSync(target, 'utf8'), lstatSync(join(directory, 'server.pid')).isFile()]).toEqual(['kept', true])
    if ('heldBy' in lock) throw new Error('not taken')
    await lock.release()
    expect([existsSync(target), existsSync(join(directory, 'server.pid'))]).toEqual([true, false])
  })

  it('is taken even if the process id cannot be written, which is reported, and can be released', async () => {
    const directory = place('no-pid')
    mkdirSync(join(directory, 'server.pid', 'in-the-way'), { recursive: true })
    const said: string[] = []
    const lock = await lockDirectory(directory, { warn: (text) => said.push(text) })
    expect(await lockDirectory(directory)).toEqual({ heldBy: process.pid })
    if ('heldBy' in lock) throw new Error('not taken')
    await lock.release()
    expect(said).toEqual([expect.stringMatching(/server\.pid cannot be written: .*All else goes on: the file only names the process/)])
    expect(readdirSync(directory)).toEqual(['server.pid'])
    expect(await lockDirectory(directory)).toHaveProperty('release')
  })

  it('goes to exactly one of many that want it at the same moment', async () => {
    const directory = place('crowd')
    for (let round = 0; round < 10; round++) {
      const locks = await Promise.all(Array.from({ length: 8 }, () => lockDirectory(directory)))
      const taken = locks.flatMap((lock) => ('heldBy' in lock ? [] : [lock]))
      expect(taken).toHaveLength(1)
      await taken[0]?.release()
    }
  })
})
