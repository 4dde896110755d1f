import { operation } from '../iam.js'
import { shownTagsIfAny } from '../tags.js'
import { onRole, requireRole, shownRole } from './role.js'

/** A role with its trust policy (IAM API reference, GetRole). */
export const GetRole = operation('GetRole', {
  summary: 'Returns a role with its trust policy.',
  actions: ['iam:GetRole'],
  authorize: (input, { account }, { state }) => [onRole('iam:GetRole', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = requireRole(state, account, input.RoleName)
    return { Role: { ...shownRole(role, state), Tags: shownTagsIfAny(role.tags) } }
  },
})
