import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { readPrivateFile, removePrivateFile, writePrivateFile } from './private-file.js'

const folder = () => temporaryFolder('private')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('a private file', () => {
  it('is for its owner only, even if folders have to be created', () => {
    const path = join(folder(), 'a', 'b', 'secret')
    writePrivateFile(path, 'text')
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['text', '600'])
  })

  it('does not inherit mode or location of a file that is in its place', () => {
    const at = folder()
    const path = join(at, 'secret')
    writeFileSync(`${path}.new`, '')
    chmodSync(`${path}.new`, 0o666)
    writePrivateFile(path, 'one')
    expect(modeOf(path)).toBe('600')
    symlinkSync(join(at, 'elsewhere'), `${path}.new`)
    writePrivateFile(path, 'two')
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['two', '600'])
    expect(() => statSync(join(at, 'elsewhere'))).toThrow()
  })

  it('leaves nothing behind if it cannot be moved to its place', () => {
    const at = folder()
    mkdirSync(join(at, 'secret', 'in-the-way'), { recursive: true })
    expect(() => writePrivateFile(join(at, 'secret'), 'text')).toThrow(/EISDIR|ENOTEMPTY/)
    expect(readdirSync(at)).toEqual(['secret'])
  })

  it('is read with its mode, or is absent', () => {
    const path = join(folder(), 'file')
    expect(readPrivateFile(path)).toBeUndefined()
    writePrivateFile(path, 'text')
    expect(readPrivateFile(path)).toEqual({ text: 'text', mode: 0o600 })
    removePrivateFile(path)
    removePrivateFile(path)
    expect(readPrivateFile(path)).toBeUndefined()
  })

  it.each<[string, (path: string, at: string) => void, string]>([
    ['a link', (path, at) => symlinkSync(join(at, 'elsewhere'), path), 'is a symbolic link'],
    ['a folder', (path) => mkdirSync(path), 'is not a regular file'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'is not a regular file'],
    ['far too long', (path) => writeFileSync(path, 'secret'.repeat(20_000)), 'is longer than 65536 bytes'],
  ])('is not read if it is %s, and the error reveals nothing of its contents', (_, make, says) => {
    const at = folder()
    const path = join(at, 'file')
    writeFileSync(join(at, 'elsewhere'), 'secret')
    make(path, at)
    expect(() => readPrivateFile(path)).toThrow(expect.objectContaining({ code: 'UnreadableFile', message: `${path} ${says}.` }))
  })
})
