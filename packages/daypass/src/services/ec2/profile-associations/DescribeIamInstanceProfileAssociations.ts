import { inOrder } from '../../../credentials/pages.js'
import { findInstance, type InstanceRecord, listInstances } from '../../../directory/ec2/instance.js'
import { describePage } from '../answers/describe-page.js'
import { type Filters, filterBy } from '../answers/filters.js'
import { operation, regionPermission } from '../ec2.js'
import { hereNow } from '../instances/here-now.js'
import { instanceStateAt } from '../instances/instance-state.js'
import { associationOutput, instanceOfAssociation } from './association.js'

const FILTERS: Filters<InstanceRecord> = {
  'instance-id': ({ id }) => id,
  state: () => 'associated',
}

const ACTION = 'ec2:DescribeIamInstanceProfileAssociations'

/**
 * Lists which instance has which instance profile, in pages (EC2 API reference, DescribeIamInstanceProfileAssociations). Ids of associations that do not exist are
 * not listed.
 */
export const DescribeIamInstanceProfileAssociations = operation('DescribeIamInstanceProfileAssociations', {
  summary: 'Lists which instance has which instance profile.',
  actions: [ACTION],
  authorize: (_input, _caller, { region }) => regionPermission(ACTION, region),
  handle(input, { account }, deps) {
    const at = hereNow(account, deps)
    const { AssociationIds: ids = [], MaxResults, NextToken, Filters: asked } = input
    const passes = filterBy(asked, FILTERS)
    const keep = (one: InstanceRecord) => {
      const isThere = findInstance(at, one.id) !== undefined && instanceStateAt(one, at.now) !== 'terminated'
      return one.profile !== undefined && isThere && passes(one)
    }
    const position = ({ id }: InstanceRecord) => id
    const ordered =
      ids.length > 0
        ? inOrder(
            [...new Set(ids)].flatMap((id) => instanceOfAssociation(at, id) ?? []),
            position,
          )
        : { position, read: (from: string, limit: number) => listInstances(at.state, at, { from, limit }) }
    const described = { ...ordered, account, operation: 'DescribeIamInstanceProfileAssociations', filter: [ids, asked ?? []], keep }
    const page = describePage({ MaxResults, NextToken }, described, deps)
    return {
      IamInstanceProfileAssociations: page.items.flatMap((one) => (one.profile ? [associationOutput(one, one.profile, 'associated')] : [])),
      NextToken: page.NextToken,
    }
  },
})
