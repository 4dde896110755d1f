import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { countedIds } from '../../testing/counted-ids.js'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { makeObjectFiles, type ObjectFiles, type ReceivedFile } from './object-files.js'

let folder: string
let files: ObjectFiles
beforeEach(() => {
  folder = join(temporaryFolder('object-files'), 'objects')
  files = makeObjectFiles(folder, countedIds())
})

async function* chunks(...parts: (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}

const allFiles = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))

async function bytesOf(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  if (body === undefined) throw new Error('the file is gone')
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}

async function receive(...parts: (string | Uint8Array)[]): Promise<ReceivedFile> {
  const received = await files.receive(chunks(...parts), 1_000_000)
  if (received === 'too large') throw new Error(received)
  return received
}

describe('receiving', () => {
  it('stores any bytes in any chunks, and returns their size and MD5', async () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(bodies, async (parts) => {
        const whole = Buffer.concat(parts)
        const received = await receive(...parts)
        expect(received.size).toBe(whole.length)
        expect(received.md5).toBe(createHash('md5').update(whole).digest('hex'))
        expect((await bytesOf(await files.read(received.file, { start: 0, length: whole.length }))).equals(whole)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('creates folders and files that only the own user can access', async () => {
    const { file } = await receive('secret')
    const mode = (...path: string[]) => (statSync(join(folder, ...path)).mode & 0o777).toString(8)
    expect([mode(), mode('tmp'), mode(file.slice(0, 2)), mode(file.slice(0, 2), file)]).toEqual(['700', '700', '700', '600'])
  })

  it('accepts a body of exactly the limit', async () => {
    expect(await files.receive(chunks('1234', '5678'), 8)).toMatchObject({ size: 8 })
  })

  it('stops at a body over the limit, and leaves no file', async () => {
    const source = chunks('1234', '5678', '9', new Error('read on after the limit'))
    expect(await files.receive(source, 8)).toBe('too large')
    expect(allFiles()).toEqual([])
  })

  it('leaves no file of a body that fails half-way, and throws the error', async () => {
    await expect(files.receive(chunks('1234', new Error('altered')), 8)).rejects.toThrow('altered')
    expect(allFiles()).toEqual([])
  })
})

describe('reading', () => {
  it('returns any part of a file', async () => {
    const whole = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    const { file } = await receive(whole)
    for (const [start, length] of [
      [0, 0],
      [0, 1],
      [131_072, 131_072],
      [299_999, 1],
      [5, 290_000],
    ] as const) {
      const part = await bytesOf(await files.read(file, { start, length }))
      expect(part.equals(whole.subarray(start, start + length))).toBe(true)
    }
  })

  it('returns undefined when the file is gone', async () => {
    const { file } = await receive('x')
    await files.remove(file)
    expect(await files.read(file, { start: 0, length: 1 })).toBeUndefined()
  })

  it('continues to read a file that is removed meanwhile', async () => {
    const whole = Buffer.alloc(300_000, 'still here')
    const { file } = await receive(whole)
    const body = await files.read(file, { start: 0, length: whole.length })
    await files.remove(file)
    expect((await bytesOf(body)).equals(whole)).toBe(true)
  })

  it('closes the file when reading ends early, and then returns nothing more', async () => {
    const { file } = await receive(Buffer.alloc(400_000))
    const body = await files.read(file, { start: 0, length: 400_000 })
    const iterator = body?.[Symbol.asyncIterator]()
    expect((await iterator?.next())?.done).toBe(false)
    await iterator?.return?.()
    expect(await iterator?.next()).toEqual({ done: true, value: undefined })
  })

  it('does not follow a symbolic link', async () => {
    const { file } = await receive('x')
    await files.remove(file)
    writeFileSync(join(folder, 'secret'), 'not ours')
    symlinkSync(join(folder, 'secret'), join(folder, file.slice(0, 2), file))
    await expect(files.read(file, { start: 0, length: 8 })).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it('fails instead of returning fewer bytes than the record says', async () => {
    const { file } = await receive('12345678')
    truncateSync(join(folder, file.slice(0, 2), file), 3)
    await expect(files.read(file, { start: 0, length: 8 })).rejects.toThrow('shorter')
    await expect(files.read(file, { start: 0, length: 200_000 }).then(bytesOf)).rejects.toThrow('shorter')
  })

  it.each(['../../etc/passwd', 'a/b', '', 'ABCDEF', `${'0'.repeat(31)}/`])('rejects %j as a file name', async (name) => {
    await expect(files.read(name, { start: 0, length: 1 })).rejects.toThrow(TypeError)
  })
})

describe('sweeping', () => {
  it('removes half-received files and files without a reference, and nothing else', async () => {
    const kept = await receive('kept')
    const orphan = await receive('orphan')
    writeFileSync(join(folder, 'tmp', 'f'.repeat(32)), 'half')
    writeFileSync(join(folder, 'tmp', kept.file), 'half, with the name of a kept one')
    writeFileSync(join(folder, 'README'), 'not ours')
    expect(await files.sweep((file) => file === kept.file)).toEqual({ taken: 1, kept: 1 })
    expect(allFiles().sort()).toEqual([kept.file, 'README'].sort())
    expect(await files.read(orphan.file, { start: 0, length: 1 })).toBeUndefined()
  })

  it('moves what it removes to another folder if one is given, with the same subfolders', async () => {
    const kept = await receive('kept')
    const orphan = await receive('orphan')
    writeFileSync(join(folder, 'tmp', 'f'.repeat(32)), 'half')
    const trash = join(folder, 'trash', 'today')
    expect(await files.sweep((file) => file === kept.file, trash)).toEqual({ taken: 1, kept: 1 })
    expect(readFileSync(join(trash, orphan.file.slice(0, 2), orphan.file), 'utf8')).toBe('orphan')
    // No store can refer to a half-received file, so it is useless.
    expect([readdirSync(join(folder, 'tmp')), readdirSync(trash)]).toEqual([[], [orphan.file.slice(0, 2)]])
    expect((statSync(trash).mode & 0o777).toString(8)).toBe('700')
    expect(await files.sweep(() => false, trash)).toEqual({ taken: 1, kept: 0 })
    expect(allFiles()).toHaveLength(2)
  })

  it('does not touch a folder behind a symbolic link', async () => {
    const elsewhere = temporaryFolder('elsewhere')
    writeFileSync(join(elsewhere, 'a'.repeat(32)), 'not ours')
    symlinkSync(elsewhere, join(folder, 'aa'))
    expect(await files.sweep(() => false)).toEqual({ taken: 0, kept: 0 })
    expect(readdirSync(elsewhere)).toHaveLength(1)
  })

  it('can remove a file twice', async () => {
    const { file } = await receive('x')
    await files.remove(file)
    await expect(files.remove(file)).resolves.toBeUndefined()
  })
})
