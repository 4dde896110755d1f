import { groupArn } from '../../../core/arn.js'
import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import { heldIn, keptPolicies, stageAttached } from './held-policies.js'
import { type Importer, presentOf, requireArn, settle } from './importing.js'
import { narrowedPolicies } from './narrowing/narrowed-holder.js'
import { requireValid } from './validity.js'

/**
 * Imports a group with its policies. Its members come with the users. Narrowed, it has what it has before and after; one that is new has no members yet, and
 * is imported whole.
 */
export const importGroup: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('GroupName'), fields.text('GroupId'), fields.maybeText('Path') ?? '/']
  requireValid('CreateGroup', { GroupName: name, Path: path })
  requireArn(fields, groupArn(account, path, name))
  const present = presentOf({ ...groups, noun: 'group' }, { name, id, prefix: 'AGPA' }, at)
  const held = heldIn({ kind: 'group', name }, fields, at)
  const record: GroupRecord = { ...present, account, name, path, id, createdAt: fields.time('CreateDate'), ...keptPolicies(present, held) }
  const isNarrowed = at.stage === 'narrow' && present !== undefined
  const staged: GroupRecord = isNarrowed ? { ...present, ...narrowedPolicies(present, held, at) } : record
  return settle({ present, staged, record }, held.notes, () => {
    stageAttached(at, 'group', { present, record: staged })
    groups.put(state, staged)
  })
}
