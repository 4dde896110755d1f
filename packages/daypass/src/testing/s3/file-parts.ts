// s3: what tests of object bytes share: object files over a memory store, and what a world stores. Owns no assertion. Refuses to be imported by anything
// but tests. May know: directory, services, store.

import { createSecretKey } from 'node:crypto'
import { KeyRing } from '../../directory/key-ring.js'
import { openSnapshot, readSnapshot, transact, type Writer } from '../../directory/state.js'
import type { FileParts } from '../../services/s3/files/object-files.js'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import { countedIds } from '../counted-ids.js'

/** What object files need, over a memory store, and what they told the operator. */
export async function fileParts() {
  const store = openMemoryStore()
  const ids = countedIds()
  const ring = new KeyRing(createSecretKey(Buffer.alloc(32, 7)))
  const warned: string[] = []
  const change = (body: (state: Writer) => void): Promise<void> => transact(store, async (state) => body(state))
  const rotate = (): Promise<void> => change((state) => ring.rotate(state, 'storage', { ids, now: 0 }))
  await rotate()
  const parts: FileParts = { ids, ring, read: (body) => readSnapshot(store, body), warn: (text) => void warned.push(text) }
  return { ...parts, change, rotate, warned, state: () => openSnapshot(store).state }
}
