import type { Caller } from '../../../core/caller.js'
import type { HandshakeRecord } from '../../../directory/organizations/handshake.js'
import type { Handshake, HandshakeFilter } from '../../../wire/generated/organizations.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { type ResultsRequest, resultsOf } from '../page.js'
import { handshakeOutput, isListed } from './handshake.js'

/** Which handshakes are listed. */
interface HandshakeListing {
  readonly operation: 'ListHandshakesForAccount' | 'ListHandshakesForOrganization'
  readonly read: (page: { readonly from: string; readonly limit: number }) => readonly HandshakeRecord[]
}

/** A page of handshakes by id: those that match the filter, until 30 days after their end. */
export function listHandshakes(
  input: ResultsRequest & { readonly Filter?: HandshakeFilter | undefined },
  { operation, read }: HandshakeListing,
  { caller, deps }: { caller: Caller; deps: OrganizationsDeps },
): { readonly Handshakes: readonly Handshake[]; readonly NextToken?: string } {
  const { ActionType, ParentHandshakeId } = input.Filter ?? {}
  const now = deps.clock.now()
  const { items, end } = resultsOf(
    input,
    {
      ...{ operation, account: caller.account, filter: [ActionType, ParentHandshakeId], position: ({ id }: HandshakeRecord) => id },
      read: (from, limit) => read({ from, limit }),
      keep: (one) =>
        isListed(one, now) &&
        (ActionType === undefined || one.action === ActionType) &&
        (ParentHandshakeId === undefined || one.parent === ParentHandshakeId),
    },
    deps,
  )
  return { Handshakes: items.map((one) => handshakeOutput(deps.state, one, now)), ...end }
}
