// A data directory that a version after this one has migrated: what the earlier version and this one do with it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { call } from '../query-form.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { fate, homeOf } from '../sts/principals.js'
import { layoutOf } from './newer-store.js'
import { type OlderServer, unpackOlder } from './older-server.js'

const scratch = scratchFolder()
const environment = { DAYPASS_MASTER_KEY: Buffer.alloc(32, 3).toString('base64') }
let older: OlderServer
let dataDir: string
let known: number
beforeAll(async () => {
  older = unpackOlder()
  dataDir = join(scratch.path, 'data')
  await using server = await ServerProcess.start({ command: older.command, dataDir, environment })
  await server.stop()
  known = (await layoutOf(dataDir)).schema
})
afterAll(() => {
  older.remove()
  scratch.remove()
})

/** Everything in the data directory, but for what LMDB notes about its readers. */
function contents(): unknown[] {
  const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'lock.mdb').map((entry) => join(entry.parentPath, entry.name))
  return [...files.toSorted().map((file) => [file, readFileSync(file, 'base64')]), entries.filter((entry) => entry.isDirectory()).length]
}

describe.each([
  { which: 'the earlier version', command: () => older.command, run: (args: readonly string[]) => older.run(args, environment) },
  { which: 'this version', command: () => undefined, run: (args: readonly string[]) => runDaypass(args, environment) },
])('$which', ({ command, run }) => {
  it('refuses a store that it does not understand, by name, and changes nothing', async () => {
    await layoutOf(dataDir, { schema: known + 2, minReader: known + 1 })
    const before = contents()
    const { code, stdout, stderr } = await run(['serve', '--port', '0', '--data-dir', dataDir])
    expect([code, stdout, stderr.trim()]).toEqual([
      1,
      '',
      `daypass: The data was written by a newer daypass (schema ${known + 2}; this one knows ${known}). Start that version, or restore a backup that was made before it.`,
    ])
    expect(contents()).toEqual(before)
  })

  it.each([
    ['backup', 'out', '--data-dir', 'data'],
    ['keys', 'rotate', '--data-dir', 'data'],
    ['store', 'copy', 'lmdb:data', 'lmdb:out'],
  ])('does not touch it with %s %s either', async (...words) => {
    await layoutOf(dataDir, { schema: known + 2, minReader: known + 1 })
    const before = contents()
    const args = words.map((word) =>
      word.replace(/^(lmdb:)?(data|out)$/, (_, kind = '', name: string) => `${kind}${join(scratch.path, name)}`),
    )
    expect(await run(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('was written by a newer daypass') })
    expect([contents(), readdirSync(scratch.path)]).toEqual([before, ['data']])
  })

  it('works with a store of which a newer version says that it may, and leaves the number as it is', async () => {
    const layout = { schema: known + 1, minReader: known }
    await layoutOf(dataDir, layout)
    const file = command()
    {
      await using server = await ServerProcess.start({ dataDir, environment, ...(file !== undefined && { command: file }) })
      expect(await fate(homeOf(server).root, call('sts', 'GetCallerIdentity'))).toBe('allowed')
    }
    expect(await layoutOf(dataDir)).toEqual(layout)
  })
})
