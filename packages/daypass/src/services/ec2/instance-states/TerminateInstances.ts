import { sweepInstances } from '../../../directory/ec2/instance.js'
import { changeInstancesOperation, changeStates, TERMINATE } from './state-change.js'

/** Writes of one commit, those that remove what ended long ago included: fewer than fit, because three records are read for each instance that ends. */
const WRITES = 86

/** Ends instances, all of them or none (EC2 API reference, TerminateInstances). They are shown for another hour. */
export const TerminateInstances = changeInstancesOperation('TerminateInstances', {
  summary: 'Ends instances, which stay visible for an hour.',
  handle(instances, deps) {
    const { state, region, clock } = deps
    const writes = WRITES - 2 * new Set(instances.ids).size
    sweepInstances(state, { account: instances.account, region }, { now: clock.now(), writes })
    return { TerminatingInstances: changeStates(instances, TERMINATE, deps) }
  },
})
