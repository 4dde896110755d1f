import { someInstance } from '../../../directory/ec2/instance.js'
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import { isNamedByRules } from '../../../directory/ec2/security-group.js'
import type { Reader } from '../../../directory/state.js'

/** Whether something needs the group, so that it cannot be deleted: an instance that has it, or a rule of another group that names it. */
export const isSecurityGroupUsed = (state: Reader, place: Ec2Place, id: string): boolean =>
  isUsedByInstances(state, place, id) || isNamedByRules(state, place, id)

/** Whether an instance that is not terminated has the group. */
const isUsedByInstances = (state: Reader, place: Ec2Place, id: string): boolean =>
  someInstance(state, place, (one) => one.interface.groups.includes(id))
