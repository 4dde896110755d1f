import { setBoundary } from '../../../directory/iam/attachment.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { noSuchEntity } from '../errors.js'
import { nameIn } from '../holder-policies/holder.js'
import { operation } from '../iam.js'
import { boundedPermission } from './boundary.js'
import type { Bounded } from './bounded.js'

type Names = 'DeleteUserPermissionsBoundary' | 'DeleteRolePermissionsBoundary'

/**
 * Takes the permissions boundary away (IAM API reference, DeleteUserPermissionsBoundary, DeleteRolePermissionsBoundary). AWS's error where there is
 * none is not known.
 */
export function deleteBoundaryOperation<Name extends Names, R extends PrincipalRecord>(name: Name, bounded: Bounded<R>) {
  const { kind, resource } = bounded
  const action = `iam:${name}`
  return operation(name, {
    summary: `Removes the permissions boundary of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [
      boundedPermission(resource, action, { named: { account, name: nameIn(bounded, input), state } }),
    ],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(bounded, input))
      if (record.boundary === undefined) throw noSuchEntity(`The permissions boundary of ${kind} ${record.name} cannot be found.`)
      resource.put(state, setBoundary(state, kind, { record, arn: undefined }))
    },
  })
}
