import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../core/caller.js'
import type { Reader } from '../../../directory/state.js'
import { federatedBy, sessionTokenOf } from '../../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { DeleteGroupPolicy } from '../group-policies/DeleteGroupPolicy.js'
import { DetachGroupPolicy } from '../group-policies/DetachGroupPolicy.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../policies/CreatePolicyVersion.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { AddUserToGroup } from './AddUserToGroup.js'
import { CreateGroup } from './CreateGroup.js'
import { DeleteGroup } from './DeleteGroup.js'
import { RemoveUserFromGroup } from './RemoveUserFromGroup.js'
import { UpdateGroup } from './UpdateGroup.js'

const document = (Effect: string) => JSON.stringify({ Version: '2012-10-17', Statement: { Effect, Action: '*', Resource: '*' } })
const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`
const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
const decide = (here: World, caller: Caller) => here.read((state) => here.access.decide({ caller, question, surroundings, state }))

const given = async (policies: Record<string, object> = {}) => {
  const here = await world()
  const ann = await here.user('ann', policies)
  await here.call(CreateGroup, { GroupName: 'g' })
  const put = (Effect: string) => here.call(PutGroupPolicy, { GroupName: 'g', PolicyName: 'p', PolicyDocument: document(Effect) })
  const member = { GroupName: 'g', UserName: 'ann' }
  return { here, ann, put, member }
}

describe('the policies of a group', () => {
  it('decide about its members at the next request after each change: of membership, of the policies, of a default version', async () => {
    const { here, ann, put, member } = await given()
    const outcomes: string[] = []
    const then = async (change: () => Promise<unknown>) => {
      await change()
      outcomes.push(decide(here, ann).outcome)
    }
    await then(() => put('Allow'))
    await then(() => here.call(AddUserToGroup, member))
    await then(() => put('Deny'))
    await then(() => here.call(DeleteGroupPolicy, { GroupName: 'g', PolicyName: 'p' }))
    expect(outcomes.splice(0)).toEqual(['implicitDeny', 'allow', 'explicitDeny', 'implicitDeny'])
    await here.call(CreatePolicy, { PolicyName: 'own', PolicyDocument: document('Allow') })
    await then(() => here.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: OWN }))
    await then(() => here.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: document('Deny'), SetAsDefault: true }))
    await then(() => here.call(DetachGroupPolicy, { GroupName: 'g', PolicyArn: OWN }))
    await then(() => put('Allow'))
    await then(() => here.call(RemoveUserFromGroup, member))
    expect(outcomes).toEqual(['allow', 'explicitDeny', 'implicitDeny', 'allow', 'implicitDeny'])
  })

  it('win with a Deny over whatever the user itself is allowed', async () => {
    const { here, ann, put, member } = await given({ all: everything })
    await put('Deny')
    expect(decide(here, ann).outcome).toBe('allow')
    await here.call(AddUserToGroup, member)
    expect(decide(here, ann)).toMatchObject({
      outcome: 'explicitDeny',
      decidedBy: 'identity',
      message: `User: ${ann.arn} is not authorized to perform: s3:GetObject on resource: ${question.resource} with an explicit deny in an identity-based policy`,
    })
  })

  it('stay those of a member when the user or the group is renamed, and are not those of a group of the same name', async () => {
    const { here, ann, put, member } = await given()
    await put('Allow')
    await here.call(AddUserToGroup, member)
    await here.call(UpdateUser, { UserName: 'ann', NewUserName: 'anna' })
    await here.call(UpdateGroup, { GroupName: 'g', NewGroupName: 'h' })
    expect(decide(here, ann).allowed).toBe(true)
    await here.call(CreateGroup, { GroupName: 'g' })
    await here.call(RemoveUserFromGroup, { GroupName: 'h', UserName: 'anna' })
    await here.call(DeleteGroupPolicy, { GroupName: 'h', PolicyName: 'p' })
    await here.call(DeleteGroup, { GroupName: 'h' })
    await put('Allow')
    expect(decide(here, ann).outcome).toBe('implicitDeny')
  })

  it('are those of the sessions of a member, by GetSessionToken and GetFederationToken, until it leaves', async () => {
    const { here, ann, put, member } = await given()
    const sessions = [sessionTokenOf(ann), federatedBy(ann)]
    const outcomes = () => sessions.map((session) => decide(here, session).outcome)
    await put('Allow')
    expect(outcomes()).toEqual(['implicitDeny', 'implicitDeny'])
    await here.call(AddUserToGroup, member)
    expect(outcomes()).toEqual(['allow', 'allow'])
    await put('Deny')
    expect(outcomes()).toEqual(['explicitDeny', 'explicitDeny'])
    await here.call(RemoveUserFromGroup, member)
    expect(outcomes()).toEqual(['implicitDeny', 'implicitDeny'])
  })

  it('are compiled once and searched once where ten groups have the same', async () => {
    const { here, ann } = await given()
    await here.call(CreatePolicy, { PolicyName: 'own', PolicyDocument: document('Deny') })
    for (let at = 0; at < 10; at++) {
      await here.call(CreateGroup, { GroupName: `g${at}` })
      await here.call(AttachGroupPolicy, { GroupName: `g${at}`, PolicyArn: OWN })
      await here.call(AddUserToGroup, { GroupName: `g${at}`, UserName: 'ann' })
    }
    const { details } = decide(here, ann)
    expect(JSON.parse(details?.(100_000) ?? '{}').matchedStatements.items).toHaveLength(1)
    expect(here.access.documents.compilations).toBe(1)
  })

  it('cost a caller without groups no read', async () => {
    const { here } = await given()
    const bob = await here.user('bob', { all: everything })
    const keys: string[] = []
    here.read((state) => {
      const get = <T>(key: string) => {
        keys.push(key)
        return state.get<T>(key)
      }
      const { revision } = state
      const others = {
        revisionOf: state.revisionOf.bind(state),
        range: state.range.bind(state),
        rangeWithin: state.rangeWithin.bind(state),
        count: state.count.bind(state),
      }
      const spied: Reader = { revision, get, getWithin: get, ...others, derived: (_, derive) => derive(spied).value }
      expect(here.access.decide({ caller: bob, question, surroundings, state: spied }).allowed).toBe(true)
    })
    expect(keys.filter((key) => key.startsWith('group'))).toEqual([])
    expect(keys).toContain('user/000000000000/bob')
  })
})
