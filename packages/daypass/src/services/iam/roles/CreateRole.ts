import { roleArn } from '../../../core/arn.js'
import { setBoundary } from '../../../directory/iam/attachment.js'
import { isServiceLinkedPath, type RoleRecord, reservedPrefix, roles } from '../../../directory/iam/role.js'
import { boundaryKey, boundaryOutput, checkBoundary, requireBoundary } from '../boundaries/boundary.js'
import { invalidInput, requireRoom } from '../errors.js'
import { DOCUMENT_FORM, operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { newRoleOutput, requireTrust } from './role.js'

const DEFAULT_SECONDS = 3_600

/** Creates a role that the principals in its trust policy can assume (IAM API reference, CreateRole). */
export const CreateRole = operation('CreateRole', {
  summary: 'Makes a role with its trust policy.',
  actions: ['iam:CreateRole', 'iam:TagRole'],
  maxBody: DOCUMENT_FORM,
  check(input) {
    checkPath(input.Path)
    checkBoundary(input.PermissionsBoundary)
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      {
        action: 'iam:CreateRole',
        resource: roleArn(account, input.Path ?? ROOT_PATH, input.RoleName),
        context: boundaryKey(input.PermissionsBoundary),
      },
      'iam:TagRole',
      input.Tags,
    ),
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    if (roles.get(state, account, input.RoleName) !== undefined) throw roles.exists(input.RoleName)
    requireRoom('RolesPerAccount', account, deps)
    const arn = input.PermissionsBoundary
    if (arn !== undefined) requireBoundary('Role', { account, arn }, deps)
    const made: RoleRecord = {
      account,
      name: input.RoleName,
      path: input.Path ?? ROOT_PATH,
      id: roles.newId(ids, account),
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
      trust: requireTrust(input.AssumeRolePolicyDocument, state, { account }),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SECONDS,
      inlinePolicies: {},
      attachedPolicies: [],
    }
    const role = setBoundary(state, 'role', { record: made, arn })
    roles.put(state, role)
    return {
      Role: {
        ...newRoleOutput(role, input.AssumeRolePolicyDocument),
        Description: role.description,
        PermissionsBoundary: boundaryOutput(role),
        Tags: tagsToOutputIfAny(role.tags),
      },
    }
  },
})

/** Refuses a path that AWS keeps for its own roles (text observed for service-linked roles; the other is ours). */
function checkPath(path: string = ROOT_PATH): void {
  const prefix = reservedPrefix(path)
  if (prefix === undefined) return
  const whose = isServiceLinkedPath(path) ? 'AWS Service linked Roles' : 'roles that AWS makes'
  throw invalidInput(`Path prefix '${prefix}' can only be used for ${whose}`)
}
