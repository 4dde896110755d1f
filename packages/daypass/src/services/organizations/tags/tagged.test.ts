import { describe, expect, it } from 'vitest'
import { organizationWorld, policyOf, required, scp } from '../../../testing/organization.js'
import { PutResourcePolicy } from '../delegation/PutResourcePolicy.js'
import { ListTagsForResource } from './ListTagsForResource.js'
import { TagResource } from './TagResource.js'
import { UntagResource } from './UntagResource.js'

const tag = (Key: string, Value: string) => ({ Key, Value })

/** An organization, and the id of each kind of thing in it. */
async function scene() {
  const made = await organizationWorld()
  const { w, rootId, unit, member } = made
  const delegating = { Effect: 'Allow', Principal: { AWS: member }, Action: 'organizations:ListRoots', Resource: '*' }
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: delegating })
  const { ResourcePolicy } = await w.call(PutResourcePolicy, { Content })
  const ids = {
    ...{ root: rootId, unit, account: member, policy: await policyOf(w, scp({})) },
    'resource policy': ResourcePolicy?.ResourcePolicySummary?.Id ?? '',
  }
  return { ...made, ids }
}

describe.each(['root', 'unit', 'account', 'policy', 'resource policy'] as const)('tags of a %s', (kind) => {
  it('are set, listed by key and removed', async () => {
    const { w, ids } = await scene()
    const ResourceId = ids[kind]
    await w.call(TagResource, { ResourceId, Tags: [tag('b', '1'), tag('a', '1')] })
    await w.call(TagResource, { ResourceId, Tags: [tag('B', '2')] })
    expect(await w.call(ListTagsForResource, { ResourceId })).toEqual({ Tags: [tag('B', '2'), tag('a', '1')] })
    await w.call(UntagResource, { ResourceId, TagKeys: ['A', 'none'] })
    expect(await w.call(ListTagsForResource, { ResourceId })).toEqual({ Tags: [tag('B', '2')] })
  })

  it('require permission on it, with its tags and those of the request', async () => {
    const { w, ids } = await scene()
    const ResourceId = ids[kind]
    await w.call(TagResource, { ResourceId, Tags: [tag('a', '1')] })
    const keys = { 'aws:ResourceTag/a': '1', ...(kind === 'policy' && { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' }) }
    const arn = expect.stringMatching(new RegExp(`/${ResourceId}$`))
    expect(required(w, TagResource, { ResourceId, Tags: [tag('n', 'v')] })).toEqual([
      ['organizations:TagResource', arn, { ...keys, 'aws:TagKeys': ['n'], 'aws:RequestTag/n': 'v' }],
    ])
    expect(required(w, UntagResource, { ResourceId, TagKeys: ['a'] })).toEqual([
      ['organizations:UntagResource', arn, { ...keys, 'aws:TagKeys': ['a'] }],
    ])
    expect(required(w, ListTagsForResource, { ResourceId })).toEqual([['organizations:ListTagsForResource', arn, keys]])
  })
})

describe('tags', () => {
  it.each<[string, string, readonly { Key: string; Value: string }[], string]>([
    ['a policy of AWS', 'p-FullAWSAccess', [tag('k', 'v')], 'InvalidInputException'],
    ['what is not there', '123456789012', [tag('k', 'v')], 'TargetNotFoundException'],
    ['a policy that is not there', 'p-unknown0', [tag('k', 'v')], 'TargetNotFoundException'],
    ['another resource policy', 'rp-aaaaaaaa', [tag('k', 'v')], 'TargetNotFoundException'],
    ['a transfer', 'rt-aaaaaaaa', [tag('k', 'v')], 'InvalidInputException'],
    ['keys of AWS', 'root', [tag('aws:k', 'v')], 'InvalidInputException'],
    ['a key twice', 'root', [tag('k', 'v'), tag('K', 'v')], 'InvalidInputException'],
    ['too many', 'root', Array.from({ length: 51 }, (_, n) => tag(`k${n}`, '')), 'ConstraintViolationException'],
  ])('are refused for %s', async (_what, ResourceId, Tags, code) => {
    const { w, rootId } = await scene()
    expect(await w.refusal(TagResource, { ResourceId: ResourceId === 'root' ? rootId : ResourceId, Tags })).toMatchObject({ code })
  })
})
