import { defineKeys } from '../key-space.js'
import { defineRecords, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { type GroupRecord, groups } from './group.js'
import { type UserRecord, users } from './user.js'

/** That a user is in a group. */
interface MemberRecord {
  readonly groupId: string
  readonly userName: string
  readonly userId: string
}

/** Members of a group by name, in lower case. */
export const groupMemberKeys = defineKeys('group-member/<group id>/<user name>', {
  record: 'that this user is in the group',
  lifetime: 'until removed from it',
})

const members = defineRecords<MemberRecord, [groupId: string, userName: string]>({
  keys: groupMemberKeys,
  at: ({ groupId, userName }) => [groupId, userName.toLowerCase()],
})

const memberOf = (groupId: string, { name, id }: UserRecord): MemberRecord => ({ groupId, userName: name, userId: id })

/** The unique ids of a user's groups. */
export const groupIdsOf = (user: UserRecord): readonly string[] => user.groupIds ?? NONE
const NONE: readonly string[] = []

/** The groups of a user, in the order it was added to them. */
export const groupsOf = (state: Reader, user: UserRecord): GroupRecord[] =>
  groupIdsOf(user).flatMap((id) => groups.getById(state, id) ?? [])

/** The users of a group by name from `page.from` on, at most `page.limit`. */
export const membersOf = (state: Reader, group: GroupRecord, page: PageBounds): UserRecord[] =>
  members.list(state, group.id, page).flatMap(({ userId }) => users.getById(state, userId) ?? [])

/** Whether any user is in the group. Reads the range of its members, so that deleting a group and adding someone to it collide. */
export const hasMembers = (state: Reader, group: GroupRecord): boolean => members.list(state, group.id, { from: '', limit: 1 }).length > 0

/** Adds a user that is not in the group. */
export function addMember(state: Writer, group: GroupRecord, user: UserRecord): void {
  members.put(state, memberOf(group.id, user))
  users.put(state, { ...user, groupIds: [...groupIdsOf(user), group.id] })
}

/** Stages the memberships that the record of a user names, in place of those of its record before. The record itself is the caller's to write. */
export function setGroups(state: Writer, user: UserRecord, before: UserRecord | undefined): void {
  const [old, now] = [before === undefined ? NONE : groupIdsOf(before), groupIdsOf(user)]
  for (const id of old) if (!now.includes(id)) members.delete(state, memberOf(id, user))
  for (const id of now) if (!old.includes(id)) members.put(state, memberOf(id, user))
}

/** Removes a user that is in the group. */
export function removeMember(state: Writer, group: GroupRecord, user: UserRecord): void {
  members.delete(state, memberOf(group.id, user))
  users.put(state, { ...user, groupIds: groupIdsOf(user).filter((id) => id !== group.id) })
}

/** Moves memberships to a user's new name. */
export function renameMember(state: Writer, user: UserRecord, renamed: UserRecord): void {
  for (const id of groupIdsOf(user)) members.rename(state, memberOf(id, user), memberOf(id, renamed))
}
