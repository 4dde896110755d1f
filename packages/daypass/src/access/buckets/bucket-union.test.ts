import { beforeAll, describe, expect, it } from 'vitest'
import { assumedRoleArn, federatedUserArn, roleArn, rootArn, userArn } from '../../core/arn.js'
import { anonymous, type Caller, type RoleCaller, type UserCaller } from '../../core/caller.js'
import { roles } from '../../directory/iam/role.js'
import { users } from '../../directory/iam/user.js'
import { buckets } from '../../directory/s3/bucket.js'
import { bucketPolicies } from '../../directory/s3/bucket-policy.js'
import { bucketPublicAccess, EVERYTHING_BLOCKED } from '../../directory/s3/public-access.js'
import { federatedBy, sessionTokenOf } from '../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'

const OTHER = '111122223333'
const KEY = 'arn:aws:s3:::data/k'
const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }

type Says = 'allow' | 'none' | 'deny'
const SAYS: readonly Says[] = ['allow', 'none', 'deny']
const EFFECTS = { allow: 'Allow', deny: 'Deny' } as const

/** How the bucket policy names the caller. */
const NAMINGS = ['itself', 'its account', 'everyone'] as const
type Naming = (typeof NAMINGS)[number]

/** A kind of caller: who it is, whether it is of the bucket's account, and what the policy may name it by. */
interface Kind {
  readonly account: string
  /** As a principal of a policy, and as it is stored; undefined for callers that only `*` names. */
  readonly principal: string | undefined
  /** Naming it lets it in without identity policies, in one account. */
  readonly make: (w: World, says: Says) => Promise<Caller>
  readonly isRoot?: true
}

const identity = (says: Says) =>
  says === 'none'
    ? {}
    : { p: JSON.stringify({ Version: '2012-10-17', Statement: { Effect: EFFECTS[says], Action: 's3:*', Resource: '*' } }) }

const idOf = (kind: 'AIDA' | 'AROA', account: string): string => `${kind}QAAAAAAA${account}`.slice(0, 21)

async function makeUser(w: World, account: string, says: Says): Promise<UserCaller> {
  const id = idOf('AIDA', account)
  const record = {
    account,
    name: 'ann',
    path: '/',
    id,
    createdAt: START,
    tags: {},
    attachedPolicies: [],
    accessKeyIds: [],
    inlinePolicies: identity(says),
  }
  await w.change((state) => users.put(state, record))
  return { kind: 'user', account, arn: userArn(account, '/', 'ann'), userId: id, accessKeyId: 'AKIAQAAAAAAATESTUSER', id, name: 'ann' }
}

async function makeRole(w: World, account: string, says: Says): Promise<RoleCaller> {
  const id = idOf('AROA', account)
  const record = {
    account,
    name: 'job',
    path: '/',
    id,
    createdAt: START,
    tags: {},
    attachedPolicies: [],
    maxSessionDuration: 3600,
    trust: '{}',
  }
  await w.change((state) => roles.put(state, { ...record, inlinePolicies: identity(says) }))
  const session = { kind: 'role' as const, issuedAt: START, expiresAt: START + 3_600_000 }
  const named = { arn: assumedRoleArn(account, 'job', 's'), userId: `${id}:s`, roleArn: roleArn(account, '/', 'job'), roleName: 'job' }
  return { kind: 'role', account, accessKeyId: 'ASIAQAAAAAAAROLE0000', id, session, ...named }
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a user': { account: ACCOUNT, principal: userArn(ACCOUNT, '/', 'ann'), make: (w, says) => makeUser(w, ACCOUNT, says) },
  'a GetSessionToken session': {
    account: ACCOUNT,
    principal: userArn(ACCOUNT, '/', 'ann'),
    make: async (w, says) => sessionTokenOf(await makeUser(w, ACCOUNT, says)),
  },
  'a role session, by its role': {
    account: ACCOUNT,
    principal: roleArn(ACCOUNT, '/', 'job'),
    make: (w, says) => makeRole(w, ACCOUNT, says),
  },
  'a role session': { account: ACCOUNT, principal: assumedRoleArn(ACCOUNT, 'job', 's'), make: (w, says) => makeRole(w, ACCOUNT, says) },
  'a federated user': {
    account: ACCOUNT,
    principal: federatedUserArn(ACCOUNT, 'guest'),
    make: async (w, says) => federatedBy(await makeUser(w, ACCOUNT, says)),
  },
  'the root user': {
    account: ACCOUNT,
    principal: rootArn(ACCOUNT),
    isRoot: true,
    make: async () => ({ kind: 'root', account: ACCOUNT, arn: rootArn(ACCOUNT), userId: ACCOUNT, accessKeyId: 'AKIAQAAAAAAATESTROOT' }),
  },
  'a user of another account': { account: OTHER, principal: userArn(OTHER, '/', 'ann'), make: (w, says) => makeUser(w, OTHER, says) },
  'a role session of another account': {
    account: OTHER,
    principal: roleArn(OTHER, '/', 'job'),
    make: (w, says) => makeRole(w, OTHER, says),
  },
  'the root user of another account': {
    account: OTHER,
    principal: rootArn(OTHER),
    isRoot: true,
    make: async () => ({ kind: 'root', account: OTHER, arn: rootArn(OTHER), userId: OTHER, accessKeyId: 'AKIAQAAAAAAATESTROOT' }),
  },
  'an unsigned caller': { account: '', principal: undefined, make: async () => anonymous },
}

/** What the two say, and whether Block Public Access restricts the bucket. */
interface Case {
  readonly own: Says
  readonly bucket: Says
  readonly naming: Naming
  readonly isRestricted: boolean
}

/** The table that a reader of the documentation would write, from the tables of AWS alone (S3 User Guide, IAM User Guide): no code of the engine. */
function expected({ account, isRoot, principal }: Kind, { own, bucket, naming, isRestricted }: Case): boolean {
  const isNamed = naming === 'everyone' || principal !== undefined
  const says = isNamed ? bucket : 'none'
  const has = isRoot === true || account === '' ? 'none' : own
  if (says === 'deny' || has === 'deny') return false
  const isPublic = naming === 'everyone' && bucket === 'allow'
  if (isPublic && isRestricted && account !== ACCOUNT) return false
  if (account === '') return says === 'allow'
  if (account !== ACCOUNT) return says === 'allow' && (isRoot === true || has === 'allow')
  // In the account of the bucket one of the two is enough, but that an account is named only leaves it to its policies.
  return isRoot === true || has === 'allow' || (says === 'allow' && naming !== 'its account')
}

function policyOf(kind: Kind, { bucket, naming }: Case): object | undefined {
  if (bucket === 'none') return undefined
  const named = naming === 'itself' ? kind.principal : kind.account === '' ? undefined : kind.account
  const Principal = naming === 'everyone' ? '*' : named === undefined ? { AWS: '999999999999' } : { AWS: named }
  return {
    Version: '2012-10-17',
    Statement: { Effect: EFFECTS[bucket], Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' },
  }
}

const cases = SAYS.flatMap((own) =>
  SAYS.flatMap((bucket) => NAMINGS.flatMap((naming) => [false, true].map((isRestricted): Case => ({ own, bucket, naming, isRestricted })))),
)

describe.each(Object.entries(KINDS))('%s', (_name, kind) => {
  let w: World
  beforeAll(async () => {
    w = await world()
    await w.change((state) => buckets.put(state, { name: 'data', account: ACCOUNT, region: 'us-east-1', createdAt: START }))
  })

  it.each(cases)('whose policies say $own, with a bucket policy of $naming that says $bucket, restricted: $isRestricted', async (one) => {
    const caller = await kind.make(w, one.own)
    await w.change((state) => {
      const record = (text: string) => bucketPolicies.recordOf({ bucket: 'data', account: ACCOUNT, text })
      const policy = policyOf(kind, one)
      bucketPolicies.put(state, record(''))
      if (policy === undefined) bucketPolicies.delete(state, record(''))
      else bucketPolicies.put(state, record(JSON.stringify(policy)))
      bucketPublicAccess.put(state, { bucket: 'data', ...EVERYTHING_BLOCKED, RestrictPublicBuckets: one.isRestricted })
    })
    const question = { action: 's3:GetObject', resource: KEY, resourceAccount: ACCOUNT }
    const decision = w.read((state) => w.access.decide({ caller, question, surroundings, state }))
    expect(decision.allowed).toBe(expected(kind, one))
  })
})
