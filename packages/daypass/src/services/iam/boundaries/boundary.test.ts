import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../core/caller.js'
import type { Operation } from '../../../core/operation.js'
import { federatedBy, roleSession, sessionTokenOf } from '../../../testing/callers.js'
import { aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../policies/CreatePolicyVersion.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { DeleteRolePolicy } from '../role-policies/DeleteRolePolicy.js'
import { DetachRolePolicy } from '../role-policies/DetachRolePolicy.js'
import { GetRolePolicy } from '../role-policies/GetRolePolicy.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { DeleteRole } from '../roles/DeleteRole.js'
import { GetRole } from '../roles/GetRole.js'
import { TagRole } from '../roles/TagRole.js'
import { UpdateAssumeRolePolicy } from '../roles/UpdateAssumeRolePolicy.js'
import { UpdateRole } from '../roles/UpdateRole.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { DeleteUserPolicy } from '../user-policies/DeleteUserPolicy.js'
import { DetachUserPolicy } from '../user-policies/DetachUserPolicy.js'
import { PutUserPolicy } from '../user-policies/PutUserPolicy.js'
import { GetUser } from '../users/GetUser.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { DeleteUserPermissionsBoundary } from './DeleteUserPermissionsBoundary.js'
import { PutRolePermissionsBoundary } from './PutRolePermissionsBoundary.js'
import { PutUserPermissionsBoundary } from './PutUserPermissionsBoundary.js'

const document = (Effect: string, Action = '*') => JSON.stringify({ Version: '2012-10-17', Statement: { Effect, Action, Resource: '*' } })
const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const GET = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
const PUT = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' }
const decide = (here: World, caller: Caller, question = GET) =>
  here.read((state) => here.access.decide({ caller, question, surroundings, state }))

const given = async () => {
  const here = await world()
  const ann = await here.user('ann', { all: everything })
  await here.call(CreatePolicy, { PolicyName: 'own', PolicyDocument: document('Allow', 's3:Get*') })
  const bound = (PermissionsBoundary: string) => here.call(PutUserPermissionsBoundary, { UserName: 'ann', PermissionsBoundary })
  return { here, ann, bound }
}

describe('a permissions boundary', () => {
  it('limits a user from the next request on, and gives nothing', async () => {
    const { here, ann, bound } = await given()
    const nobody = await here.user('nobody')
    await here.call(PutUserPermissionsBoundary, { UserName: 'nobody', PermissionsBoundary: OWN })
    expect(decide(here, nobody)).toMatchObject({ outcome: 'implicitDeny', decidedBy: 'identity' })
    await bound(OWN)
    expect(decide(here, ann).outcome).toBe('allow')
    expect(decide(here, ann, PUT)).toMatchObject({
      outcome: 'implicitDeny',
      decidedBy: 'boundary',
      message: `User: ${ann.arn} is not authorized to perform: s3:PutObject on resource: ${PUT.resource} because no permissions boundary allows the s3:PutObject action`,
    })
    await here.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: document('Deny'), SetAsDefault: true })
    expect(decide(here, ann)).toMatchObject({
      outcome: 'explicitDeny',
      decidedBy: 'boundary',
      message: expect.stringMatching(/ with an explicit deny in a permissions boundary: arn:aws:iam::000000000000:policy\/own$/),
    })
    await bound(READ_ONLY)
    expect([decide(here, ann).outcome, decide(here, ann, PUT).outcome]).toEqual(['allow', 'implicitDeny'])
    await here.call(UpdateUser, { UserName: 'ann', NewUserName: 'anna' })
    expect(decide(here, ann, PUT).outcome).toBe('implicitDeny')
    await here.call(DeleteUserPermissionsBoundary, { UserName: 'anna' })
    expect(decide(here, ann, PUT).outcome).toBe('allow')
  })

  it('limits the sessions of its user and of its role', async () => {
    const { here, ann, bound } = await given()
    const role = await roleSession(here, 'admin')
    const sessions = [sessionTokenOf(ann), federatedBy(ann), role]
    expect(sessions.map((session) => decide(here, session, PUT).outcome)).toEqual(['allow', 'allow', 'allow'])
    await bound(OWN)
    await here.call(PutRolePermissionsBoundary, { RoleName: 'admin', PermissionsBoundary: OWN })
    for (const session of sessions) {
      expect(decide(here, session).outcome).toBe('allow')
      expect(decide(here, session, PUT)).toMatchObject({ outcome: 'implicitDeny', decidedBy: 'boundary' })
    }
  })

  it('allows nothing once its policy is not there', async () => {
    const { here, ann, bound } = await given()
    await bound(OWN)
    await here.change((state) => state.delete(`policy/${ACCOUNT}/own`))
    expect(decide(here, ann)).toMatchObject({ outcome: 'implicitDeny', decidedBy: 'boundary' })
  })

  it('does not bear on what a trust policy gives the user by name, and does on what it gives the account', async () => {
    const { here, ann, bound } = await given()
    await bound(OWN)
    const trust = (AWS: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' } })
    await here.call(CreateRole, { RoleName: 'named', AssumeRolePolicyDocument: trust(ann.arn) })
    await here.call(CreateRole, { RoleName: 'counted', AssumeRolePolicyDocument: trust(ACCOUNT) })
    const assume = (name: string) => ({ action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/${name}` })
    expect(decide(here, ann, assume('named')).outcome).toBe('allow')
    expect(decide(here, ann, assume('counted'))).toMatchObject({ outcome: 'implicitDeny', decidedBy: 'boundary' })
  })

  it('keeps its user from taking it away, and from making users without it', async () => {
    const { here, ann, bound } = await given()
    const Deny = { Effect: 'Deny', Action: 'iam:DeleteUserPermissionsBoundary', Resource: '*' }
    const Unbounded = { StringNotEquals: { 'iam:PermissionsBoundary': OWN } }
    const Statement = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:PutUserPermissionsBoundary', Resource: '*', Condition: Unbounded },
      Deny,
    ]
    await here.call(CreatePolicyVersion, {
      PolicyArn: OWN,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      SetAsDefault: true,
    })
    await bound(OWN)
    expect(await here.refusal(DeleteUserPermissionsBoundary, { UserName: 'ann' }, ann)).toMatchObject({ code: 'AccessDenied' })
    const other = { UserName: 'ann', PermissionsBoundary: READ_ONLY }
    expect(await here.refusal(PutUserPermissionsBoundary, other, ann)).toMatchObject({ code: 'AccessDenied' })
    await here.call(PutUserPermissionsBoundary, { ...other, PermissionsBoundary: OWN }, ann)
    expect(await here.call(GetUser, {}, ann)).toMatchObject({ User: { PermissionsBoundary: { PermissionsBoundaryArn: OWN } } })
    expect(decide(here, root).outcome).toBe('allow')
  })
})

describe('the condition key iam:PermissionsBoundary', () => {
  const name = { UserName: 'Bound', RoleName: 'Bound', PolicyArn: READ_ONLY, PolicyName: 'p', PolicyDocument: document('Allow') }

  it.each<[Operation, boolean]>([
    [AttachUserPolicy as Operation, true],
    [DetachUserPolicy as Operation, true],
    [PutUserPolicy as Operation, true],
    [DeleteUserPolicy as Operation, true],
    [UpdateUser as Operation, false],
    [AttachRolePolicy as Operation, true],
    [DetachRolePolicy as Operation, true],
    [PutRolePolicy as Operation, true],
    [DeleteRolePolicy as Operation, true],
    [DeleteRole as Operation, true],
    [GetRole as Operation, true],
    [UpdateRole as Operation, true],
    [UpdateAssumeRolePolicy as Operation, true],
    [GetRolePolicy as Operation, false],
    [TagRole as Operation, false],
  ])('of %o is the boundary that is there, as AWS has it', async (operation, isThere) => {
    const w = await world()
    for (const holder of [aUser, aRole]) {
      await holder.create(w, 'Bound')
      await holder.create(w, 'Free')
      await w.change((state) => holder.change(state, 'bound', { boundary: OWN }))
    }
    const keyOf = (input: object) => askedBy(w, operation, input).map(({ context }) => context?.['iam:PermissionsBoundary'])
    expect(keyOf(name)).toEqual([isThere ? OWN : undefined])
    expect(keyOf({ ...name, UserName: 'Free', RoleName: 'Free' })).toEqual([undefined])
  })
})
