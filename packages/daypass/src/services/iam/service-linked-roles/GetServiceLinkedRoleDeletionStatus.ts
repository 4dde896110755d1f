import { roleArn } from '../../../core/arn.js'
import { serviceLinkedRoleDeletions } from '../../../directory/iam/service-linked-role-deletion.js'
import { noSuchEntity } from '../errors.js'
import { operation } from '../iam.js'
import { roleOfTask } from './linked-service.js'

/**
 * Tells how far the deletion of a service-linked role is (IAM API reference, GetServiceLinkedRoleDeletionStatus): it has always succeeded. The last
 * deletion of each name is known; an invalid id, or the id of an earlier one, is not found. The permission is asked on the role that the id names.
 */
export const GetServiceLinkedRoleDeletionStatus = operation('GetServiceLinkedRoleDeletionStatus', {
  summary: 'Tells the status of the deletion of a service-linked role.',
  actions: ['iam:GetServiceLinkedRoleDeletionStatus'],
  authorize(input, { account }) {
    const role = roleOfTask(input.DeletionTaskId)
    const resource = role === undefined ? '*' : roleArn(account, role.path, role.name)
    return [{ action: 'iam:GetServiceLinkedRoleDeletionStatus', resource }]
  },
  handle({ DeletionTaskId }, { account }, { state }) {
    const role = roleOfTask(DeletionTaskId)
    const last = role && serviceLinkedRoleDeletions.get(state, account, role.name)
    if (last?.taskId !== DeletionTaskId) throw noSuchEntity(`The deletion task with id ${DeletionTaskId} cannot be found.`)
    return { Status: 'SUCCEEDED' }
  },
})
