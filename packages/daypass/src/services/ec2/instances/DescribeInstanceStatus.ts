import type { InstanceRecord } from '../../../directory/ec2/instance.js'
import type { InstanceStatus } from '../../../wire/generated/ec2.js'
import { operation, regionPermission } from '../ec2.js'
import { zonesOf } from '../regions/zones.js'
import { healthOf, statusFilter } from './instance-filters.js'
import { checkInstanceIds } from './instance-ids.js'
import { instancePage } from './instance-page.js'
import { instanceStateAt, stateOutput } from './instance-state.js'

/** Lists the status of running instances, or of all (EC2 API reference, DescribeInstanceStatus). Every running one is well: there is no machine. */
export const DescribeInstanceStatus = operation('DescribeInstanceStatus', {
  summary: 'Lists the status of running instances, or of all.',
  actions: ['ec2:DescribeInstanceStatus'],
  check: ({ InstanceIds }) => checkInstanceIds(InstanceIds),
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeInstanceStatus', region),
  handle(input, { account }, deps) {
    const now = deps.clock.now()
    const passes = statusFilter(input.Filters, now)
    const keep = (one: InstanceRecord) => (input.IncludeAllInstances === true || instanceStateAt(one, now) === 'running') && passes(one)
    const { items, NextToken } = instancePage(
      input,
      { account, operation: `DescribeInstanceStatus ${input.IncludeAllInstances === true}`, keep },
      deps,
    )
    return { InstanceStatuses: items.map((one) => statusOutput(one, now)), NextToken }
  },
})

function statusOutput(record: InstanceRecord, now: number): InstanceStatus {
  const state = instanceStateAt(record, now)
  const status = healthOf(state)
  const summary = {
    Status: status,
    Details: state === 'running' ? [{ Name: 'reachability', Status: 'passed' } as const] : [],
  }
  return {
    InstanceId: record.id,
    AvailabilityZone: record.zone,
    AvailabilityZoneId: zonesOf(record.region).find(({ name }) => name === record.zone)?.id,
    Events: [],
    InstanceState: stateOutput(state),
    InstanceStatus: summary,
    SystemStatus: summary,
    AttachedEbsStatus: summary,
  }
}
