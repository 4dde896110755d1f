import { type HandshakeRecord, handshakes, organizationHandshakeKeys } from '../../../directory/organizations/handshake.js'
import { eachIn } from '../../../directory/records.js'
import type { Reader } from '../../../directory/state.js'
import { isPending } from './handshake.js'

/** The handshakes of an organization that await an answer. */
export function pendingOf(state: Reader, organization: string, now: number): readonly HandshakeRecord[] {
  const ids = [...eachIn<{ id: string }>(state, organizationHandshakeKeys.bounds(organization))].map(({ value }) => value.id)
  return handshakes.all(state, ids).filter((one) => isPending(one, now))
}
