import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { requirePlace } from './place.js'

let at = ''
beforeAll(() => {
  at = temporaryFolder('place')
  writeFileSync(join(at, 'file'), '')
  mkdirSync(join(at, 'folder'))
  symlinkSync(join(at, 'folder'), join(at, 'link'))
  symlinkSync('nowhere', join(at, 'dangling'))
  symlinkSync('loop', join(at, 'loop'))
})

describe('the path of a data directory', () => {
  it.each(['folder', 'link', 'new', 'folder/new', 'link/new/er', '.'])('may be %s', (name) => {
    expect(() => requirePlace(join(at, name))).not.toThrow()
  })

  it.each([
    ['file', 'file is not a folder. Choose another --data-dir.'],
    ['file/x/y', 'file is not a folder, so there can be nothing below it. Choose another --data-dir.'],
    ['dangling', 'dangling is a symbolic link to nowhere, which does not exist. Choose another --data-dir.'],
    ['dangling/x', 'dangling is a symbolic link to nowhere, which does not exist. Choose another --data-dir.'],
    ['loop', 'loop is a symbolic link that leads back to itself. Choose another --data-dir.'],
    ['loop/x', 'loop is a symbolic link that leads back to itself. Choose another --data-dir.'],
  ])('cannot be %s', (name, says) => {
    expect(() => requirePlace(join(at, name))).toThrow(says)
  })
})
