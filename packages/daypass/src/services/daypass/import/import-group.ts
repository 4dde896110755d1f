import { groupArn } from '../../../core/arn.js'
import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import { heldIn, keptPolicies, stageAttached } from './held-policies.js'
import { type Importer, isSame, presentOf, requireArn } from './importing.js'
import { requireValid } from './validity.js'

/** Imports a group with its policies. Its members come with the users. */
export const importGroup: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('GroupName'), fields.text('GroupId'), fields.maybeText('Path') ?? '/']
  requireValid('CreateGroup', { GroupName: name, Path: path })
  requireArn(fields, groupArn(account, path, name))
  const present = presentOf({ ...groups, noun: 'group' }, { name, id, prefix: 'AGPA' }, at)
  const held = heldIn({ kind: 'group', name }, fields, at)
  const record: GroupRecord = { ...present, account, name, path, id, createdAt: fields.time('CreateDate'), ...keptPolicies(present, held) }
  if (present !== undefined && isSame(present, record)) return { outcome: 'unchanged', notes: held.notes }
  stageAttached(at, 'group', { present, record })
  groups.put(state, record)
  return { outcome: present === undefined ? 'created' : 'updated', notes: held.notes }
}
