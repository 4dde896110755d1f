import { someInstance } from '../../../directory/ec2/instance.js'
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import { listSecurityGroups } from '../../../directory/ec2/security-group.js'
import type { Reader } from '../../../directory/state.js'

const PAGE = 200

/** Whether something needs the group, so that it cannot be deleted: an instance that has it, or a rule of another group that names it. */
export const isSecurityGroupUsed = (state: Reader, place: Ec2Place, id: string): boolean =>
  isUsedByInstances(state, place, id) || isNamedByRules(state, place, id)

/** Whether an instance that is not terminated has the group. */
const isUsedByInstances = (state: Reader, place: Ec2Place, id: string): boolean =>
  someInstance(state, place, (one) => one.interface.groups.includes(id))

/** Whether a rule of another group names it. An account has as many groups as its quota says. */
function isNamedByRules(state: Reader, place: Ec2Place, id: string): boolean {
  for (let from = ''; ; ) {
    const page = listSecurityGroups(state, place, { from, limit: PAGE })
    if (page.some((group) => group.id !== id && group.rules.some((rule) => rule.group === id))) return true
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return false
    from = `${last.id}~`
  }
}
