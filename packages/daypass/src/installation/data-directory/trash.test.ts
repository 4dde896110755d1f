import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { emptyOldTrash, TRASH_KEPT, trashFolder } from './trash.js'

const dataDir = () => temporaryFolder('trash')
const SWEPT = Date.UTC(2026, 10, 29, 17, 40, 5)

describe('the trash', () => {
  it('keeps what was swept for 7 days, and then deletes it', () => {
    const at = dataDir()
    const folder = trashFolder(at, SWEPT)
    expect(folder).toBe(join(at, 'objects', 'trash', '2026-11-29T17-40-05Z'))
    mkdirSync(join(folder, 'ab'), { recursive: true })
    writeFileSync(join(folder, 'ab', 'file'), 'x')
    emptyOldTrash(at, SWEPT + TRASH_KEPT - 1)
    expect(existsSync(join(folder, 'ab', 'file'))).toBe(true)
    emptyOldTrash(at, SWEPT + TRASH_KEPT)
    expect(existsSync(folder)).toBe(false)
  })

  it('does not touch what was not put there by a sweep', () => {
    const at = dataDir()
    const trash = join(at, 'objects', 'trash')
    for (const name of ['mine', '2026-11-29', '2026-11-29T17-40-05Z.kept']) mkdirSync(join(trash, name), { recursive: true })
    emptyOldTrash(at, SWEPT * 2)
    expect(readdirSync(trash)).toHaveLength(3)
  })

  it('is not emptied through a link', () => {
    const [at, elsewhere] = [dataDir(), dataDir()]
    mkdirSync(join(elsewhere, '2026-11-29T17-40-05Z'))
    mkdirSync(join(at, 'objects'))
    symlinkSync(elsewhere, join(at, 'objects', 'trash'))
    emptyOldTrash(at, SWEPT * 2)
    expect(readdirSync(elsewhere)).toHaveLength(1)
  })

  it('need not exist', () => {
    expect(() => emptyOldTrash(dataDir(), SWEPT)).not.toThrow()
  })
})
