import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newUuid, systemIds } from '../../core/ids.js'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import { beginFirstStart, begunFirstStart } from '../data-directory/first-start.js'
import { placeObjects } from '../data-directory/object-folder.js'
import type { StoredMeta } from '../meta.js'
import { makeRootCredentials } from '../root-credentials.js'
import { discardLostStart, identifyNode } from './identify-node.js'
import { openNode } from './open-node.js'
import { requireSharedObjects } from './shared-objects.js'

const ids = systemIds()
const [OWN, OTHER] = [newUuid(ids), newUuid(ids)]
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-nodes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const metaOf = (installation: string) => ({ installation, schema: 1, account: '000000000000' }) as unknown as StoredMeta
const makeKey = (installationId: string) => makeRootCredentials(folder, '000000000000', { ids, installationId, again: undefined })
const rootKey = () => join(folder, 'root-credentials.json')
const identified = (meta: StoredMeta | undefined, hasRecords = meta !== undefined) => identifyNode(folder, { meta, hasRecords, ids })

describe('a node', () => {
  it('makes an installation where there is none, and goes on with the one that it had begun', () => {
    expect(identified(undefined)).toEqual({ installation: expect.stringMatching(/^[0-9a-f-]{36}$/), isFirstStart: true })
    beginFirstStart(folder, OWN)
    expect(identified(undefined)).toEqual({ installation: OWN, isFirstStart: true })
  })

  it('belongs to the installation in the store, and drops the one that it had begun and another node was faster with', () => {
    makeKey(OWN)
    beginFirstStart(folder, OWN)
    expect(identified(metaOf(OTHER))).toEqual({ installation: OTHER, isFirstStart: false })
    expect([existsSync(rootKey()), begunFirstStart(folder)]).toEqual([false, undefined])
  })

  it('keeps the root key of an installation that it did make', () => {
    makeKey(OWN)
    beginFirstStart(folder, OWN)
    expect(identified(metaOf(OWN))).toEqual({ installation: OWN, isFirstStart: false })
    discardLostStart(folder, OWN)
    expect([existsSync(rootKey()), begunFirstStart(folder)]).toEqual([true, OWN])
  })

  it('refuses the root key of another installation, and removes nothing', () => {
    makeKey(OWN)
    expect(() => identified(metaOf(OTHER))).toThrow('does not belong to the installation in etcd')
    expect(existsSync(rootKey())).toBe(true)
  })

  it('refuses records without an installation', () => {
    expect(() => identified(undefined, true)).toThrow('is not an installation')
  })

  it('does not use the data directory of a server with its own store', async () => {
    const dataDir = join(folder, 'data')
    placeObjects(dataDir, join(folder, 'objects'), true)
    const { openLmdbStore } = await import('../../store/lmdb/lmdb-store.js')
    await (await openLmdbStore({ directory: join(dataDir, 'store') })).close()
    const setting = { endpoints: ['http://127.0.0.1:1'], prefix: '/p', stalenessBound: 1_000, serveStale: false }
    const place = { dataDir, ids, warn: () => {} }
    await expect(openNode(setting, place)).rejects.toThrow('holds the data of a server with --store lmdb')
  })
})

describe('the folder of object files that nodes share', () => {
  const nodeAt = (name: string, objects: string) => {
    placeObjects(join(folder, name), join(folder, objects), true)
    return join(folder, name)
  }
  const filesIn = (objects: string) => (existsSync(join(folder, objects)) ? readdirSync(join(folder, objects)).sort() : undefined)

  it('gets a mark from the first node, which all others find, be it that all start at once', async () => {
    const sharing = { store: openMemoryStore(), installation: OWN, ids }
    await Promise.all(['a', 'b', 'c'].map((name) => requireSharedObjects(nodeAt(name, 'objects'), sharing)))
    await requireSharedObjects(nodeAt('a', 'objects'), sharing)
    expect(filesIn('objects')).toEqual(['installation', 'shared'])
  })

  it('is refused where it is another one: nothing is made there', async () => {
    const sharing = { store: openMemoryStore(), installation: OWN, ids }
    await requireSharedObjects(nodeAt('a', 'objects'), sharing)
    const refused = requireSharedObjects(nodeAt('b', 'not-mounted'), sharing)
    await expect(refused).rejects.toThrow('does not have the mark of the shared folder')
    expect(filesIn('not-mounted')).toBeUndefined()
    await requireSharedObjects(nodeAt('c', 'of-others'), { ...sharing, store: openMemoryStore() })
    await expect(requireSharedObjects(nodeAt('b', 'of-others'), sharing)).rejects.toThrow('has the mark of another folder')
  })

  it('is one, where two nodes that start at once have different ones', async () => {
    const sharing = { store: openMemoryStore(), installation: OWN, ids }
    const started = await Promise.allSettled([
      requireSharedObjects(nodeAt('a', 'one'), sharing),
      requireSharedObjects(nodeAt('b', 'two'), sharing),
    ])
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is refused where it belongs to another installation, or its mark is damaged', async () => {
    await requireSharedObjects(nodeAt('a', 'objects'), { store: openMemoryStore(), installation: OWN, ids })
    const other = { store: openMemoryStore(), installation: OTHER, ids }
    await expect(requireSharedObjects(nodeAt('a', 'objects'), other)).rejects.toThrow('belong to another installation')
    writeFileSync(join(folder, 'objects', 'shared'), 'x')
    await expect(requireSharedObjects(nodeAt('a', 'objects'), other)).rejects.toThrow('is damaged')
  })
})

describe('a folder of object files elsewhere', () => {
  it('is used from the first start on, and remembered', () => {
    placeObjects(folder, join(folder, 'elsewhere'), false)
    placeObjects(folder, undefined, false)
    placeObjects(folder, join(folder, 'elsewhere'), false)
    expect(readFileSync(join(folder, 'objects-dir'), 'utf8')).toBe(`${join(folder, 'elsewhere')}\n`)
    expect(() => placeObjects(folder, join(folder, 'other'), false)).toThrow(`are in ${join(folder, 'elsewhere')}`)
  })
})
