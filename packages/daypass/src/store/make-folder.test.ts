import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { makeFolder } from './make-folder.js'

const place = () => temporaryFolder('folder')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('a folder that is created', () => {
  it('is for its owner only, and so are the missing parent folders', () => {
    const at = place()
    makeFolder(join(at, 'a', 'b', 'c'))
    expect(['a', 'a/b', 'a/b/c'].map((path) => modeOf(join(at, path)))).toEqual(['700', '700', '700'])
  })

  it('may exist, or be a link to a folder, and then stays unchanged', () => {
    const at = place()
    mkdirSync(join(at, 'real'), { mode: 0o755 })
    symlinkSync(join(at, 'real'), join(at, 'link'))
    makeFolder(join(at, 'link'))
    makeFolder(join(at, 'link', 'below'))
    expect([modeOf(join(at, 'real')), existsSync(join(at, 'real', 'below'))]).toEqual(['755', true])
  })

  it.each([
    ['there is a file in its place', 'file', 'EEXIST'],
    ['a parent is a file', 'file/x', 'ENOTDIR'],
    ['it is a link to nothing', 'dangling', 'EEXIST'],
    ['a parent is such a link', 'dangling/x', 'EEXIST'],
    ['it is a link to itself', 'loop', 'ELOOP'],
  ])('fails at once if %s', (_, name, code) => {
    const at = place()
    writeFileSync(join(at, 'file'), '')
    symlinkSync(join(at, 'nowhere'), join(at, 'dangling'))
    symlinkSync(join(at, 'loop'), join(at, 'loop'))
    expect(() => makeFolder(join(at, name))).toThrow(expect.objectContaining({ code }))
  })

  it.runIf(existsSync('/proc/self'))('fails at once if the file system does not allow it', () => {
    expect(() => makeFolder('/proc/daypass/data')).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'mkdir' }))
  })
})
