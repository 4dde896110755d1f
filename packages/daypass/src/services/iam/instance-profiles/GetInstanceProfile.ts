import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { operation } from '../iam.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { profileOutput, profilePermission } from './instance-profile.js'

/** An instance profile with its role (IAM API reference, GetInstanceProfile). */
export const GetInstanceProfile = operation('GetInstanceProfile', {
  summary: 'Returns an instance profile with its role.',
  actions: ['iam:GetInstanceProfile'],
  authorize: (input, { account }, { state }) => [
    profilePermission('iam:GetInstanceProfile', { account, name: input.InstanceProfileName, state }),
  ],
  handle(input, { account }, { state }) {
    const profile = instanceProfiles.require(state, account, input.InstanceProfileName)
    return { InstanceProfile: { ...profileOutput(profile, state), Tags: tagsToOutputIfAny(profile.tags) } }
  },
})
