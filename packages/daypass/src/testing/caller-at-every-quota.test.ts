import { describe, expect, it } from 'vitest'
import { putObject } from '../directory/s3/object.js'
import { putInBucket } from '../directory/s3/versioned-object.js'
import { AttachGroupPolicy } from '../services/iam/group-policies/AttachGroupPolicy.js'
import { AddUserToGroup } from '../services/iam/groups/AddUserToGroup.js'
import { CreateGroup } from '../services/iam/groups/CreateGroup.js'
import { CreateInstanceProfile } from '../services/iam/instance-profiles/CreateInstanceProfile.js'
import { CreatePolicy } from '../services/iam/policies/CreatePolicy.js'
import { CreateRole } from '../services/iam/roles/CreateRole.js'
import { AttachUserPolicy } from '../services/iam/user-policies/AttachUserPolicy.js'
import { CreateUser } from '../services/iam/users/CreateUser.js'
import { UpdateUser } from '../services/iam/users/UpdateUser.js'
import { CreateBucket } from '../services/s3/buckets/CreateBucket.js'
import { DeleteObjects } from '../services/s3/objects/DeleteObjects.js'
import { PutBucketVersioning } from '../services/s3/versions/PutBucketVersioning.js'
import { ACCOUNT, type World, world } from './world.js'

const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
})

async function policy(w: World, PolicyName: string): Promise<string> {
  await w.call(CreatePolicy, { PolicyName, PolicyDocument: DOCUMENT })
  return `arn:aws:iam::${ACCOUNT}:policy/${PolicyName}`
}

/** A user in ten groups, with ten managed policies of its own and ten of every group: 110 documents (IAM quotas). */
async function callerAtEveryQuota(w: World) {
  const caller = await w.user('ann')
  for (let n = 0; n < 10; n++) await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: await policy(w, `own-${n}`) })
  for (let g = 0; g < 10; g++) {
    const GroupName = `g${g}`
    await w.call(CreateGroup, { GroupName })
    for (let n = 0; n < 10; n++) await w.call(AttachGroupPolicy, { GroupName, PolicyArn: await policy(w, `${GroupName}-${n}`) })
    await w.call(AddUserToGroup, { GroupName, UserName: 'ann' })
  }
  return caller
}

// A commit expects everything that its request read, and may expect 128 things: what decides about a caller must not use them up.
describe('a caller at every quota', () => {
  it('may write', async () => {
    const w = await world()
    const caller = await callerAtEveryQuota(w)
    expect(await w.call(CreateUser, { UserName: 'bob' }, caller)).toMatchObject({ User: { UserName: 'bob' } })
    expect(await w.call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument: TRUST }, caller)).toMatchObject({ Role: { RoleName: 'r' } })
    expect(await w.call(UpdateUser, { UserName: 'ann', NewUserName: 'anna', NewPath: '/team/' }, caller)).toEqual({})
  })

  it('may delete many objects', async () => {
    const w = await world()
    const caller = await callerAtEveryQuota(w)
    await w.call(CreateBucket, { Bucket: 'data' })
    const keys = Array.from({ length: 120 }, (_, n) => `k${n}`)
    const object = { size: 0, etag: '""', modifiedAt: 0, file: 'f', headers: {}, metadata: {}, checksums: {} }
    for (let from = 0; from < keys.length; from += 60)
      await w.change((state) => {
        for (const key of keys.slice(from, from + 60)) putObject(state, 'data', { ...object, key })
      })
    const { Deleted } = await w.call(DeleteObjects, { Bucket: 'data', Delete: { Objects: keys.map((Key) => ({ Key })) } }, caller)
    expect(Deleted).toHaveLength(keys.length)
  })

  it.each(['Enabled', 'Suspended'])(
    'may delete many objects of a bucket whose versions are %s, which reads and writes most',
    async (Status) => {
      const w = await world()
      const caller = await callerAtEveryQuota(w)
      await w.call(CreateBucket, { Bucket: 'data' })
      const keys = Array.from({ length: 40 }, (_, n) => `k${n}`)
      // A null version below another: what a deletion where versions are suspended finds and replaces.
      for (const [versioning, file] of [
        ['Suspended', '1'],
        ['Enabled', '2'],
      ] as const)
        for (let from = 0; from < keys.length; from += 8)
          await w.change((state) => {
            const place = { bucket: { name: 'data', versioning }, ids: w.ids }
            for (const key of keys.slice(from, from + 8)) {
              putInBucket(state, place, { key, file, size: 0, etag: '""', modifiedAt: 0, headers: {}, metadata: {}, checksums: {} })
            }
          })
      await w.call(PutBucketVersioning, { Bucket: 'data', VersioningConfiguration: { Status } })
      const { Deleted } = await w.call(DeleteObjects, { Bucket: 'data', Delete: { Objects: keys.map((Key) => ({ Key })) } }, caller)
      expect(Deleted).toHaveLength(keys.length)
    },
  )

  it('may create more instance profiles than a commit may expect', async () => {
    const w = await world()
    const caller = await callerAtEveryQuota(w)
    for (let n = 0; n < 140; n++) await w.call(CreateInstanceProfile, { InstanceProfileName: `p${n}` }, caller)
  })
})
