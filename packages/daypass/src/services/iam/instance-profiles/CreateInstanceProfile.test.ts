import { describe, expect, it } from 'vitest'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { GetInstanceProfile } from './GetInstanceProfile.js'

const arn = `arn:aws:iam::${ACCOUNT}:instance-profile/team/Web`
const input = { InstanceProfileName: 'Web', Path: '/team/', Tags: [{ Key: 'Unit', Value: 'ops' }] }

describe('CreateInstanceProfile', () => {
  it('returns the profile as it is kept, without a role', async () => {
    const w = await world()
    const { InstanceProfile } = await w.call(CreateInstanceProfile, input)
    expect(InstanceProfile).toEqual({
      ...{ InstanceProfileName: 'Web', Path: '/team/', Arn: arn, CreateDate: new Date(START), Roles: [], Tags: input.Tags },
      InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    })
    expect(await w.call(GetInstanceProfile, { InstanceProfileName: 'web' })).toEqual({ InstanceProfile })
  })

  it('makes a profile at the root path, without tags, when nothing else is said', async () => {
    const { InstanceProfile } = await (await world()).call(CreateInstanceProfile, { InstanceProfileName: 'p' })
    expect(InstanceProfile).toMatchObject({ Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/p`, Tags: undefined })
  })

  it('asks for the ARN to be, and for the tagging too when there are tags', async () => {
    const w = await world()
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(askedBy(w, CreateInstanceProfile, input)).toEqual([
      { action: 'iam:CreateInstanceProfile', resource: arn, context },
      { action: 'iam:TagInstanceProfile', resource: arn, context },
    ])
    expect(askedBy(w, CreateInstanceProfile, { InstanceProfileName: 'p' })).toEqual([
      { action: 'iam:CreateInstanceProfile', resource: `arn:aws:iam::${ACCOUNT}:instance-profile/p`, context: {} },
    ])
  })

  it.each([
    [
      'a name that differs by case alone, at another path',
      { InstanceProfileName: 'WEB' },
      'EntityAlreadyExists',
      'Instance Profile WEB already exists.',
    ],
    [
      'a tag key of AWS',
      { InstanceProfileName: 'x', Tags: [{ Key: 'aws:a', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await world()
    await w.call(CreateInstanceProfile, input)
    expect(await w.refusal(CreateInstanceProfile, what)).toEqual({ code, message })
  })

  it('refuses the thousand and first of an account', async () => {
    const w = await world()
    for (let from = 0; from < 1_000; from += 60)
      await w.change((state) => {
        for (let n = from; n < Math.min(from + 60, 1_000); n++) put(state, n)
      })
    const message = 'Cannot exceed quota for InstanceProfilesPerAccount: 1000'
    expect(await w.refusal(CreateInstanceProfile, input)).toEqual({ code: 'LimitExceeded', message })
  })

  it('refuses tags to a caller who may create profiles and not tag them, and everything to one without a policy', async () => {
    const w = await world()
    const Statement = { Effect: 'Allow', Action: 'iam:CreateInstanceProfile', Resource: '*' }
    const creator = await w.user('creator', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(CreateInstanceProfile, input, creator)).toMatchObject({
      message: expect.stringContaining('iam:TagInstanceProfile'),
    })
    await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web' }, creator)
    const nobody = await w.user('nobody')
    expect(await w.refusal(CreateInstanceProfile, { InstanceProfileName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})

const put = (state: Parameters<typeof instanceProfiles.put>[0], n: number) =>
  instanceProfiles.put(state, { account: ACCOUNT, name: `p${n}`, path: '/', id: `AIPA${n}`, createdAt: 0, tags: {} })
