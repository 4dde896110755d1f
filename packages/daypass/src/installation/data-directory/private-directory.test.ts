import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { problemOf, requirePrivateDirectory } from './private-directory.js'

const folder = (uid: number, mode: number) => ({ uid, mode: 0o040000 | mode, isDirectory: () => true })

describe('a data directory', () => {
  it.each([
    ['its owner alone', 1000, 0o700],
    ['others who can read it', 1000, 0o755],
    ['root, who owns the volumes of containers', 0, 0o755],
  ])('may be open to %s', (_, uid, mode) => {
    expect(problemOf(folder(uid, mode), 1000, '/data')).toBeUndefined()
  })

  it.each([
    ['the group may write', 1000, 0o770, 'mode 770). Run: chmod go-w /data\n'],
    ['everyone may write', 1000, 0o707, 'mode 707). Run: chmod go-w /data\n'],
    ['the group may write and root owns it', 0, 0o775, 'mode 775). Run: chmod go-w /data\n'],
    ['another user owns it', 1001, 0o700, 'belongs to another user (id 1001), who can change what is in it. Run: chown 1000 /data\n'],
  ])('is rejected when %s', (_, uid, mode, says) => {
    expect(problemOf(folder(uid, mode), 1000, '/data')).toContain(says)
  })

  it('is quoted for a shell in the command to run', () => {
    expect(problemOf(folder(1000, 0o770), 1000, "/my data/o'clock; x")).toContain(`Run: chmod go-w '/my data/o'\\''clock; x'\n`)
  })

  it('is rejected for root when another user owns it', () => {
    expect(problemOf(folder(1000, 0o700), 0, '/data')).toContain('chown 0 /data')
  })

  it('need not exist, and must be a folder', () => {
    const at = temporaryFolder('directory')
    expect(() => requirePrivateDirectory(join(at, 'new'))).not.toThrow()
    mkdirSync(join(at, 'made'), { mode: 0o700 })
    expect(() => requirePrivateDirectory(join(at, 'made'))).not.toThrow()
    writeFileSync(join(at, 'file'), '')
    expect(() => requirePrivateDirectory(join(at, 'file'))).toThrow('is not a folder')
  })
})
