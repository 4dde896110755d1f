import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { requireNoRole } from '../deletable.js'
import { operation } from '../iam.js'
import { profilePermission } from './instance-profile.js'

/** Deletes an instance profile that has no role (IAM API reference, DeleteInstanceProfile). */
export const DeleteInstanceProfile = operation('DeleteInstanceProfile', {
  summary: 'Deletes an instance profile that has no role.',
  actions: ['iam:DeleteInstanceProfile'],
  authorize: (input, { account }, { state }) => [
    profilePermission('iam:DeleteInstanceProfile', { account, name: input.InstanceProfileName, state }),
  ],
  handle(input, { account }, { state }) {
    const profile = instanceProfiles.require(state, account, input.InstanceProfileName)
    requireNoRole(profile)
    instanceProfiles.delete(state, profile)
  },
})
