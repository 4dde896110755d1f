import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Writer } from '../state.js'

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
  lifetime: 'until a role of this name is deleted again; the last thousand of an account',
})

/** Deletions that are remembered for an account, at most: names with a suffix never end. */
const MOST = 1_000

const records = defineRecords<ServiceLinkedRoleDeletion, [account: string, role: string]>({
  keys: serviceLinkedRoleDeletionKeys,
  at: ({ account, role }) => [account, role],
  ignoresCase: true,
})

/** The last deletions of service-linked roles, of all accounts. */
export const serviceLinkedRoleDeletions = {
  ...records,
  /** Remembers one; where there are too many, the first by name is forgotten. */
  put(state: Writer, deletion: ServiceLinkedRoleDeletion): void {
    const { account } = deletion
    const [first] = records.count(state, account, MOST) < MOST ? [] : records.list(state, account, { from: '', limit: 1 })
    if (first !== undefined) records.delete(state, first)
    records.put(state, deletion)
  },
}
