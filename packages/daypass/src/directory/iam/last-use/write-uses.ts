import type { Store } from '../../../store/store.js'
import { transact, type Writer } from '../../state.js'
import { accessKeys } from '../access-key.js'
import { roles } from '../role.js'
import { users } from '../user.js'
import { type HeldUses, type NotedKey, type NotedPrincipal, withNoted } from './held-uses.js'
import { type KeyUse, newerUse, recentUse, storedUses } from './last-use.js'

/**
 * Keys or principals of one commit, which expects two records of a key and up to four of a principal to be unchanged. A principal's record may have an
 * entry for every action that there is: 50 KB.
 */
const PER_COMMIT = { keys: 60, principals: 20 }

/**
 * Writes all that is held, in as many commits as that takes, and drops the uses of who is deleted. No request reads these records to change something, apart
 * from deleting a key, a user or a role: so no other has to run again for this.
 */
export async function writeUses(store: Store, { keys, principals }: HeldUses, now: number): Promise<void> {
  await inCommits(store, [...keys], { most: PER_COMMIT.keys, write: writeKey })
  const write: Write<NotedPrincipal> = (state, id, noted) => writePrincipal(state, id, { noted, now })
  await inCommits(store, [...principals], { most: PER_COMMIT.principals, write })
}

function writeKey(state: Writer, id: string, noted: NotedKey): void {
  if (accessKeys.get(state, id) === undefined) return
  const { at, region, service } = newerUse<KeyUse>(storedUses.ofKey(state, id), noted) ?? noted
  storedUses.putKey(state, id, { at, region, service })
}

function writePrincipal(state: Writer, id: string, { noted, now }: { readonly noted: NotedPrincipal; readonly now: number }): void {
  if (users.getById(state, id) === undefined && roles.getById(state, id) === undefined) return
  storedUses.putPrincipal(state, id, withNoted(recentUse(storedUses.ofPrincipal(state, id), now), noted))
}

type Write<T> = (state: Writer, id: string, noted: T) => void

async function inCommits<T>(store: Store, all: (readonly [id: string, noted: T])[], { most, write }: { most: number; write: Write<T> }) {
  for (let from = 0; from < all.length; from += most) {
    const batch = all.slice(from, from + most)
    await transact(store, (state) => {
      for (const [id, noted] of batch) write(state, id, noted)
    })
  }
}
