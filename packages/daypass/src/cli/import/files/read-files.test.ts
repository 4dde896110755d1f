import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { answersOf, bounded } from './read-files.js'

const folder = mkdtempSync(join(tmpdir(), 'daypass-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = (name: string) => join(folder, name)

describe('a file with answers', () => {
  it('is read, with the mark that some editors begin a file with', async () => {
    writeFileSync(path('roots.json'), '\ufeff{"Roots":[]}')
    expect(await answersOf([path('roots.json')])).toEqual([{ kind: 'list-roots', of: '', value: { Roots: [] } }])
  })

  it.each<[when: string, before: string, after: string]>([
    ['at once', '{"Roots":[]}', ''],
    ['bit by bit', '{"Roots"', ':[]}'],
    ['later', '', '{"Roots":[]}'],
  ])('may be a pipe that a command writes to %s', async (when, before, after) => {
    const pipe = path(when)
    execFileSync('mkfifo', [pipe])
    // Opened for reading and writing, as it would wait for a reader otherwise.
    const writer = spawn('sh', ['-c', 'exec 3<>"$0"; printf %s "$1" >&3; echo; read -r _; printf %s "$2" >&3', pipe, before, after])
    await new Promise((resolve) => writer.stdout.once('data', resolve))
    const answers = answersOf([pipe])
    writer.stdin.end()
    expect(await answers).toHaveLength(1)
  })

  it('is refused where it is a pipe that nobody writes to, rather than waited for', async () => {
    execFileSync('mkfifo', [path('idle')])
    await expect(answersOf([path('idle')])).rejects.toThrow('idle is a pipe that nothing writes to.')
  })

  it.each<[file: string, problem: string]>([
    ['/dev/zero', '/dev/zero must be a file or a pipe.'],
    [folder, 'must be a file or a pipe.'],
    [path('none'), 'none cannot be read: ENOENT'],
  ])('is refused where it is %s', async (file, problem) => {
    await expect(answersOf([file])).rejects.toThrow(problem)
  })

  it('has a most of bytes, wherever they come from', async () => {
    const stream = () => Readable.from([Buffer.from('{"a"'), Buffer.from(':1}')])
    expect(await bounded('Standard input', stream(), 7)).toBe('{"a":1}')
    await expect(bounded('Standard input', stream(), 6)).rejects.toThrow('Standard input has more than 6 bytes.')
  })
})
