// last-use: when keys, users and roles were last used: stored, and what is newer in memory. Owns how often it is written, and how much of it is held.
// Refuses to write for a request: a use is noted, and written later with others. Leaves to services what is shown of it.

import { defineKeys } from '../../key-space.js'
import type { Reader, Writer } from '../../state.js'

/** When something was last used, in milliseconds since the epoch, and in which region. */
export interface LastUse {
  readonly at: number
  readonly region: string
}

/** The last use of a long-term key, and the service that it was used for. */
export interface KeyUse extends LastUse {
  readonly service: string
}

/** What a user or role last used: each service by its prefix, and each action by its full name. */
export interface PrincipalUse {
  readonly services: Readonly<Record<string, LastUse>>
  readonly actions: Readonly<Record<string, LastUse>>
}

/** The last use of each access key. */
export const keyUseKeys = defineKeys('key-use/<key id>', {
  record: 'when, where and for which service a long-term key was last used',
  lifetime: "its key's",
})

/** The last uses of each user and role. */
export const principalUseKeys = defineKeys('principal-use/<id>', {
  record: 'when and where a user or role last used each service and each action',
  lifetime: "its user's or role's; a service or an action for 400 days",
})

/** For how long the use of services and actions is kept (IAM user guide, "Refining permissions using last accessed information"). */
const TRACKED_DAYS = 400
const DAY = 86_400_000

/** The earliest time, in milliseconds since the epoch, whose uses are still kept at `now`. */
export const trackedSince = (now: number): number => now - TRACKED_DAYS * DAY

/** Where AWS says when a role was last used, and not of which service: the use of an imported role. No service has this prefix. */
export const UNKNOWN_SERVICE = ''

const UNUSED: PrincipalUse = { services: {}, actions: {} }

/** The stored last uses. What was used since they were last written is in the memory of the server only. */
export const storedUses = {
  ofKey: (state: Reader, id: string): KeyUse | undefined => state.get<KeyUse>(keyUseKeys.key(id)),
  ofPrincipal: (state: Reader, id: string): PrincipalUse => state.get<PrincipalUse>(principalUseKeys.key(id)) ?? UNUSED,
  putKey: (state: Writer, id: string, use: KeyUse): void => state.put(keyUseKeys.key(id), use),
  putPrincipal: (state: Writer, id: string, use: PrincipalUse): void => state.put(principalUseKeys.key(id), use),
  /** Forgets a key that is deleted. */
  forgetKey: (state: Writer, id: string): void => state.delete(keyUseKeys.key(id)),
  /** Forgets a user or role that is deleted. */
  forgetPrincipal: (state: Writer, id: string): void => state.delete(principalUseKeys.key(id)),
}

/** The newer of two uses. */
export function newerUse<U extends LastUse>(one: U | undefined, other: U | undefined): U | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return other.at > one.at ? other : one
}

type Uses = Readonly<Record<string, LastUse>>

/** What of these uses is still kept at `now`. */
export const recentUse = ({ services, actions }: PrincipalUse, now: number): PrincipalUse => ({
  services: since(services, trackedSince(now)),
  actions: since(actions, trackedSince(now)),
})

const since = (uses: Uses, earliest: number): Uses => Object.fromEntries(Object.entries(uses).filter(([, { at }]) => at >= earliest))
