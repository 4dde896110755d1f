import { setBoundary } from '../../../directory/iam/attachment.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { nameIn } from '../holder-policies/holder.js'
import { operation } from '../iam.js'
import { boundaryKey, checkBoundary, requireBoundary } from './boundary.js'
import type { Bounded } from './bounded.js'

type Names = 'PutUserPermissionsBoundary' | 'PutRolePermissionsBoundary'

/** Sets the permissions boundary, in place of any that is there (IAM API reference, PutUserPermissionsBoundary, PutRolePermissionsBoundary). The condition key is the new one. */
export function putBoundaryOperation<Name extends Names, R extends PrincipalRecord>(name: Name, bounded: Bounded<R>) {
  const { kind, resource } = bounded
  const action = `iam:${name}`
  return operation(name, {
    summary: `Sets the permissions boundary of a ${kind}.`,
    actions: [action],
    check: (input) => checkBoundary(input.PermissionsBoundary),
    authorize: (input, { account }, { state }) => [
      resource.permission(action, { account, name: nameIn(bounded, input), state }, boundaryKey(input.PermissionsBoundary)),
    ],
    handle(input, { account }, deps) {
      const record = resource.require(deps.state, account, nameIn(bounded, input))
      const arn = input.PermissionsBoundary
      requireBoundary(resource.noun, { account, arn }, deps)
      resource.put(deps.state, setBoundary(deps.state, kind, { record, arn }))
    },
  })
}
