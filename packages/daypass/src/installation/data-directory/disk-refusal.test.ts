import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineAudit } from '../../audit/audit.js'
import { openInstallation } from '../installation.js'
import type { StoreKind } from '../open-store.js'
import { diskRefusal } from './disk-refusal.js'
import { examineStore } from './sound-store.js'

const NOBODY = 65_534
let place = ''
let dataDir = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'daypass-foreign-'))
  chmodSync(place, 0o755)
  dataDir = join(place, 'data')
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const open = (store: StoreKind = 'lmdb', at = dataDir) =>
  openInstallation({
    dataDir: at,
    store,
    masterKey: { value: 'ab'.repeat(32), besideData: `${at}.master-key`, mayMake: true, warn: () => {} },
    account: undefined,
    root: undefined,
    audit: lineAudit(
      (bytes) => bytes.length,
      () => {},
    ),
    dev: false,
  })

/** Runs something as another user, in this process. */
async function asNobody<T>(work: () => T | Promise<T>): Promise<T> {
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

const failure = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: what it means, ${syscall}`), { code, syscall, errno: -1, ...(path === undefined ? {} : { path }) })

const EMPTY = mkdtempSync(join(tmpdir(), 'daypass-empty-'))
afterAll(() => rmSync(EMPTY, { recursive: true, force: true }))

describe('a failure of the file system', () => {
  it.each<[string, Error, string]>([
    [
      'a file of another user',
      failure('EACCES', 'open', `${EMPTY}/x`),
      `${EMPTY}/x cannot be opened by user 65534. Run: chown -R 65534 ${EMPTY}`,
    ],
    [
      'a folder of another user',
      failure('EPERM', 'mkdtemp', `${EMPTY}/lock.XXXXXX`),
      `${EMPTY} cannot be changed by user 65534. Run: chown -R 65534 ${EMPTY}`,
    ],
    [
      'a folder without search permission',
      failure('EACCES', 'scandir', `${EMPTY}/x`),
      `${EMPTY}/x cannot be looked into by user 65534. Run: chown -R 65534 ${EMPTY}`,
    ],
    [
      'a read-only volume',
      failure('EROFS', 'mkdtemp', `${EMPTY}/lock.XXXXXX`),
      `${EMPTY} cannot be changed: the volume is read-only. Mount it writable`,
    ],
    [
      'a file system without folders',
      failure('ENOENT', 'mkdir', '/proc/x'),
      'No folder can be created at /proc/x: the file system there does not support it.',
    ],
    [
      'a file system where even root cannot create one',
      failure('EPERM', 'mkdir', '/sys/x'),
      'No folder can be created at /sys/x: the file system there does not support it.',
    ],
    [
      'a folder that may not be created',
      failure('EACCES', 'mkdir', `${EMPTY}/x`),
      `${EMPTY}/x cannot be made by user 65534. Run: chown -R 65534 ${EMPTY}`,
    ],
    [
      'a name that is too long',
      failure('ENAMETOOLONG', 'stat', `${EMPTY}/x`),
      `The name ${EMPTY}/x is too long for the file system. Choose a shorter`,
    ],
    ['a full volume', failure('ENOSPC', 'write'), `${EMPTY} cannot be written: the volume is full. Make room on it.`],
    [
      'any other failure',
      failure('EISDIR', 'rm', `${EMPTY}/x`),
      `${EMPTY}/x cannot be changed: EISDIR: what it means, rm. What daypass keeps`,
    ],
  ])('is explained, with what to do: %s', (_, error, says) => {
    const refusal = diskRefusal(error, EMPTY, NOBODY)
    expect(refusal).toMatchObject({ code: 'StartupError', cause: error, message: expect.stringContaining(says) })
  })

  it('does not advise chown for a folder that is used for something else', () => {
    writeFileSync(join(place, 'passwd'), '')
    expect(diskRefusal(failure('EACCES', 'mkdir', `${place}/store`), place, NOBODY)?.message).toBe(
      `${place}/store cannot be made by user 65534. ${place} holds what is not of daypass. Choose another --data-dir.`,
    )
    writeFileSync(join(place, 'root-credentials.json'), '')
    expect(diskRefusal(failure('EACCES', 'mkdir', `${place}/store`), place, NOBODY)?.message).toContain(`Run: chown -R 65534 ${place}`)
  })

  it('is distinguished from every other error', () => {
    for (const error of [new TypeError('defect'), Object.assign(new Error('x'), { code: 'StoreMisuse' }), undefined, 'text'])
      expect(diskRefusal(error, '/tmp')).toBeUndefined()
  })

  it('is explained when the data directory is below a file', async () => {
    writeFileSync(join(place, 'file'), '')
    for (const kind of ['lmdb', 'memory'] as const)
      await expect(open(kind, join(place, 'file', 'data'))).rejects.toMatchObject({
        code: 'StartupError',
        message: `${join(place, 'file')} is not a folder, so there can be nothing below it. Choose another --data-dir.`,
      })
  })

  it('is explained when there is a folder inside the lock', async () => {
    mkdirSync(join(dataDir, 'lock', 'folder'), { recursive: true })
    chmodSync(dataDir, 0o700)
    const says = `${join(dataDir, 'lock', 'folder')} is a folder. The lock of the data directory holds none: move it away.`
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(says) })
  })
})

describe.runIf(process.getuid?.() === 0)('a data directory that another user created', () => {
  it.each<[string, number]>([
    ['closed', 0o700],
    ['open', 0o755],
  ])('(%s) is rejected with an explanation', async (_, mode) => {
    await (await open()).close()
    chmodSync(dataDir, mode)
    await expect(asNobody(() => open())).rejects.toMatchObject({
      code: 'StartupError',
      message: expect.stringMatching(/cannot be (opened|changed|looked into|read).* by user 65534\. Run: chown -R 65534 \S+data$/),
    })
  })

  it('is not examined, with an explanation', async () => {
    await (await open()).close()
    chmodSync(dataDir, 0o755)
    chmodSync(join(dataDir, 'store'), 0o755)
    await expect(asNobody(() => examineStore(dataDir, 'all'))).rejects.toMatchObject({
      code: 'StartupError',
      message: expect.stringMatching(/data\.mdb cannot be opened by user 65534\. Run: chown -R 65534 \S+data$/),
    })
  })

  it('is rejected with an explanation where its own user may not write to it', async () => {
    mkdirSync(dataDir)
    chownSync(dataDir, NOBODY, NOBODY)
    chmodSync(dataDir, 0o500)
    await expect(asNobody(() => open())).rejects.toMatchObject({
      code: 'StartupError',
      message: expect.stringMatching(/data cannot be changed by user 65534\. Run: chmod -R u\+rwX \S+data$/),
    })
  })

  it('is rejected with an explanation where it cannot be created', async () => {
    await expect(asNobody(() => open('lmdb', join(place, 'new')))).rejects.toMatchObject({
      code: 'StartupError',
      message: expect.stringMatching(/new cannot be made by user 65534\. Make the folder \S+new for that user, or/),
    })
  })
})
