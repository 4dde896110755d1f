import type { Caller } from '../../../core/caller.js'
import type { Store } from '../../../store/store.js'
import type { Reader } from '../../state.js'
import { FLUSH_AT, HeldUses, withNoted } from './held-uses.js'
import { type KeyUse, type LastUse, newerUse, type PrincipalUse, recentUse, storedUses } from './last-use.js'
import { writeUses } from './write-uses.js'

/** Who made a request, and in which region. */
export interface UsedBy {
  readonly caller: Caller
  readonly region: string
}

/** Passing a role is not tracked (IAM user guide, "Things to know about last accessed information"). */
const UNTRACKED = 'iam:PassRole'

/**
 * When keys, users and roles were last used: what is stored, and what is newer and only in memory. Noting a use is a few look-ups and stores a number;
 * nothing is written until {@link flush}, so that a server that is killed loses what it noted since.
 */
export class LastUseTracker {
  /** Called once when so much is held that it should be written. */
  onFull: () => void = () => {}
  #held = new HeldUses()
  /** What is being written, until all of it is stored. */
  #writing: HeldUses | undefined
  #settled: Promise<unknown> = Promise.resolve()

  /** Notes an authenticated request to a service at `now`, whatever becomes of it. */
  note({ caller, region }: UsedBy, service: string, now: number): void {
    if (caller.kind === 'anonymous') return
    const held = this.#held
    const before = held.size
    const key = caller.session === undefined ? held.key(caller.accessKeyId) : undefined
    if (key !== undefined) {
      key.at = now
      key.region = region
      key.service = service
    }
    const principal = principalOf(caller)
    const use = principal === undefined ? undefined : held.use('services', principal, service)
    if (use !== undefined) {
      use.at = now
      use.region = region
    }
    this.#tellIfFull(before)
  }

  /** Notes that such a request needed an action, `service:Action`, allowed or not. */
  noteAction({ caller, region }: UsedBy, action: string, now: number): void {
    const principal = principalOf(caller)
    if (principal === undefined || action === UNTRACKED) return
    const before = this.#held.size
    const use = this.#held.use('actions', principal, action)
    if (use === undefined) return
    use.at = now
    use.region = region
    this.#tellIfFull(before)
  }

  /** The last use of a long-term key; undefined for one that was never used. */
  ofKey(state: Reader, id: string): KeyUse | undefined {
    return newerUse(newerUse<KeyUse>(storedUses.ofKey(state, id), this.#writing?.keys.get(id)), this.#held.keys.get(id))
  }

  /** What a user or role, by its unique id, used: as far back as that is kept at `now`. */
  ofPrincipal(state: Reader, id: string, now: number): PrincipalUse {
    const noted = [this.#writing?.principals.get(id), this.#held.principals.get(id)]
    return recentUse(noted.reduce(withNoted, storedUses.ofPrincipal(state, id)), now)
  }

  /** The last use of a user or role by its unique id, whatever the service. */
  ofAnyService(state: Reader, id: string, now: number): LastUse | undefined {
    return Object.values(this.ofPrincipal(state, id, now).services).reduce<LastUse | undefined>(newerUse, undefined)
  }

  /**
   * Writes what is held. Returns how often there was no room to note a use since the last time. What cannot be written is held on, and the error is thrown.
   */
  flush(store: Store, now: number): Promise<number> {
    const flushed = this.#settled.then(() => this.#write(store, now))
    this.#settled = flushed.catch(() => {})
    return flushed
  }

  /** Forgets what is held, once what is being written is: for a store that is emptied. */
  async clear(): Promise<void> {
    await this.#settled
    this.#held = new HeldUses()
  }

  async #write(store: Store, now: number): Promise<number> {
    const writing = this.#held
    this.#held = new HeldUses()
    this.#writing = writing
    try {
      await writeUses(store, writing, now)
      return writing.missed
    } catch (error) {
      this.#held.takeBack(writing)
      throw error
    } finally {
      this.#writing = undefined
    }
  }

  #tellIfFull(before: number): void {
    if (before < FLUSH_AT && this.#held.size >= FLUSH_AT) this.onFull()
  }
}

/** Whose use a request is. A federated user has the permissions of its user, and uses them. Of the root user only the keys are tracked. */
function principalOf(caller: Caller): string | undefined {
  if (caller.kind === 'user' || caller.kind === 'role') return caller.id
  return caller.kind === 'federated-user' && caller.issuer.kind === 'user' ? caller.issuer.id : undefined
}
