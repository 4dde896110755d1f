import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { type State, transact } from '../directory/state.js'
import { openMemoryStore } from '../store/memory/memory-store.js'
import type { Store } from '../store/store.js'
import { sharedSnapshots } from './shared-snapshots.js'

/** A store that counts the views that it opened and those that were released. */
function counted(): { store: Store; views: () => { given: number; held: number } } {
  const store = openMemoryStore()
  const counts = { given: 0, held: 0 }
  const view = store.view.bind(store)
  store.view = () => {
    const one = view()
    const release = one.release.bind(one)
    counts.given += 1
    counts.held += 1
    one.release = () => {
      counts.held -= 1
      release()
    }
    return one
  }
  return { store, views: () => ({ ...counts }) }
}

const arrived = (turn: object | undefined): Request => ({ batch: turn }) as Request
const change = (store: Store) => transact(store, (state) => state.put('user/a', {}))
const revisionOf = ({ transaction }: { transaction: unknown }) => (transaction as State).revision

describe('the revision of a request', () => {
  it('is the same for requests that arrived together, and is released when the last of them is over', () => {
    const { store, views } = counted()
    const begin = sharedSnapshots(store)
    const turn = {}
    const [first, second] = [begin(arrived(turn)), begin(arrived(turn))]
    expect(first.transaction).toBe(second.transaction)
    expect(views()).toEqual({ given: 1, held: 1 })
    first.release()
    first.release()
    expect(views().held).toBe(1)
    expect((second.transaction as State).get('user/a')).toBeUndefined()
    second.release()
    expect(views().held).toBe(0)
  })

  it('is never older than the request', async () => {
    const { store } = counted()
    const begin = sharedSnapshots(store)
    const earlier = begin(arrived({}))
    await change(store)
    const later = begin(arrived({}))
    expect(revisionOf(later)).toBeGreaterThan(revisionOf(earlier))
    await change(store)
    expect(revisionOf(begin(arrived(undefined)))).toBeGreaterThan(revisionOf(later))
    await change(store)
    expect(revisionOf(begin(arrived(undefined)))).toBeGreaterThan(revisionOf(later) + 1)
  })

  it('is looked up again after the last holder has released it', async () => {
    const { store, views } = counted()
    const begin = sharedSnapshots(store)
    const turn = {}
    const first = begin(arrived(turn))
    first.release()
    await change(store)
    const second = begin(arrived(turn))
    expect(revisionOf(second)).toBeGreaterThan(0)
    second.release()
    expect(views().held).toBe(0)
  })
})
