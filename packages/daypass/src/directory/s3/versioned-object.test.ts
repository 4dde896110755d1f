import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys } from '../../store/key-order.js'
import { inlineBodies } from '../../testing/s3/stored-bodies.js'
import { type World, world } from '../../testing/world.js'
import type { BucketRecord } from './bucket.js'
import { getObject, listObjects, type StoredBody } from './object.js'
import { hasVersions, isDeleteMarker, type VersionRecord, versionIdOf } from './object-version.js'
import { putObjectBytes } from './object-bytes.js'
import { filesAt } from './referenced-files.js'
import {
  deleteInBucket,
  deleteVersionInBucket,
  findVersion,
  type ListedVersion,
  listVersions,
  newestVersion,
  putInBucket,
  type VersionPlace,
} from './versioned-object.js'

const BUCKET = 'data'
/** Neighbours: one key begins with another, and the smallest character that a key may have follows. */
const KEYS = ['a', 'a\u0001', 'a/b', 'b', '\u{10000}', '\uffff']
const plain = { size: 0, etag: '""', modifiedAt: 0, headers: {}, metadata: {}, checksums: {} }

type Versioning = BucketRecord['versioning']
type Step =
  | { readonly kind: 'put'; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'delete version'; readonly key: string; readonly nth: number }
  | { readonly kind: 'set'; readonly versioning: NonNullable<Versioning> }

/** One version of the naive list: newest first, a file only where it is an object. */
interface Naive {
  readonly id: string
  readonly file?: string
}

/** The simplest thing that keeps versions: for each key a list. */
class NaiveBucket {
  versioning: Versioning
  readonly lists = new Map<string, Naive[]>(KEYS.map((key) => [key, []]))

  of = (key: string): Naive[] => this.lists.get(key) ?? []

  add(key: string, version: Naive): void {
    const kept = this.versioning === 'Enabled' ? this.of(key) : this.of(key).filter(({ id }) => id !== 'null')
    this.lists.set(key, [version, ...kept])
  }

  remove(key: string, id: string): void {
    this.lists.set(
      key,
      this.of(key).filter((one) => one.id !== id),
    )
  }

  files = (): string[] => [...this.lists.values()].flat().flatMap(({ file }) => file ?? [])
}

// Mostly one key, so that it has several versions.
const key = fc.oneof({ weight: 4, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constantFrom(...KEYS) })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete version'), key, nth: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set'), versioning: fc.constantFrom('Enabled', 'Suspended') }) },
)

const first = fc.constantFrom<Versioning>(undefined, 'Enabled', 'Suspended')
const steps = fc.array(step, { minLength: 5, maxLength: 25, size: 'max' })

/** What a step must return: the files that no version has after it. */
async function take(w: World, naive: NaiveBucket, one: Step, file: string): Promise<void> {
  if (one.kind === 'set') {
    naive.versioning = one.versioning
    return
  }
  const before = naive.files()
  const bucket = { name: BUCKET, versioning: naive.versioning }
  const place = { bucket, ids: w.ids }
  const released = await w.change((state) => {
    if (one.kind === 'put') {
      if (isInline(file)) putObjectBytes(state, file, Buffer.from('sealed'))
      const { object, released } = putInBucket(state, place, { ...plain, key: one.key, file, ...(isInline(file) && { inline: true }) })
      return { released, after: () => naive.add(one.key, { id: versionIdOf(object), file }) }
    }
    if (one.kind === 'delete') {
      const { marker, released } = deleteInBucket(state, place, { key: one.key, modifiedAt: 0 })
      return {
        released,
        after: () => (marker === undefined ? naive.lists.set(one.key, []) : naive.add(one.key, { id: versionIdOf(marker) })),
      }
    }
    const versionId = naive.of(one.key).at(one.nth)?.id ?? 'null'
    const { released } = deleteVersionInBucket(state, BUCKET, { key: one.key, versionId })
    return { released, after: () => naive.remove(one.key, versionId) }
  })
  released.after()
  const left = new Set(naive.files())
  expect(released.released.map(fileOf).toSorted()).toEqual(before.filter((one) => !left.has(one)).toSorted())
}

/** Every other body is in the store. */
const isInline = (file: string): boolean => /[13579]$/.test(file)

/** The file of a body; none of this test is in parts. */
function fileOf(body: StoredBody): string {
  if (!('file' in body)) throw new Error('not in a file')
  return body.file
}

const shown = (version: VersionRecord): Naive =>
  isDeleteMarker(version) ? { id: versionIdOf(version) } : { id: versionIdOf(version), file: fileOf(version) }

const listed = (naive: NaiveBucket) =>
  KEYS.toSorted(compareKeys).flatMap((at) => naive.of(at).map((one, index) => ({ key: at, ...one, isLatest: index === 0 })))

function pages(w: World, limit: number): ListedVersion[] {
  const all: ListedVersion[] = []
  for (let from: VersionPlace = { key: '' }; ; ) {
    const page = w.read((state) => listVersions(state, BUCKET, { from, limit }))
    all.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return all
    from = { key: last.key, after: last.version.sequence ?? 0 }
  }
}

function requireSame(w: World, naive: NaiveBucket): void {
  w.read((state) => {
    for (const at of KEYS) {
      const [newest] = naive.of(at)
      const object = getObject(state, BUCKET, at)
      expect(object && fileOf(object)).toBe(newest?.file)
      const found = newestVersion(state, BUCKET, at)
      expect(found && shown(found)).toEqual(newest)
      for (const one of naive.of(at)) {
        const version = findVersion(state, BUCKET, { key: at, versionId: one.id })
        expect(version && shown(version)).toEqual(one)
      }
      if (naive.of(at).every(({ id }) => id !== 'null')) expect(findVersion(state, BUCKET, { key: at, versionId: 'null' })).toBeUndefined()
    }
    const objects = listObjects(state, BUCKET, { from: '', limit: 100 })
    expect(objects.map((object) => object.key)).toEqual(KEYS.toSorted(compareKeys).filter((at) => naive.of(at)[0]?.file !== undefined))
    expect(hasVersions(state, BUCKET)).toBe(listed(naive).length > objects.length)
  })
  const view = w.store.view()
  const files = naive.files().toSorted()
  expect([...filesAt(view)].toSorted()).toEqual(files.filter((file) => !isInline(file)))
  expect(inlineBodies(w).toSorted()).toEqual(files.filter(isInline))
  view.release()
  for (const limit of [1, 2, 100]) {
    expect(pages(w, limit).map(({ key: at, version, isLatest }) => ({ key: at, ...shown(version), isLatest }))).toEqual(listed(naive))
  }
}

describe('the versions of a bucket', () => {
  it('are those of a naive list, whatever is put and deleted and however the bucket keeps versions', async () => {
    await fc.assert(
      fc.asyncProperty(first, steps, async (versioning, taken) => {
        const w = await world()
        const naive = new NaiveBucket()
        naive.versioning = versioning
        for (const [at, one] of taken.entries()) {
          await take(w, naive, one, `file-${at}`)
          requireSame(w, naive)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('are found by their whole id only', async () => {
    const w = await world()
    const place = { bucket: { name: BUCKET, versioning: 'Enabled' as const }, ids: w.ids }
    const put = (file: string) => w.change((state) => putInBucket(state, place, { ...plain, key: 'a', file }).object)
    const first = await put('1')
    await w.change((state) => deleteVersionInBucket(state, BUCKET, { key: 'a', versionId: versionIdOf(first) }))
    const second = await put('2')
    expect(second.sequence).toBe(first.sequence)
    expect(w.read((state) => findVersion(state, BUCKET, { key: 'a', versionId: versionIdOf(first) }))).toBeUndefined()
  })
})
