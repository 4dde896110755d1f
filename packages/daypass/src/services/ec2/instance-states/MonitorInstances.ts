import { setMonitoring } from './monitoring.js'
import { changeInstancesOperation } from './state-change.js'

/** Switches detailed monitoring of instances on (EC2 API reference, MonitorInstances). */
export const MonitorInstances = changeInstancesOperation('MonitorInstances', {
  summary: 'Switches detailed monitoring of instances on, as a record.',
  handle: (instances, deps) => ({ InstanceMonitorings: setMonitoring(instances, true, deps) }),
})
