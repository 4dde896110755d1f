import { changeInstancesOperation, requireChangeable } from './state-change.js'

/** Reboots instances (EC2 API reference, RebootInstances): nothing that a record shows changes. */
export const RebootInstances = changeInstancesOperation('RebootInstances', {
  summary: 'Reboots instances, which changes nothing in a record.',
  handle(instances, deps) {
    requireChangeable(instances, { ignores: ['pending'], from: ['running'], participle: 'rebooted' }, deps)
  },
})
