import { Ec2Error } from '../error.js'
import { changeInstancesOperation, changeStates, STOP } from './state-change.js'

/** Stops instances that are running, all of them or none (EC2 API reference, StopInstances). None is launched for hibernation, so that none can hibernate. */
export const StopInstances = changeInstancesOperation('StopInstances', {
  summary: 'Stops instances that are running.',
  check({ Hibernate }) {
    if (Hibernate === true) throw new Ec2Error('UnsupportedOperation', 'Hibernation is not supported. Leave out Hibernate.')
  },
  handle: (instances, deps) => ({ StoppingInstances: changeStates(instances, STOP, deps) }),
})
