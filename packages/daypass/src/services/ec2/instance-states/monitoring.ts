import { putInstance } from '../../../directory/ec2/instance.js'
import type { InstanceMonitoring } from '../../../wire/generated/ec2.js'
import type { Ec2Deps } from '../ec2.js'
import { hereNow } from '../instances/here-now.js'
import { requireInstances } from '../instances/instance-ids.js'
import type { ToChange } from './state-change.js'

/** Switches detailed monitoring of instances on or off, as their records show it: nothing is measured. */
export function setMonitoring({ ids, account }: ToChange, isMonitored: boolean, deps: Ec2Deps): InstanceMonitoring[] {
  return requireInstances(hereNow(account, deps), ids).map((instance) => {
    if (instance.isMonitored !== isMonitored) putInstance(deps.state, { ...instance, isMonitored })
    return { InstanceId: instance.id, Monitoring: { State: isMonitored ? 'enabled' : 'disabled' } }
  })
}
