import { operation, regionPermission } from '../ec2.js'
import { hereNow } from './here-now.js'
import { instanceFilter } from './instance-filters.js'
import { checkInstanceIds } from './instance-ids.js'
import { reservationsOutput } from './instance-output.js'
import { instancePage } from './instance-page.js'

/**
 * Lists instances in pages, by id; those of one reservation are together within a page (EC2 API reference, DescribeInstances). A terminated one is listed for another
 * hour.
 */
export const DescribeInstances = operation('DescribeInstances', {
  summary: 'Lists instances with their states, in pages.',
  actions: ['ec2:DescribeInstances'],
  check: ({ InstanceIds }) => checkInstanceIds(InstanceIds),
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeInstances', region),
  handle(input, { account }, deps) {
    const at = hereNow(account, deps)
    const keep = instanceFilter(input.Filters, at)
    const { items, NextToken } = instancePage(input, { account, operation: 'DescribeInstances', keep }, deps)
    return { Reservations: reservationsOutput(items, at), NextToken }
  },
})
