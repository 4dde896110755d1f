import type { InstancesAt } from '../../../directory/ec2/instance.js'
import type { Ec2Deps } from '../ec2.js'

/** The account and the region of a request, its state and its time. */
export const hereNow = (account: string, { state, region, clock }: Pick<Ec2Deps, 'state' | 'region' | 'clock'>): InstancesAt => ({
  account,
  region,
  state,
  now: clock.now(),
})
