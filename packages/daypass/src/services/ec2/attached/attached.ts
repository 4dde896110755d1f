// attached: network interfaces and volumes, which here exist only with their instance. Owns how they are described, from the instances' records. Refuses to make
// one alone.
import { type InstanceRecord, isGone, listInstances } from '../../../directory/ec2/instance.js'
import type { Filter } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import type { Ec2Deps } from '../ec2.js'
import { instanceStateAt } from '../instances/instance-state.js'

/** What is asked for: a page, and ids of the things. */
export interface AttachedAsked {
  readonly ids: readonly string[] | undefined
  readonly Filters?: readonly Filter[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** Whose things are described, and which. */
interface AttachedKind<T> {
  readonly account: string
  readonly operation: string
  readonly things: (one: InstanceRecord) => readonly T[]
  readonly keep: (thing: T) => boolean
}

/**
 * What belongs to the instances of an account that have not ended, in pages by instance: a page has the things of at most so many instances, and so may have more than
 * `MaxResults`. Where ids are asked for, only those.
 */
export function attachedPage<T>(
  asked: AttachedAsked,
  of: AttachedKind<T>,
  deps: Ec2Deps,
): { readonly things: readonly T[]; readonly NextToken: string | undefined } {
  const { state, region, clock } = deps
  const { account } = of
  const { ids = [], Filters = [], MaxResults, NextToken } = asked
  const now = clock.now()
  const shown = (one: InstanceRecord) =>
    isGone(one, now) || instanceStateAt(one, now) === 'terminated' ? [] : of.things(one).filter(of.keep)
  const described = {
    position: ({ id }: InstanceRecord) => id,
    read: (from: string, limit: number) => listInstances(state, { account, region }, { from, limit }),
    account,
    operation: of.operation,
    filter: [ids, Filters],
    keep: (one: InstanceRecord) => shown(one).length > 0,
  }
  const page = describePage({ MaxResults, NextToken }, described, deps)
  return { things: page.items.flatMap(shown), NextToken: page.NextToken }
}
