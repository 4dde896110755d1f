/**
 * groups: groups and their members. Owns who is in which group; a member's rights follow at its next request.
 * Leaves the policies of groups to holder-policies, and never asks for the users that are added or removed.
 */
import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import type { Group } from '../../../wire/generated/iam.js'

/** What must be allowed for an action on a group. Its members are never asked for (Service Authorization Reference). */
export const groupPermission = groups.permission

/** A group as responses carry it. */
export function groupOutput(group: GroupRecord): Group {
  return { Path: group.path, GroupName: group.name, GroupId: group.id, Arn: groups.arn(group), CreateDate: new Date(group.createdAt) }
}
