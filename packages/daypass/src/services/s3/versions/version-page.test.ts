import { describe, expect, it } from 'vitest'
import { putObject } from '../../../directory/s3/object.js'
import { putVersion } from '../../../directory/s3/object-version.js'
import { State } from '../../../directory/state.js'
import { world } from '../../../testing/world.js'
import { versionPageInTurn } from './version-page.js'

const bucket = 'data'
const plain = { size: 0, etag: '""', modifiedAt: 0, file: '', headers: {}, metadata: {}, checksums: {} }
const all = { bucket, prefix: '', delimiter: '', afterKey: '', limit: 1_000 }

/** A bucket of 400 keys under one prefix, each with an older version, and one key after them. */
async function filled() {
  const w = await world()
  const keys = [...Array.from({ length: 400 }, (_, at) => `big/${at}`), 'last']
  for (let from = 0; from < keys.length; from += 40) {
    await w.change((state) => {
      for (const key of keys.slice(from, from + 40)) {
        putObject(state, bucket, { ...plain, key, versionId: 'v2', sequence: 2 })
        putVersion(state, bucket, { ...plain, key, versionId: 'v1', sequence: 1 })
      }
    })
  }
  return w
}

describe('a page of versions', () => {
  it('skips the versions under a common prefix', async () => {
    const w = await filled()
    let read = 0
    const view = w.store.view()
    const counting = {
      ...{ revision: view.revision, get: (key: string) => view.get(key), release: () => view.release() },
      range(start: string, end: string, limit: number) {
        const entries = view.range(start, end, limit)
        read += entries.length
        return entries
      },
    }
    const page = await versionPageInTurn(new State(counting), { ...all, delimiter: '/' }, w.rest)
    view.release()
    expect([page.prefixes, page.items.map(({ key }) => key), page.last]).toEqual([['big/'], ['last', 'last'], undefined])
    expect(read).toBeLessThan(100)
  })

  it('lets others run between the parts of a long page, and is complete', async () => {
    const w = await filled()
    let rested = 0
    const rest = async () => void rested++
    const page = await w.change((state) => versionPageInTurn(state, all, rest))
    expect([page.items.length, page.last, rested]).toEqual([802, undefined, 2])
    const short = await w.change((state) => versionPageInTurn(state, { ...all, limit: 100 }, rest))
    expect([short.items.length, rested]).toEqual([100, 2])
  })
})
