import { inOrder } from '../../credentials/pages.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCOUNT, type World, world } from '../../testing/world.js'
import type { IamDeps } from './iam.js'
import { pageOf } from './page.js'

const listing = (names: readonly string[], keep: (name: string) => boolean = () => true) => ({
  ...inOrder(names, (name) => name),
  operation: 'ListNames',
  account: ACCOUNT,
  filter: [],
  keep,
})

const depsOf = (w: World, state: unknown): IamDeps => ({ ...w, state: state as never })

describe('pageOf', () => {
  it('lists all items once, in order, in full pages, whatever the names and the page size', async () => {
    const w = await world()
    const name = fc.stringMatching(/^[a-z+=,.@-]{1,4}$/)
    w.read((state) => {
      const deps = depsOf(w, state)
      fc.assert(
        fc.property(fc.uniqueArray(name, { maxLength: 300 }), fc.integer({ min: 1, max: 150 }), fc.boolean(), (names, MaxItems, all) => {
          const keep = (one: string) => all || one.length > 2
          const seen: string[] = []
          let marker: string | undefined
          for (let pages = 0; pages <= names.length; pages++) {
            const { items, end } = pageOf({ MaxItems, Marker: marker }, listing(names, keep), deps)
            seen.push(...items)
            marker = end.Marker
            expect(end.IsTruncated).toBe(marker !== undefined)
            if (marker === undefined) break
            expect(items).toHaveLength(MaxItems)
          }
          expect(marker).toBeUndefined()
          expect(seen).toEqual(names.filter(keep).toSorted())
        }),
      )
    })
  })

  it('lists a hundred items by default', async () => {
    const w = await world()
    w.read((state) => {
      const deps = depsOf(w, state)
      const names = Array.from({ length: 101 }, (_, n) => String(n).padStart(3, '0'))
      expect(pageOf({}, listing(names), deps).items).toHaveLength(100)
    })
  })
  it('ends a page after 5,000 items that its filter leaves out, and continues there', async () => {
    const w = await world()
    w.read((state) => {
      const names = Array.from({ length: 12_000 }, (_, n) => String(n).padStart(5, '0'))
      const deps = depsOf(w, state)
      const pages: (readonly string[])[] = []
      for (let Marker: string | undefined, isEnd = false; !isEnd; ) {
        const { items, end } = pageOf(
          { Marker },
          listing(names, (name) => name === '00003' || name === '11999'),
          deps,
        )
        pages.push(items)
        Marker = end.Marker
        isEnd = !end.IsTruncated
      }
      expect(pages).toEqual([['00003'], [], ['11999']])
    })
  })
})
