import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { lockDirectory } from './lock.js'

/** As on a full volume of ext4, where a folder takes a block: there is room for a new one once the folder `lock` has released its own. */
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  const mkdtempSync = (prefix: string): string => {
    if (real.existsSync(join(dirname(prefix), 'lock')))
      throw Object.assign(new Error('ENOSPC: no space left on device, mkdtemp'), {
        code: 'ENOSPC',
        errno: -28,
        syscall: 'mkdtemp',
        path: prefix,
      })
    return real.mkdtempSync(prefix)
  }
  return { ...real, mkdtempSync }
})

const base = fs.mkdtempSync(join(tmpdir(), 'daypass-full-lock-'))
afterAll(() => fs.rmSync(base, { recursive: true, force: true }))

describe.runIf(process.platform === 'linux')('on a full volume, the lock', () => {
  it('is taken after a crash, in the space that the folder of the previous holder releases', async () => {
    const directory = join(base, 'data')
    fs.mkdirSync(join(directory, 'lock'), { recursive: true, mode: 0o700 })
    fs.writeFileSync(join(directory, 'lock', '1.aaaaaa'), '')
    const lock = await lockDirectory(directory)
    expect(await lockDirectory(directory)).toEqual({ heldBy: process.pid })
    if ('heldBy' in lock) throw new Error('not taken')
    await lock.release()
    expect(fs.readdirSync(directory)).toEqual([])
  })
})
