// Instances and instance profiles for the tests of EC2.
import type { Caller } from '../../core/caller.js'
import { addRoleToProfile, instanceProfiles } from '../../directory/iam/instance-profile.js'
import { roles } from '../../directory/iam/role.js'
import { IMAGES } from '../../services/ec2/images/image-list.js'
import { RunInstances } from '../../services/ec2/launches/RunInstances.js'
import type { Instance } from '../../wire/generated/ec2.js'
import { ACCOUNT, type InputOf, type World } from '../world.js'

/** The first image of the list: Amazon Linux on x86_64. */
export const IMAGE = IMAGES[0]?.id ?? ''
/** An image for arm64. */
export const ARM_IMAGE = IMAGES.find(({ architecture }) => architecture === 'arm64')?.id ?? ''
/** One instance of the first image. */
export const ONE = { ImageId: IMAGE, MinCount: 1, MaxCount: 1 }

/** Launches instances, by default one of the default type. */
export async function launched(
  w: Pick<World, 'call'>,
  over: Partial<InputOf<typeof RunInstances>> = {},
  caller?: Caller,
): Promise<readonly Instance[]> {
  const { Instances } = await w.call(RunInstances, { ...ONE, ...over }, caller)
  return Instances ?? []
}

/** Launches one instance and gives its id. */
export async function launchedId(w: Pick<World, 'call'>, over: Partial<InputOf<typeof RunInstances>> = {}): Promise<string> {
  const [instance] = await launched(w, over)
  return instance?.InstanceId ?? ''
}

/** An instance profile of an account with a role in it, both in `/team/`, and of the same name; the role trusts nobody. Gives the ARNs of both. */
export async function aProfile(w: World, name: string, account = ACCOUNT): Promise<{ profile: string; role: string }> {
  const base = { account, name, path: '/team/', createdAt: 0, tags: {} }
  return w.change((state) => {
    const role = {
      ...base,
      id: `AROA${name.toUpperCase()}`,
      inlinePolicies: {},
      attachedPolicies: [],
      trust: '{}',
      maxSessionDuration: 3_600,
    }
    roles.put(state, role)
    const profile = { ...base, id: `AIPA${name.toUpperCase()}` }
    instanceProfiles.put(state, profile)
    addRoleToProfile(state, profile, role)
    return { profile: instanceProfiles.arn(profile), role: roles.arn(role) }
  })
}
