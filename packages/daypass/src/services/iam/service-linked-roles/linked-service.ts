/**
 * service-linked-roles: the roles that services of AWS act with in an account. Owns which services have one, how it is named, and that deleting it is a
 * task with a status. Refuses services that nobody has recorded such a role of. Leaves the guard over these roles to roles, and assuming one to sts.
 */
import { readFileSync } from 'node:fs'
import { roleArn } from '../../../core/arn.js'
import { type RoleRecord, serviceLinkedPath } from '../../../directory/iam/role.js'
import { invalidInput } from '../errors.js'
import type { IamReads } from '../iam.js'

/** A service that has a role, as it was recorded on AWS. */
interface LinkedService {
  /** `batch.amazonaws.com`, in exactly this case (IAM API reference, CreateServiceLinkedRole). */
  readonly service: string
  readonly role: string
  /** The ARN of the policy that the role has attached. */
  readonly policy: string
  readonly description?: string
  /** Set where an account may have several, told apart by a suffix. */
  readonly suffix?: true
}

const FILE = new URL('../../../../data/service-linked-roles.json', import.meta.url)
let services: ReadonlyMap<string, LinkedService> | undefined

/** The packaged table, read at the first use. */
function linkedServices(): ReadonlyMap<string, LinkedService> {
  services ??= new Map((JSON.parse(readFileSync(FILE, 'utf8')) as LinkedService[]).map((one) => [one.service, one]))
  return services
}

/** The characters of a role's name, at most (IAM's model, roleNameType). */
const LONGEST_NAME = 64

/** A service-linked role as a request describes it. */
export interface RequestedRole {
  readonly AWSServiceName: string
  readonly CustomSuffix?: string | undefined
}

const nameOf = ({ role }: LinkedService, suffix: string | undefined): string => (suffix === undefined ? role : `${role}_${suffix}`)

/** The ARN of the role that the request would make; of any role of the service where daypass does not know the service. */
export function requestedArn({ AWSServiceName, CustomSuffix }: RequestedRole, account: string): string {
  const linked = linkedServices().get(AWSServiceName)
  return roleArn(account, serviceLinkedPath(AWSServiceName), linked === undefined ? '*' : nameOf(linked, CustomSuffix))
}

/**
 * The service and the name of its role. Refuses what AWS's own role could not have: an unknown service, a suffix where none is allowed (text recorded),
 * a policy that AWS no longer publishes, for a role must not show a policy that nobody can read (daypass's own rule).
 */
export function requestedRole({ AWSServiceName, CustomSuffix }: RequestedRole, { awsManaged }: Pick<IamReads, 'awsManaged'>) {
  const linked = linkedServices().get(AWSServiceName)
  if (linked === undefined) throw invalidInput(`${AWSServiceName} has no service-linked role that this version of daypass knows.`)
  if (CustomSuffix !== undefined && linked.suffix !== true) throw invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`)
  if (awsManaged.get(linked.policy) === undefined)
    throw invalidInput(`The role of ${AWSServiceName} needs the policy ${linked.policy}, which AWS no longer publishes.`)
  const name = nameOf(linked, CustomSuffix)
  if (name.length > LONGEST_NAME)
    throw invalidInput(`CustomSuffix must have at most ${LONGEST_NAME - linked.role.length - 1} characters for ${AWSServiceName}.`)
  return { ...linked, name }
}

/** The id of the task that deletes a service-linked role: its path and name are parts of it (recorded). */
export const deletionTaskId = ({ path, name }: Pick<RoleRecord, 'path' | 'name'>, uuid: string): string => `task${path}${name}/${uuid}`

/** Path and name of the role that a deletion task is about; undefined when no such task can exist. */
export function roleOfTask(taskId: string): { readonly path: string; readonly name: string } | undefined {
  const [, path, name] = /^task(\/aws-service-role\/(?:[\x21-\x7e]*\/)?)([\w+=,.@-]{1,64})\/[0-9a-f-]{36}$/.exec(taskId) ?? []
  return path === undefined || name === undefined ? undefined : { path, name }
}
