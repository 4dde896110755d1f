import { accessKeys } from '../../../directory/iam/access-key.js'
import { operation } from '../iam.js'
import { requireStatus } from '../key-status.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { requireKey } from './key-holder.js'

/** Deactivates a key, or activates it again (IAM API reference, UpdateAccessKey). */
export const UpdateAccessKey = operation('UpdateAccessKey', {
  summary: 'Makes a key active or inactive.',
  actions: ['iam:UpdateAccessKey'],
  check(input, caller, { state }) {
    resolveTarget(input.UserName, caller, state)
    requireStatus(input.Status)
  },
  authorize: (input, caller, { state }) => [targetPermission('iam:UpdateAccessKey', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const key = requireKey(resolveTarget(input.UserName, caller, state), input.AccessKeyId)
    accessKeys.put(state, { ...key, status: requireStatus(input.Status) })
  },
})
