import { describe, expect, it } from 'vitest'
import { assumedRoleArn, federatedUserArn, roleArn } from '../../core/arn.js'
import { anonymous, type Caller, type RoleCaller, type UserCaller } from '../../core/caller.js'
import { users } from '../../directory/iam/user.js'
import { buckets } from '../../directory/s3/bucket.js'
import { bucketPolicies } from '../../directory/s3/bucket-policy.js'
import type { Writer } from '../../directory/state.js'
import { EnablePolicyType } from '../../services/organizations/policies/EnablePolicyType.js'
import { federatedBy, roleSession, sessionTokenOf } from '../callers.js'
import { organizationWorld, policyOf, rootOf, scp, userOf } from '../organization.js'
import { ACCOUNT, root, START, type World, world } from '../world.js'

const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const NOTHING = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' } })

const policy = (state: Writer, statement: object, { bucket = 'data', account = ACCOUNT } = {}) => {
  buckets.put(state, { name: bucket, account, region: 'us-east-1', createdAt: START })
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${bucket}/*`, ...statement },
  })
  bucketPolicies.put(state, bucketPolicies.recordOf({ bucket, account, text }))
}
const decide = (w: World, caller: Caller, over: object = {}) =>
  w.read((state) => {
    const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/k', resourceAccount: ACCOUNT, ...over }
    return w.access.decide({ caller, question, surroundings, state })
  })
const by = (w: World, caller: Caller, over: object = {}) => {
  const { outcome, decidedBy } = decide(w, caller, over)
  return `${outcome} ${decidedBy}`
}

describe('a bucket policy', () => {
  it('that names a session lifts its session policy, and one that names the role does not', async () => {
    const w = await world()
    const plain = await roleSession(w)
    const limited: RoleCaller = { ...plain, session: { ...plain.session, policy: NOTHING } }
    await w.change((state) => policy(state, { Principal: { AWS: roleArn(ACCOUNT, '/', 'admin') } }))
    expect(by(w, limited)).toBe('implicitDeny session')
    await w.change((state) => policy(state, { Principal: { AWS: assumedRoleArn(ACCOUNT, 'admin', 's') } }))
    expect(by(w, limited)).toBe('allow resource')
    expect(by(w, { ...limited, arn: assumedRoleArn(ACCOUNT, 'admin', 't') })).toBe('implicitDeny session')
  })

  it('that names a user lifts its boundary, also for its GetSessionToken session, and one that names the account does not', async () => {
    const w = await world()
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    await w.change((state) => {
      const record = users.getById(state, ann.id)
      if (record !== undefined) users.put(state, { ...record, boundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' })
      policy(state, { Principal: { AWS: ACCOUNT } })
    })
    expect(by(w, ann)).toBe('implicitDeny boundary')
    await w.change((state) => policy(state, { Principal: { AWS: ann.arn } }))
    expect([by(w, ann), by(w, sessionTokenOf(ann))]).toEqual(['allow resource', 'allow resource'])
  })

  it('that names the user of a federated session leaves it to the policy of the session', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const guest = federatedBy(ann)
    const limited = { ...guest, session: { ...guest.session, policy: NOTHING } }
    await w.change((state) => policy(state, { Principal: { AWS: ann.arn } }))
    expect([by(w, guest), by(w, limited)]).toEqual(['allow resource', 'implicitDeny session'])
    await w.change((state) => policy(state, { Principal: { AWS: federatedUserArn(ACCOUNT, 'guest') } }))
    expect(by(w, limited)).toBe('allow resource')
  })

  it('lets nobody in who got the name of a deleted user', async () => {
    const w = await world()
    const ann = await w.user('ann')
    await w.change((state) => policy(state, { Principal: { AWS: ann.id } }))
    expect(by(w, ann)).toBe('allow resource')
    const next: UserCaller = { ...ann, id: 'AIDAQAAAAAAAAAAANEXT0' }
    expect(by(w, next)).toBe('implicitDeny identity')
  })

  it('counts for the bucket of the account that owns it alone, and not for making a bucket', async () => {
    const w = await world()
    const ann = await w.user('ann')
    await w.change((state) => policy(state, { Principal: { AWS: ann.arn }, Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'] }))
    expect(by(w, ann)).toBe('allow resource')
    expect(by(w, ann, { action: 's3:CreateBucket', resource: 'arn:aws:s3:::data' })).toBe('implicitDeny identity')
    expect(by(w, ann, { action: 's3:ListBucket', resource: 'arn:aws:s3:::data' })).toBe('allow resource')
    expect(by(w, ann, { action: 's3:ListBucket', resource: 'arn:aws:s3:::dat' })).toBe('implicitDeny identity')
    expect(by(w, ann, { action: 's3:ListAllMyBuckets', resource: '*' })).toBe('implicitDeny identity')
    await w.change((state) => policy(state, { Principal: { AWS: ann.arn } }, { account: '111122223333' }))
    expect(by(w, ann)).toBe('implicitDeny identity')
  })

  it('decides by what it says now, in the transaction that changes it too, and not once that is given up', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/k', resourceAccount: ACCOUNT }
    await w.change((state) => policy(state, { Principal: { AWS: ann.arn } }))
    expect(by(w, ann)).toBe('allow resource')
    const change = w.change((state) => {
      policy(state, { Effect: 'Deny', Principal: '*' })
      expect(w.access.decide({ caller: ann, question, surroundings, state }).outcome).toBe('explicitDeny')
      throw new Error('given up')
    })
    await expect(change).rejects.toThrow('given up')
    expect(by(w, ann)).toBe('allow resource')
  })

  it('tells its Deny to callers of the account, and nothing of it to others', async () => {
    const w = await world()
    const ann = await w.user('ann')
    await w.change((state) => policy(state, { Effect: 'Deny', Principal: '*', Sid: 'Secret' }))
    expect(decide(w, ann).message).toMatch(/ with an explicit deny in a resource-based policy$/)
    expect(decide(w, ann).details?.(4_096)).toContain('Secret')
    expect(decide(w, anonymous).details).toBeUndefined()
    expect(decide(w, rootOf('111122223333')).details).toBeUndefined()
  })
})

describe('an organization', () => {
  it('bounds what a bucket policy lets its members do, and what is let in to its buckets', async () => {
    const { w, rootId, member } = await organizationWorld()
    const dev = await userOf(w, member, { name: 'dev', statement: { Action: 's3:*' } })
    await w.change((state) => {
      policy(state, { Principal: { AWS: member } })
      policy(state, { Principal: { AWS: ACCOUNT } }, { bucket: 'theirs', account: member })
    })
    const theirs = { resource: 'arn:aws:s3:::theirs/k', resourceAccount: member }
    expect([by(w, dev), by(w, root, theirs)]).toEqual(['allow resource', 'allow resource'])
    await policyOf(w, scp({ Action: 's3:GetObject' }), { at: member })
    expect(by(w, dev)).toBe('explicitDeny scp')
    await w.change((state) => policy(state, { Principal: '*' }, { bucket: 'theirs', account: member }))
    expect([by(w, root, theirs), by(w, anonymous, theirs)]).toEqual(['allow resource', 'allow resource'])
    const RCP = 'RESOURCE_CONTROL_POLICY'
    await w.call(EnablePolicyType, {
      RootId: rootId,
      PolicyType: RCP,
    })
    await policyOf(w, scp({ Principal: '*', Action: 's3:GetObject' }), { at: member, type: RCP, name: 'rcp' })
    expect([by(w, root, theirs), by(w, anonymous, theirs)]).toEqual(['explicitDeny rcp', 'explicitDeny rcp'])
  })
})
