import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'

/** An invitation to an organization, or a request to enable all its features. Times are milliseconds since the epoch. */
export interface HandshakeRecord {
  /** `h-…` */
  readonly id: string
  readonly organization: string
  readonly action: 'INVITE' | 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES'
  /** The management account when it was made: a part of its ARN. */
  readonly managementAccount: string
  readonly state: 'REQUESTED' | 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED'
  readonly requestedAt: number
  readonly expiresAt: number
  /** When it was accepted, declined or canceled. */
  readonly endedAt?: number
  /** The account whose answer it awaits. */
  readonly target: string
  /** The receiver as the request named it. */
  readonly party: { readonly id: string; readonly type: 'ACCOUNT' | 'EMAIL' }
  readonly notes?: string
  /** The handshake that this one is a part of. */
  readonly parent?: string
  /** The feature set of the organization when it was made. */
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING'
  /** Tags for the account once it has joined. */
  readonly tags: Readonly<Record<string, string>>
}

/** Handshakes by id. */
export const handshakeKeys = defineKeys('handshake/<id>', { record: 'an invitation or a request, and its state', lifetime: 'for ever' })

/** Handshakes of an organization. */
export const organizationHandshakeKeys = defineKeys('organization-handshake/<organization>/<id>', {
  record: 'that the handshake is of this organization',
  lifetime: "its handshake's",
})

/** Handshakes by whose answer they await. */
export const targetHandshakeKeys = defineKeys('target-handshake/<account>/<id>', {
  record: 'that the handshake awaits the answer of this account',
  lifetime: "its handshake's",
})

/** Handshakes of an organization that nobody has answered. */
export const pendingHandshakeKeys = defineKeys('pending-handshake/<organization>/<id>', {
  record: 'that the handshake awaits its answer',
  lifetime: 'until it is answered',
})

const records = defineRecords<HandshakeRecord, [id: string]>({ keys: handshakeKeys, at: ({ id }) => [id] })

/** All handshakes. */
export const handshakes = {
  get: records.get,
  /** Writes how it ended. */
  end(state: Writer, handshake: HandshakeRecord & { readonly endedAt: number }): void {
    records.put(state, handshake)
    state.delete(pendingHandshakeKeys.key(handshake.organization, handshake.id))
  },
  /** Those of an organization that nobody has answered, also those that have expired: one expectation. */
  unanswered: (state: Reader, organization: string): HandshakeRecord[] =>
    handshakes.all(
      state,
      state.rangeWithin<{ id: string }>({ ...pendingHandshakeKeys.bounds(organization), limit: MOST_UNANSWERED }).map(({ id }) => id),
    ),
  /** Takes one that expired out of those that await an answer. */
  expire: (state: Writer, { organization, id }: HandshakeRecord): void => state.delete(pendingHandshakeKeys.key(organization, id)),
  add(state: Writer, handshake: HandshakeRecord): void {
    records.put(state, handshake)
    state.put(organizationHandshakeKeys.key(handshake.organization, handshake.id), { id: handshake.id })
    state.put(targetHandshakeKeys.key(handshake.target, handshake.id), { id: handshake.id })
    state.put(pendingHandshakeKeys.key(handshake.organization, handshake.id), { id: handshake.id })
  },
  /** Those with these ids: as many as there are. */
  all: (state: Reader, ids: readonly string[]): HandshakeRecord[] =>
    ids.flatMap((id) => state.getWithin<HandshakeRecord>(handshakeKeys.key(id), ALL) ?? []),
  newId: (ids: Ids): string => `h-${newLowerId(ids, 8)}`,
  /** The handshakes of an organization by id, from `page.from` on, at most `page.limit`. */
  of: (state: Reader, organization: string, page: PageBounds): HandshakeRecord[] =>
    found(state, page, {
      start: organizationHandshakeKeys.key(organization, page.from),
      end: organizationHandshakeKeys.bounds(organization).end,
    }),
  /** The handshakes that await, or awaited, the answer of an account. */
  to: (state: Reader, target: string, page: PageBounds): HandshakeRecord[] =>
    found(state, page, { start: targetHandshakeKeys.key(target, page.from), end: targetHandshakeKeys.bounds(target).end }),
}

const ALL = handshakeKeys.bounds()
/** More than a quota of accounts may be; a quota that is set higher is not reached by invitations alone. */
const MOST_UNANSWERED = 10_000

function found(state: Reader, { limit }: PageBounds, bounds: { start: string; end: string }): HandshakeRecord[] {
  const entries = state.range<{ id: string }>({ ...bounds, limit })
  return handshakes.all(
    state,
    entries.map(({ value }) => value.id),
  )
}
