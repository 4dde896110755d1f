import type { RequiredPermission } from '../../core/operation.js'
import { asNamed, type Named, type Resource } from '../../directory/resource.js'
import type { Reader } from '../../directory/state.js'
import { ROOT_PATH } from './paths.js'

/** What something is to be called, and where; what is absent stays as it is. */
export interface NewPlace {
  readonly name?: string | undefined
  readonly path?: string | undefined
}

/** What has a name and a path, and keeps its id when these change. */
interface Placed {
  readonly account: string
  readonly name: string
  readonly path: string
  readonly id: string
}

/** A kind of thing that can get another name or path. */
export interface Renamable<R extends Placed> {
  readonly resource: Resource<R, [account: string, name: string]>
  readonly arn: (account: string, path: string, name: string) => string
}

/** What must be allowed to give it another name or path: the action on its ARN as it is and as it will be (IAM API reference, UpdateUser, UpdateGroup, UpdateServerCertificate). */
export function renamePermissions<R extends Placed>(
  { resource, arn }: Renamable<R>,
  action: string,
  { named, to }: { readonly named: Named; readonly to: NewPlace },
): RequiredPermission[] {
  const { account, name, state } = named
  const arnOf = (record: R | undefined) => arn(account, to.path ?? record?.path ?? ROOT_PATH, to.name ?? record?.name ?? name)
  const source = resource.permission(action, named)
  const target = arnOf(resource.get(state, account, name))
  return target === source.resource ? [source] : [source, { ...source, named: undefined, ...asNamed(target, arnOf(undefined)) }]
}

/** The record with its new name and path. Refuses a name that another has. */
export function renamedTo<R extends Placed>({ resource }: Renamable<R>, state: Reader, renaming: { record: R; to: NewPlace }): R {
  const { record, to } = renaming
  const renamed = { ...record, name: to.name ?? record.name, path: to.path ?? record.path }
  const other = resource.get(state, record.account, renamed.name)
  if (other !== undefined && other.id !== record.id) throw resource.exists(renamed.name)
  return renamed
}
