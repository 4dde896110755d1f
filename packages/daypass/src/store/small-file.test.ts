import { execFileSync, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { readSmallFile } from './small-file.js'

describe('a small file', () => {
  const path = join(temporaryFolder('small'), 'file')

  it.each(['', 'text\n', 'ä'.repeat(524_288)])('is read completely', (text) => {
    writeFileSync(path, text)
    expect(readSmallFile(path)).toBe(text)
  })

  it('is rejected if it is too long or endless', () => {
    truncateSync(path, 1_048_577)
    for (const long of [path, '/dev/zero']) expect(() => readSmallFile(long)).toThrow(`${long} is longer than 1048576 bytes`)
  })

  it('may be a pipe', () => {
    execFileSync('mkfifo', [`${path}.pipe`])
    const { status } = spawnSync('/bin/sh', ['-c', 'printf "one two" > "$0" &', `${path}.pipe`], { stdio: 'ignore' })
    expect([status, readSmallFile(`${path}.pipe`)]).toEqual([0, 'one two'])
  })
})
