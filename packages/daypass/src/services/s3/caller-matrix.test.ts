import { describe, expect, it } from 'vitest'
import { rootArn, userArn } from '../../core/arn.js'
import { anonymous, type Caller, type UserCaller } from '../../core/caller.js'
import type { Operation } from '../../core/operation.js'
import { users } from '../../directory/iam/user.js'
import { buckets } from '../../directory/s3/bucket.js'
import { bucketPolicies } from '../../directory/s3/bucket-policy.js'
import { assumedRoot, federatedBy, roleSession, sessionTokenOf } from '../../testing/callers.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import { s3Operations } from './operations.js'

const OTHER = '111122223333'
const INPUT = {
  ...{ Bucket: 'data', Key: 'k', CopySource: 'data/k', UploadId: 'u', PartNumber: 1, VersionId: 'v', ACL: 'private', Policy: '{}' },
  ...{ Delete: { Objects: [{ Key: 'k' }] }, OwnershipControls: { Rules: [] }, PublicAccessBlockConfiguration: {} },
  form: { fields: new Map([['key', 'k']]), base: '' },
}
const statement = (Effect: string, Principal?: unknown, Resource: unknown = '*') => ({
  ...{ Effect, Action: 's3:*', Resource },
  ...(Principal !== undefined && { Principal }),
})
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const everything = { p: document(statement('Allow')) }

/** Who calls: what its own policies say, in which account, and whether a bucket policy binds it. */
interface Kind {
  readonly make: (w: World) => Promise<Caller>
  readonly own: 'allow' | 'none'
  readonly account: string
  /** Its session may do these alone, whatever policies say. */
  readonly only?: readonly string[]
}

async function otherUser(w: World, policies: Record<string, object>): Promise<UserCaller> {
  const id = 'AIDAQBBBBBBBBBBBOTHER'
  const inlinePolicies = Object.fromEntries(Object.entries(policies).map(([name, policy]) => [name, JSON.stringify(policy)]))
  const base = { account: OTHER, name: 'other', path: '/', id, createdAt: START, tags: {}, attachedPolicies: [], accessKeyIds: [] }
  await w.change((state) => users.put(state, { ...base, inlinePolicies }))
  return {
    kind: 'user',
    account: OTHER,
    arn: userArn(OTHER, '/', 'other'),
    userId: id,
    accessKeyId: 'AKIAQBBBBBBBBBOTHER0',
    id,
    name: 'other',
  }
}

const UNLOCK = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']
const KINDS: Readonly<Record<string, Kind>> = {
  'the root user': { make: async () => root, own: 'allow', account: ACCOUNT },
  'an administrator': { make: (w) => w.user('admin', everything), own: 'allow', account: ACCOUNT },
  'a user without policies': { make: (w) => w.user('powerless'), own: 'none', account: ACCOUNT },
  'a GetSessionToken session': { make: async (w) => sessionTokenOf(await w.user('admin', everything)), own: 'allow', account: ACCOUNT },
  'a role session': { make: roleSession, own: 'allow', account: ACCOUNT },
  'a federated user': { make: async (w) => federatedBy(await w.user('admin', everything)), own: 'allow', account: ACCOUNT },
  'a session that unlocks buckets': {
    make: async () => assumedRoot(ACCOUNT, 'S3UnlockBucketPolicy'),
    own: 'allow',
    account: ACCOUNT,
    only: UNLOCK,
  },
  'an administrator of another account': { make: (w) => otherUser(w, everything), own: 'allow', account: OTHER },
  'a user of another account without policies': { make: (w) => otherUser(w, {}), own: 'none', account: OTHER },
  'the root user of another account': {
    make: async () => ({ kind: 'root', account: OTHER, arn: rootArn(OTHER), userId: OTHER, accessKeyId: 'AKIAQBBBBBBBBOROOT00' }),
    own: 'allow',
    account: OTHER,
  },
  'an unsigned caller': { make: async () => anonymous, own: 'none', account: '' },
}

const ALL = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']
const POLICIES = {
  none: undefined,
  'for everyone': document(statement('Allow', '*', ALL)),
  'for one account': document(statement('Allow', { AWS: OTHER }, ALL)),
  'against everyone': document(statement('Deny', '*', ALL)),
} as const
type Policy = keyof typeof POLICIES

/** Whether the caller may do it, by the tables of the documentation alone. `actions` are what the operation needs. */
function expected(kindName: string, kind: Kind, { policy, actions }: { policy: Policy; actions: readonly string[] }): boolean {
  const repairs = kindName === 'the root user' || kind.only !== undefined
  if (kind.only !== undefined && !actions.every((action) => kind.only?.includes(action))) return false
  if (policy === 'against everyone') return repairs && actions.every((action) => UNLOCK.includes(action))
  const says = policy === 'for everyone' || (policy === 'for one account' && kind.account === OTHER)
  if (kind.account === ACCOUNT) return kind.own === 'allow' || policy === 'for everyone'
  return says && (kind.own === 'allow' || kind.account === '')
}

/** Whether the operation would have run, without its own checks: they must not be what keeps the caller out. */
async function reaches(w: World, { check: _check, partialResults: _partial, ...operation }: Operation, caller: Caller) {
  let reached = false
  const handle = () => {
    reached = true
    return {}
  }
  const { event } = await w.attempt({ ...operation, handle }, INPUT, caller)
  return { reached, actions: event.questions.map(({ question }) => question.action) }
}

async function bucketWith(policy: Policy): Promise<World> {
  const w = await world()
  await w.change((state) => {
    buckets.put(state, { name: 'data', account: ACCOUNT, region: 'us-east-1', createdAt: START })
    const text = POLICIES[policy] && JSON.stringify(POLICIES[policy])
    if (text !== undefined) bucketPolicies.put(state, bucketPolicies.recordOf({ bucket: 'data', account: ACCOUNT, text }))
  })
  return w
}

/** A preflight request needs no permission: the rules of the bucket answer it. */
const asked = s3Operations.filter(({ name }) => name !== 'OptionsObject')
const onBuckets = asked.filter(({ name }) => name !== 'CreateBucket' && name !== 'ListBuckets')

describe.each(Object.keys(POLICIES) as Policy[])('a bucket with a policy %s', (policy) => {
  it.each(Object.entries(KINDS))('is open to %s for what the documentation says, and no other operation', async (kindName, kind) => {
    const w = await bucketWith(policy)
    const caller = await kind.make(w)
    for (const operation of onBuckets) {
      const { reached } = await reaches(w, operation, caller)
      const { actions } = await reaches(w, operation, root)
      const needed = actions.length > 0 ? actions : (operation.actions ?? [])
      expect([operation.name, reached]).toEqual([operation.name, expected(kindName, kind, { policy, actions: needed })])
    }
  })
})

describe('operations on no bucket', () => {
  it.each(Object.entries(KINDS))('are decided by the policies of the caller alone: %s', async (_kindName, kind) => {
    for (const policy of Object.keys(POLICIES) as Policy[]) {
      const w = await bucketWith(policy)
      const caller = await kind.make(w)
      for (const operation of asked.filter((one) => !onBuckets.includes(one))) {
        const allowed = kind.own === 'allow' && (kind.only === undefined || operation.name === 'ListBuckets')
        expect([policy, operation.name, (await reaches(w, operation, caller)).reached]).toEqual([policy, operation.name, allowed])
      }
    }
  })
})
