import { type LastUse, newerUse, type PrincipalUse } from './last-use.js'

/** So many keys, services and actions are held, some megabytes, before they are written early. */
export const FLUSH_AT = 20_000
/** So many at most, while they cannot be written. */
const MOST_HELD = 2 * FLUSH_AT

/** A use that is changed in place, so that noting it again allocates nothing. */
export interface NotedUse {
  at: number
  region: string
}

/** The same of a key. */
export interface NotedKey extends NotedUse {
  service: string
}

/** The same of a user or role: its services by prefix, its actions by full name. */
export interface NotedPrincipal {
  readonly services: Map<string, NotedUse>
  readonly actions: Map<string, NotedUse>
}

/** What was used since it was last written: bounded, whoever makes requests. */
export class HeldUses {
  readonly keys = new Map<string, NotedKey>()
  /** Users and roles by unique id. */
  readonly principals = new Map<string, NotedPrincipal>()
  /** How often there was no room for a use. */
  missed = 0
  #size = 0

  /** The number of keys, services and actions. */
  get size(): number {
    return this.#size
  }

  /** The entry of a key, to be filled; undefined where there is no room. */
  key(id: string): NotedKey | undefined {
    const known = this.keys.get(id)
    if (known !== undefined || !this.#hasRoom()) return known
    const made = { at: 0, region: '', service: '' }
    this.keys.set(id, made)
    return made
  }

  /** The entry of a service or an action of a user or role, to be filled; undefined where there is no room. */
  use(kind: keyof NotedPrincipal, id: string, name: string): NotedUse | undefined {
    const known = this.principals.get(id)?.[kind].get(name)
    if (known !== undefined || !this.#hasRoom()) return known
    const made = { at: 0, region: '' }
    this.#principal(id)[kind].set(name, made)
    return made
  }

  /** Takes what could not be written back, where it is not held with a newer use. */
  takeBack({ keys, principals, missed }: HeldUses): void {
    this.missed += missed
    for (const [id, key] of keys) if (!this.keys.has(id)) Object.assign(this.key(id) ?? {}, key)
    for (const [id, { services, actions }] of principals) {
      const known = this.principals.get(id)
      for (const [name, use] of services) if (!known?.services.has(name)) Object.assign(this.use('services', id, name) ?? {}, use)
      for (const [name, use] of actions) if (!known?.actions.has(name)) Object.assign(this.use('actions', id, name) ?? {}, use)
    }
  }

  #principal(id: string): NotedPrincipal {
    const known = this.principals.get(id)
    if (known !== undefined) return known
    const made = { services: new Map(), actions: new Map() }
    this.principals.set(id, made)
    return made
  }

  /** Takes room for one more, if there is any. */
  #hasRoom(): boolean {
    if (this.#size < MOST_HELD) {
      this.#size += 1
      return true
    }
    this.missed += 1
    return false
  }
}

/** The stored uses with those that were noted, where these are newer. */
export const withNoted = (stored: PrincipalUse, noted: NotedPrincipal | undefined): PrincipalUse =>
  noted === undefined ? stored : { services: newest(stored.services, noted.services), actions: newest(stored.actions, noted.actions) }

function newest(stored: PrincipalUse['services'], noted: ReadonlyMap<string, LastUse>): PrincipalUse['services'] {
  const uses = { ...stored }
  for (const [name, { at, region }] of noted) {
    const use = { at, region }
    uses[name] = newerUse(uses[name], use) ?? use
  }
  return uses
}
