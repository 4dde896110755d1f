import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** That a service-linked role was deleted. */
export interface ServiceLinkedRoleDeletion {
  readonly account: string
  /** The name that the role had. */
  readonly role: string
  /** `task/aws-service-role/SERVICE/ROLE/UUID`, as DeleteServiceLinkedRole returned it. */
  readonly taskId: string
}

/** The last deletions of service-linked roles, by the role's name in lower case. */
export const serviceLinkedRoleDeletionKeys = defineKeys('service-linked-role-deletion/<account>/<role>', {
  record: 'the id of the task that last deleted the service-linked role of this name',
  lifetime: 'until a role of this name is deleted again',
})

/** The last deletions of service-linked roles, of all accounts. */
export const serviceLinkedRoleDeletions = defineRecords<ServiceLinkedRoleDeletion, [account: string, role: string]>({
  keys: serviceLinkedRoleDeletionKeys,
  at: ({ account, role }) => [account, role],
  ignoresCase: true,
})
