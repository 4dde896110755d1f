import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { makeFolder } from './make-folder.js'

const place = () => temporaryFolder('folder')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('a folder that is made', () => {
  it('is for its owner alone, and so are those above it that were missing', () => {
    const at = place()
    makeFolder(join(at, 'a', 'b', 'c'))
    expect(['a', 'a/b', 'a/b/c'].map((path) => modeOf(join(at, path)))).toEqual(['700', '700', '700'])
  })

  it('may be there, by a link too, and then stays as it is', () => {
    const at = place()
    mkdirSync(join(at, 'real'), { mode: 0o755 })
    symlinkSync(join(at, 'real'), join(at, 'link'))
    makeFolder(join(at, 'link'))
    makeFolder(join(at, 'link', 'below'))
    expect([modeOf(join(at, 'real')), existsSync(join(at, 'real', 'below'))]).toEqual(['755', true])
  })

  it.each([
    ['a file is in its place', 'file', 'EEXIST'],
    ['it lies below a file', 'file/x', 'ENOTDIR'],
    ['it is a link that leads nowhere', 'dangling', 'EEXIST'],
    ['it lies below such a link', 'dangling/x', 'EEXIST'],
    ['it is a link that leads to itself', 'loop', 'ELOOP'],
  ])('is refused at once when %s', (_, name, code) => {
    const at = place()
    writeFileSync(join(at, 'file'), '')
    symlinkSync(join(at, 'nowhere'), join(at, 'dangling'))
    symlinkSync(join(at, 'loop'), join(at, 'loop'))
    expect(() => makeFolder(join(at, name))).toThrow(expect.objectContaining({ code }))
  })

  it.runIf(existsSync('/proc/self'))('is refused at once where the file system takes none', () => {
    expect(() => makeFolder('/proc/daypass/data')).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'mkdir' }))
  })
})
