import { userArn } from '../../../core/arn.js'
import { setBoundary } from '../../../directory/iam/attachment.js'
import { groups } from '../../../directory/iam/group.js'
import { groupIdsOf, setGroups } from '../../../directory/iam/group-member.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { type Fields, NotImportable } from './fields.js'
import { boundaryIn, heldIn, keptPolicies, stageAttached } from './held-policies.js'
import { type Importer, type Importing, keptOrder, presentOf, requireArn, settle, UNTOUCHED } from './importing.js'
import { requireValid, tagRecord, validTags } from './validity.js'

/** Imports a user with its policies, boundary, tags and groups. Keys and passwords that it has here stay; none are brought. */
export const importUser: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('UserName'), fields.text('UserId'), fields.maybeText('Path') ?? '/']
  const tags = validTags(fields)
  requireValid('CreateUser', { UserName: name, Path: path, Tags: tags })
  requireArn(fields, userArn(account, path, name))
  const present = presentOf({ ...users, noun: 'user' }, { name, id, prefix: 'AIDA' }, at)
  if (at.stage === 'narrow' || (at.stage === 'exchange' && present === undefined)) return UNTOUCHED
  const held = heldIn({ kind: 'user', name }, fields, at)
  const { boundary, notes } = boundaryIn(fields, at)
  const groupIds = keptOrder(present === undefined ? [] : groupIdsOf(present), groupsIn(fields, at))
  const record: UserRecord = {
    ...(present ?? { accessKeyIds: [], importedAt: state.revision }),
    ...{ account, name, path, id, createdAt: fields.time('CreateDate'), tags: tagRecord(tags), boundary },
    ...keptPolicies(present, held),
    ...((groupIds.length > 0 || present?.groupIds !== undefined) && { groupIds }),
  }
  return settle({ present, staged: record, record }, [...held.notes, ...notes], () => {
    stageAttached(at, 'user', { present, record })
    setBoundary(state, 'user', { record: { ...record, boundary: present?.boundary }, arn: boundary })
    setGroups(state, record, present)
    users.put(state, record)
  })
}

/** The unique ids of its groups. A group that is not here is never left out: it may be the one that denies. */
function groupsIn(fields: Fields, { account, state, assumed }: Importing): readonly string[] {
  const names = [...new Set(fields.texts('GroupList'))]
  const most = users.quotas.GroupsPerUser
  if (names.length > most) throw new NotImportable(`It is in ${names.length} groups, and may be in ${most}.`)
  const ids = names.map((name) => {
    const group = groups.get(state, account, name)
    if (group === undefined && !assumed.has(`group/${name}`)) throw new NotImportable(`The group ${name} is not here.`)
    return group?.id ?? name
  })
  // Names of groups ignore case.
  return [...new Set(ids)]
}
