import { sweepInstances } from '../../../directory/ec2/instance.js'
import { changeInstancesOperation, changeStates, TERMINATE } from './state-change.js'

/** Writes of one commit that may remove what ended long ago; each instance that ends now takes two of them. */
const WRITES = 110

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
