import { groupArn } from '../../core/arn.js'
import { defineKeys } from '../key-space.js'
import { definePolicyHolder, type PolicyHolderRecord } from './policy-holder.js'

/** An IAM group. Its members are not here: they are in records of their own, so that adding users to it changes nothing that others read. */
export type GroupRecord = PolicyHolderRecord

/** Groups by name, in lower case. */
export const groupKeys = defineKeys('group/<account>/<name>', {
  record: 'a group with its inline and attached policies',
  lifetime: 'until deleted',
})

/** Groups by unique id. */
export const groupIdKeys = defineKeys('group-id/<id>', {
  record: 'account and name of the group with this unique id',
  lifetime: "its group's",
})

/** The groups of all accounts. They have no tags and are never principals. */
export const groups = definePolicyHolder<GroupRecord>({
  noun: 'Group',
  keys: groupKeys,
  idKeys: groupIdKeys,
  idPrefix: 'AGPA',
  arn: groupArn,
})
