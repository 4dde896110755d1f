import { WireError } from '../../../core/error.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { operation } from '../iam.js'
import { onWhom, whom } from '../users/user.js'
import { requireKey } from './key-holder.js'

/** Switches a key off, or on again (IAM API reference, UpdateAccessKey). */
export const UpdateAccessKey = operation('UpdateAccessKey', {
  summary: 'Makes a key active or inactive.',
  actions: ['iam:UpdateAccessKey'],
  check(input, caller, { state }) {
    whom(input.UserName, caller, state)
    requireStatus(input.Status)
  },
  authorize: (input, caller, { state }) => [onWhom('iam:UpdateAccessKey', whom(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const key = requireKey(whom(input.UserName, caller, state), input.AccessKeyId)
    accessKeys.put(state, { ...key, status: requireStatus(input.Status) })
  },
})

/** The model's type has `Expired` too, which a key can not be made. */
function requireStatus(status: string): 'Active' | 'Inactive' {
  if (status === 'Active' || status === 'Inactive') return status
  throw new WireError(
    'ValidationError',
    "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
  )
}
