import { changeInstancesOperation, changeStates, START } from './state-change.js'

/** Starts instances that are stopped, all of them or none (EC2 API reference, StartInstances). */
export const StartInstances = changeInstancesOperation('StartInstances', {
  summary: 'Starts instances that are stopped.',
  handle: (instances, deps) => ({ StartingInstances: changeStates(instances, START, deps) }),
})
