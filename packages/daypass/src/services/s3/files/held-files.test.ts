import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdable, STALE } from './held-files.js'
import type { ObjectFiles } from './object-files.js'

let folder = ''
let removed: string[] = []
let now = 0
let jumped = 0
let names = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-held-'))
  removed = []
  now = Date.now()
  jumped = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What one process has of the folder. */
function process() {
  const own = { folder, remove: async (file: string) => void removed.push(file) } as unknown as ObjectFiles
  return holdable(own, { wall: () => now + jumped, monotonic: () => now, name: () => `hold-${names++}` })
}

describe('object files', () => {
  it('are removed at once where nobody holds them', async () => {
    await process().files.remove('a')
    expect(removed).toEqual(['a'])
  })

  it('stay while they are held, and are removed at the release', async () => {
    const { files, hold } = process()
    const held = hold()
    await files.remove('a')
    await files.remove('b')
    expect(removed).toEqual([])
    await held.release()
    expect(removed).toEqual(['a', 'b'])
    expect(existsSync(join(folder, 'held'))).toBe(false)
  })

  it('stay until the last of several holds is released', async () => {
    const { files, hold } = process()
    const [first, second] = [hold(), hold()]
    await files.remove('a')
    await first.release()
    expect(removed).toEqual([])
    await second.release()
    expect(removed).toEqual(['a'])
  })

  it('that another process holds are removed with the first one after its release', async () => {
    const { files } = process()
    const held = process().hold()
    await files.remove('a')
    await held.release()
    expect(removed).toEqual([])
    await files.remove('b')
    expect(removed.sort()).toEqual(['a', 'b'])
  })

  it('are not kept for a process that was killed', async () => {
    process().hold()
    const { files } = process()
    await files.remove('a')
    now += STALE - 1
    await files.remove('b')
    expect(removed).toEqual([])
    now += 1
    await files.remove('c')
    expect(removed.sort()).toEqual(['a', 'b', 'c'])
    expect(readdirSync(join(folder, 'held'))).toEqual([])
  })

  it('stay as long as a hold is renewed', async () => {
    const { files, hold } = process()
    const held = hold()
    for (let i = 0; i < 5; i++) {
      now += STALE - 1_000
      held.renew()
    }
    await files.remove('a')
    expect(removed).toEqual([])
    await held.release()
  })

  it.each([86_400_000, -86_400_000])('stay while a hold is renewed by a process whose clock jumped by %i ms', async (jump) => {
    const { files, hold } = process()
    const held = hold()
    await files.remove('a')
    jumped = jump
    for (let i = 0; i < 3; i++) {
      now += STALE - 1_000
      held.renew()
      await files.remove(`${i}`)
    }
    expect(removed).toEqual([])
    await held.release()
  })

  it('stay where a hold seems to be of long ago or of the future, because the clocks of two machines differ', async () => {
    for (const apart of [-9 * STALE, 9 * STALE]) {
      const { files, hold } = process()
      const held = hold()
      const seconds = (now + apart) / 1_000
      utimesSync(join(folder, 'held', `hold-${names - 1}`), seconds, seconds)
      await files.remove('a')
      expect(removed).toEqual([])
      await held.release()
      removed = []
    }
  })
})
