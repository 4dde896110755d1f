import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { putObject } from '../../../directory/s3/object.js'
import { type World, world } from '../../../testing/world.js'
import { type KeyPage, type KeyQuery, keyPage, keyPageInTurn } from './key-page.js'

const BUCKET = 'data'
const rest = { size: 0, etag: '""', modifiedAt: 0, file: '', headers: {}, metadata: {}, checksums: {} }

async function holding(keys: readonly string[]): Promise<World> {
  const w = await world()
  for (let start = 0; start < keys.length; start += 100) {
    await w.change((state) => {
      for (const key of keys.slice(start, start + 100)) putObject(state, BUCKET, { key, ...rest })
    })
  }
  await w.change((state) => {
    for (const neighbour of ['dat', 'data-', 'data0']) putObject(state, neighbour, { key: 'foreign', ...rest })
  })
  return w
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
type Shown = { keys: string[]; prefixes: string[]; next: string | undefined }
const shown = ({ objects, prefixes, next }: KeyPage): Shown => ({ keys: objects.map(({ key }) => key), prefixes: [...prefixes], next })

/** The same in the simplest way: it looks at every key. */
function expected(keys: readonly string[], { prefix, delimiter, after, limit }: KeyQuery): Shown {
  const items = new Map<string, boolean>()
  for (const key of [...keys].sort(byBytes)) {
    if (!key.startsWith(prefix)) continue
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const item = at < 0 ? key : key.slice(0, at + delimiter.length)
    if (after === '' || byBytes(item, after) > 0) items.set(item, at >= 0)
  }
  const taken = [...items].slice(0, limit)
  return {
    keys: taken.flatMap(([item, isPrefix]) => (isPrefix ? [] : [item])),
    prefixes: taken.flatMap(([item, isPrefix]) => (isPrefix ? [item] : [])),
    next: items.size > limit && limit > 0 ? taken.at(-1)?.[0] : undefined,
  }
}

// Neighbours in one order but not in the other: UTF-16 sorts U+FFFD after U+10000.
const letter = fc.constantFrom('a', 'b', '/', '0', '\u007f', 'é', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{10ffff}')
const text = (maxLength: number) => fc.array(letter, { maxLength }).map((letters) => letters.join(''))
const query = fc.record({
  bucket: fc.constant(BUCKET),
  prefix: text(2),
  delimiter: fc.oneof(fc.constant('/'), fc.constant(''), text(2)),
  after: fc.oneof(fc.constant(''), text(4)),
  limit: fc.nat(6),
})

describe('a page of keys', () => {
  it('is the same as when every key is looked at, in UTF-8 order', async () => {
    const keys = fc.uniqueArray(
      text(5).filter((key) => key !== ''),
      { maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(keys, fc.array(query, { minLength: 10, maxLength: 10 }), async (all, queries) => {
        const w = await holding(all)
        for (const one of queries) expect(w.read((state) => shown(keyPage(state, one)))).toEqual(expected(all, one))
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('and the pages after it contain every key once', async () => {
    const all = Array.from({ length: 120 }, (_, n) => `${'abc'[n % 3]}/${n % 7}/${n}`)
    const w = await holding(all)
    for (const delimiter of ['', '/', '1']) {
      for (const limit of [1, 2, 7, 1000]) {
        const found: Shown[] = []
        for (let after: string | undefined = ''; after !== undefined; after = found.at(-1)?.next) {
          const one: KeyQuery = { bucket: BUCKET, prefix: 'b/', delimiter, after, limit }
          found.push(w.read((state) => shown(keyPage(state, one))))
        }
        const whole = expected(all, { bucket: BUCKET, prefix: 'b/', delimiter, after: '', limit: 10_000 })
        expect({ keys: found.flatMap(({ keys }) => keys), prefixes: found.flatMap(({ prefixes }) => prefixes) }).toEqual({
          keys: whole.keys,
          prefixes: whole.prefixes,
        })
      }
    }
  })

  it('skips the keys under a common prefix', async () => {
    const w = await holding([...Array.from({ length: 1_000 }, (_, n) => `big/${n}`), 'last'])
    let read = 0
    const page = w.read((state) =>
      keyPage(
        {
          revision: state.revision,
          get: (key) => state.get(key),
          getWithin: (key, range) => state.getWithin(key, range),
          count: (bounds) => state.count(bounds),
          revisionOf: (key) => state.revisionOf(key),
          rangeWithin: (bounds) => state.rangeWithin(bounds),
          derived: (name, derive) => state.derived(name, derive),
          range: <T>(bounds: { start: string; end: string; limit: number }) => {
            const records = state.range<T>(bounds)
            read += records.length
            return records
          },
        },
        { bucket: BUCKET, prefix: '', delimiter: '/', after: '', limit: 1000 },
      ),
    )
    expect(shown(page)).toEqual({ keys: ['last'], prefixes: ['big/'], next: undefined })
    expect(read).toBeLessThan(50)
  })
})

describe('a page that may wait', () => {
  const plain = Array.from({ length: 150 }, (_, i) => `k${String(i).padStart(3, '0')}`)
  const folders = Array.from({ length: 250 }, (_, i) => [`f${String(i).padStart(3, '0')}/a`, `f${String(i).padStart(3, '0')}/b`]).flat()
  const query = { bucket: BUCKET, prefix: '', delimiter: '', after: '' }

  it.each([
    ['of more than 100 keys lets others run once', 1_000, 1],
    ['of at most 100 requested keys does not wait', 100, 0],
    ['of the few remaining keys does not wait', 1_000, 0, { after: 'k060' }],
    ['of many common prefixes lets others run after each hundred', 1_000, 2, { delimiter: '/' }],
  ])('%s, and is the same page', async (_what, limit, rests, more: Partial<KeyQuery> = {}) => {
    const keys = more.delimiter === '/' ? folders : plain
    const w = await holding(keys)
    let rested = 0
    const asked = { ...query, limit, ...more }
    const page = await w.change((state) =>
      keyPageInTurn(state, asked, async () => {
        rested += 1
      }),
    )
    expect(rested).toBe(rests)
    expect(shown(page)).toEqual(expected(keys, asked))
  })
})
