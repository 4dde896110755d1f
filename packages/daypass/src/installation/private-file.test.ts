import { chmodSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writePrivateFile } from './private-file.js'

const folder = () => mkdtempSync(join(tmpdir(), 'daypass-private-'))
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('a private file', () => {
  it('is for its owner alone, also where folders have to be made', () => {
    const path = join(folder(), 'a', 'b', 'secret')
    writePrivateFile(path, 'text')
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['text', '600'])
  })

  it('takes neither the mode nor the place of what someone left in its way', () => {
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
})
