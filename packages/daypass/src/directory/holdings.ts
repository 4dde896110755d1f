import type { KeySpace } from './key-space.js'
import { defineRecords, type PageBounds } from './records.js'
import type { Reader, Writer } from './state.js'

/** Who has them: a user by its unique id, or the root user by the account's id. */
export interface HolderId {
  readonly account: string
  readonly id: string
}

/** All that one holder has. */
export interface Holding<T> {
  readonly account: string
  readonly holder: string
  readonly things: readonly T[]
}

/** Things of which a holder has few: they share a record, so that adding one conflicts with deleting their user. */
export interface HoldingsDefinition<T extends { readonly id: string }> {
  /** `<account>/<holder>` */
  readonly keys: KeySpace
  /** A key of what no two may have in common. */
  readonly unique: (thing: T, account: string) => string
}

/** How such things are read and written. */
export interface Holdings<T> {
  /** The holder's, in the order they were added. */
  readonly of: (state: Reader, holder: HolderId) => readonly T[]
  /** All holdings of an account by their holder's id, from `page.from` on, at most `page.limit`. */
  readonly list: (state: Reader, account: string, page: PageBounds) => readonly Holding<T>[]
  readonly add: (state: Writer, holder: HolderId, thing: T) => void
  /** Changes the one with the same id. */
  readonly replace: (state: Writer, holder: HolderId, thing: T) => void
  readonly delete: (state: Writer, holder: HolderId, thing: T) => void
}

/**
 * Defines how things are stored of which a holder has few.
 * @example
 * const cards = defineHoldings<Card>({ keys: cardKeys, unique: ({ number }) => cardNumberKeys.key(number) })
 * cards.add(state, user, { id: 'CARD1', number: '1' })
 */
export function defineHoldings<T extends { readonly id: string }>({ keys, unique }: HoldingsDefinition<T>): Holdings<T> {
  const records = defineRecords<Holding<T>, [account: string, holder: string]>({ keys, at: ({ account, holder }) => [account, holder] })
  const held = (state: Reader, { account, id }: HolderId): readonly T[] => records.get(state, account, id)?.things ?? []
  function hold(state: Writer, { account, id }: HolderId, things: readonly T[]): void {
    const holding = { account, holder: id, things }
    if (things.length === 0) records.delete(state, holding)
    else records.put(state, holding)
  }
  return {
    of: held,
    list: records.list,
    add(state, holder, thing) {
      state.put(unique(thing, holder.account), { holder: holder.id })
      hold(state, holder, [...held(state, holder), thing])
    },
    replace(state, holder, thing) {
      const things = held(state, holder).map((one) => (one.id === thing.id ? thing : one))
      hold(state, holder, things)
    },
    delete(state, holder, thing) {
      state.delete(unique(thing, holder.account))
      const others = held(state, holder).filter(({ id }) => id !== thing.id)
      hold(state, holder, others)
    },
  }
}
