import { newUuid } from '../../../core/ids.js'
import { isServiceLinked, roles } from '../../../directory/iam/role.js'
import { serviceLinkedRoleDeletions } from '../../../directory/iam/service-linked-role-deletion.js'
import { operation } from '../iam.js'
import { removeRole } from '../roles/role.js'
import { deletionTaskId } from './linked-service.js'

/**
 * Deletes a service-linked role with its policy and tags, and returns the id of the task that does (IAM API reference, DeleteServiceLinkedRole). No
 * service is here that could still need the role, so the task has succeeded when the call returns. Another role counts as not found: AWS's error for it
 * is not known.
 */
export const DeleteServiceLinkedRole = operation('DeleteServiceLinkedRole', {
  summary: 'Deletes a service-linked role and returns the id of the task.',
  actions: ['iam:DeleteServiceLinkedRole'],
  authorize: (input, { account }, { state }) => [roles.permission('iam:DeleteServiceLinkedRole', { account, name: input.RoleName, state })],
  handle(input, { account }, { state, ids }) {
    const role = roles.require(state, account, input.RoleName)
    if (!isServiceLinked(role)) throw roles.notFound(input.RoleName)
    removeRole(state, role)
    const taskId = deletionTaskId(role, newUuid(ids))
    serviceLinkedRoleDeletions.put(state, { account, role: role.name, taskId })
    return { DeletionTaskId: taskId }
  },
})
