import { setMonitoring } from './monitoring.js'
import { changeInstancesOperation } from './state-change.js'

/** Switches detailed monitoring of instances off (EC2 API reference, UnmonitorInstances). */
export const UnmonitorInstances = changeInstancesOperation('UnmonitorInstances', {
  summary: 'Switches detailed monitoring of instances off, as a record.',
  handle: (instances, deps) => ({ InstanceMonitorings: setMonitoring(instances, false, deps) }),
})
