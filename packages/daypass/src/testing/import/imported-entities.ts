// import: entities of an account of AWS, as an import brings them, and what becomes of them with the operations of other services. Owns how such entities are
// made and imported in a test. Refuses to read files: the command does.

import { ImportAccount } from '../../services/daypass/import/ImportAccount.js'
import type { ImportedType, ImportResult } from '../../wire/generated/daypass.js'
import type { World } from '../world.js'

/** The account that the entities below are of. */
export const HOME = '111122223333'
const CreateDate = '2024-03-05T06:07:08Z'

/** A policy document with one statement. */
export const oneStatement = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

/** A policy document that allows or denies an action on everything. */
export const onAll = (Action: string, Effect: 'Allow' | 'Deny' = 'Allow'): string => oneStatement({ Effect, Action, Resource: '*' })

/** A trust policy. */
export const trustIn = (Principal: unknown): string => oneStatement({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })

/** A unique id of AWS's form, made from a short name. */
export const uniqueId = (prefix: string, name: string): string =>
  prefix +
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17)

type Content = Readonly<Record<string, unknown>>

/** Entities in the form in which the command sends them; `more` adds and replaces members. */
export const aUser = (name: string, more: Content = {}): Content => ({
  ...{ UserName: name, UserId: uniqueId('AIDA', name), Arn: `arn:aws:iam::${HOME}:user/${name}`, Path: '/', CreateDate, GroupList: [] },
  ...more,
})
export const aGroup = (name: string, more: Content = {}): Content => ({
  ...{ GroupName: name, GroupId: uniqueId('AGPA', name), Arn: `arn:aws:iam::${HOME}:group/${name}`, Path: '/', CreateDate, ...more },
})
export const aRole = (name: string, more: Content = {}): Content => ({
  ...{ RoleName: name, RoleId: uniqueId('AROA', name), Arn: `arn:aws:iam::${HOME}:role/${name}`, Path: '/', CreateDate },
  ...{ AssumeRolePolicyDocument: trustIn({ Service: 'ec2.amazonaws.com' }), ...more },
})
export const aPolicy = (name: string, text: string, more: Content = {}): Content => ({
  ...{ PolicyName: name, PolicyId: uniqueId('ANPA', name), Arn: policyArnOf(name), Path: '/', CreateDate, DefaultVersionId: 'v1' },
  ...{ PolicyVersionList: [aVersion('v1', text, true)], ...more },
})
export const aVersion = (VersionId: string, Document: string, IsDefaultVersion = false): Content => ({
  ...{ VersionId, IsDefaultVersion, CreateDate, Document },
})
export const aProfile = (name: string, role: string, more: Content = {}): Content => ({
  ...{ InstanceProfileName: name, InstanceProfileId: uniqueId('AIPA', name), Arn: `arn:aws:iam::${HOME}:instance-profile/${name}` },
  ...{ Path: '/', CreateDate, Roles: [{ RoleName: role, RoleId: uniqueId('AROA', role) }], ...more },
})

/** The ARN of a policy of the account. */
export const policyArnOf = (name: string): string => `arn:aws:iam::${HOME}:policy/${name}`
/** An attached policy of the account. */
export const attachedTo = (...names: readonly string[]) => ({
  AttachedManagedPolicies: names.map((name) => ({ PolicyArn: name.startsWith('arn:') ? name : policyArnOf(name) })),
})
/** The permissions boundary. */
export const boundedBy = (name: string) => ({ PermissionsBoundary: { PermissionsBoundaryArn: policyArnOf(name) } })

/** One entity. */
export type Given = readonly [type: ImportedType, content: Content]

/** An account with one entity of each kind, in the order in which they need each other. */
export const WHOLE_ACCOUNT: readonly Given[] = [
  ['Policy', aPolicy('limits', onAll('s3:*'))],
  [
    'Policy',
    aPolicy('reading', onAll('s3:GetObject'), {
      DefaultVersionId: 'v3',
      PolicyVersionList: [aVersion('v3', onAll('s3:Get*'), true), aVersion('v2', onAll('s3:List*'))],
    }),
  ],
  ['Group', aGroup('staff', { GroupPolicyList: [{ PolicyName: 'own', PolicyDocument: onAll('sqs:SendMessage', 'Deny') }] })],
  [
    'User',
    aUser('ann', { ...attachedTo('reading'), ...boundedBy('limits'), GroupList: ['staff'], Tags: [{ Key: 'Équipe', Value: 'ünï 名前' }] }),
  ],
  [
    'Role',
    aRole('web', {
      ...attachedTo('reading', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
      RoleLastUsed: { LastUsedDate: '2025-12-01T00:00:00Z', Region: 'eu-west-1' },
    }),
  ],
  ['InstanceProfile', aProfile('web', 'web')],
]

/** Imports entities one after the other, and tells what became of each. */
export async function imported(w: World, entities: readonly Given[], more: object = {}): Promise<readonly ImportResult[]> {
  const results: ImportResult[] = []
  for (const [Type, content] of entities) {
    const Entities = [{ Type, Content: JSON.stringify(content) }]
    results.push(...(await w.call(ImportAccount, { AccountId: HOME, ...more, Entities })).Results)
  }
  return results
}

/** Imports entities of which none may be left out. */
export async function importedWhole(w: World, entities: readonly Given[], more: object = {}): Promise<readonly string[]> {
  const results = await imported(w, entities, more)
  const left = results.find(({ Outcome }) => Outcome === 'left-out')
  if (left !== undefined) throw new Error(left.Reason)
  return results.map(({ Outcome }) => Outcome)
}
