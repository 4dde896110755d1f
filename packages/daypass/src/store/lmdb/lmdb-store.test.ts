import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { storeConformance } from '../conformance/store-conformance.js'
import { openLmdbStore } from './lmdb-store.js'

describe('the lmdb store', () => {
  const base = mkdtempSync(join(tmpdir(), 'daypass-store-'))
  let count = 0
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  storeConformance(it, ({ keepChanges }) => openLmdbStore({ directory: join(base, `${count++}`), keepChanges }))
})
