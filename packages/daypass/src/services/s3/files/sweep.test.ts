import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { fileParts } from '../../../testing/s3/file-parts.js'
import { temporaryFolder } from '../../../testing/temporary-folder.js'
import { makeObjectFiles, type ObjectFiles, type ReceivedFile } from './object-files.js'

let folder: string
let files: ObjectFiles
beforeEach(async () => {
  folder = join(temporaryFolder('object-files'), 'objects')
  files = makeObjectFiles(folder, await fileParts())
})

const allFiles = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))

async function receive(text: string): Promise<ReceivedFile> {
  const received = await files.receive(
    (async function* () {
      yield Buffer.from(text)
    })(),
    100,
  )
  if (received === 'too large') throw new Error(received)
  return received
}

describe('sweeping', () => {
  it('removes half-received files and files without a reference, and nothing else', async () => {
    const kept = await receive('kept')
    const orphan = await receive('orphan')
    writeFileSync(join(folder, 'tmp', 'f'.repeat(32)), 'half')
    writeFileSync(join(folder, 'tmp', kept.file), 'half, with the name of a kept one')
    writeFileSync(join(folder, 'README'), 'not ours')
    expect(await files.sweep((file) => file === kept.file)).toEqual({ taken: 1, kept: 1 })
    expect(allFiles().sort()).toEqual([kept.file, 'README'].sort())
    expect(await files.read(orphan, { start: 0, length: 1 })).toBeUndefined()
  })

  it('moves what it removes to another folder if one is given, with the same subfolders', async () => {
    const kept = await receive('kept')
    const orphan = await receive('orphan')
    writeFileSync(join(folder, 'tmp', 'f'.repeat(32)), 'half')
    const trash = join(folder, 'trash', 'today')
    expect(await files.sweep((file) => file === kept.file, trash)).toEqual({ taken: 1, kept: 1 })
    expect(readFileSync(join(trash, orphan.file.slice(0, 2), orphan.file))).toHaveLength('orphan'.length + 16)
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
