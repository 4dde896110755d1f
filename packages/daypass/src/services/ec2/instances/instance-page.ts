import { inOrder } from '../../../credentials/pages.js'
import { type InstanceRecord, isGone, listInstances } from '../../../directory/ec2/instance.js'
import type { Filter } from '../../../wire/generated/ec2.js'
import { describePage } from '../answers/describe-page.js'
import type { Ec2Deps } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { hereNow } from './here-now.js'
import { requireInstances } from './instance-ids.js'

/** A description of instances: which are asked for. */
export interface InstancesAsked {
  readonly InstanceIds?: readonly string[] | undefined
  readonly Filters?: readonly Filter[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** Which instances an operation describes. */
interface InstancesShown {
  readonly account: string
  readonly operation: string
  readonly keep: (one: InstanceRecord) => boolean
}

/** A page of instances that have these ids and pass the filter. A page costs what it shows, wherever in a long list it is. */
export function instancePage(asked: InstancesAsked, { account, operation, keep }: InstancesShown, deps: Ec2Deps) {
  const { InstanceIds: ids = [], MaxResults, NextToken, Filters = [] } = asked
  const at = hereNow(account, deps)
  if (ids.length > 0 && MaxResults !== undefined)
    throw new Ec2Error('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults')
  const position = ({ id }: InstanceRecord) => id
  const ordered =
    ids.length > 0
      ? inOrder(requireInstances(at, ids), position)
      : { position, read: (from: string, limit: number) => listInstances(at.state, at, { from, limit }) }
  const isShown = (one: InstanceRecord) => !isGone(one, at.now) && keep(one)
  return describePage({ MaxResults, NextToken }, { ...ordered, account, operation, filter: [ids, Filters], keep: isShown }, deps)
}
