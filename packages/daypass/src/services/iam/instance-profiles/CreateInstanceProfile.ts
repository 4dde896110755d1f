import { instanceProfileArn } from '../../../core/arn.js'
import { type InstanceProfileRecord, instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { requireRoom } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { profileOutput } from './instance-profile.js'

/** Makes an instance profile without a role (IAM API reference, CreateInstanceProfile). */
export const CreateInstanceProfile = operation('CreateInstanceProfile', {
  summary: 'Makes an instance profile without a role.',
  actions: ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile'],
  notEnforced: 'no instance assumes the role of its profile yet',
  check: (input) => checkTags(input.Tags),
  authorize: (input, { account }) =>
    withTagging(
      {
        action: 'iam:CreateInstanceProfile',
        resource: instanceProfileArn(account, input.Path ?? ROOT_PATH, input.InstanceProfileName),
      },
      'iam:TagInstanceProfile',
      input.Tags,
    ),
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    const { InstanceProfileName: name } = input
    if (instanceProfiles.get(state, account, name) !== undefined) throw instanceProfiles.exists(name)
    requireRoom('InstanceProfilesPerAccount', account, deps)
    const profile: InstanceProfileRecord = {
      account,
      name,
      path: input.Path ?? ROOT_PATH,
      id: instanceProfiles.newId(ids, account),
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
    }
    instanceProfiles.put(state, profile)
    return { InstanceProfile: { ...profileOutput(profile, state), Tags: tagsToOutputIfAny(profile.tags) } }
  },
})
