import { describe, expect, it } from 'vitest'
import { acceptTrust } from '../../access/policy-document.js'
import type { RoleCaller } from '../../core/caller.js'
import { openSession } from '../../credentials/session-token.js'
import { roles } from '../../directory/iam/role.js'
import { ACCOUNT, type OutputOf, START, type World, world } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'

const arnOf = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const statement = (Action: string | string[], over: object = {}) => ({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action, ...over })
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const everything = document({ Effect: 'Allow', Action: '*', Resource: '*' })
const ALL = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']
const INTO_ROLE = { RoleArn: arnOf('next'), RoleSessionName: 's2' }

async function makeRole({ change }: World, name: string, statements: object[], tags: Record<string, string> = {}): Promise<void> {
  await change((state) => {
    const accepted = acceptTrust(JSON.stringify(document(...statements)), state)
    if ('problem' in accepted) throw new Error(accepted.problem.message)
    const id = `AROA${name.toUpperCase()}`.padEnd(21, 'A')
    const base = { account: ACCOUNT, name, path: '/', id, createdAt: START, tags, attachedPolicies: [], maxSessionDuration: 3600 }
    roles.put(state, { ...base, inlinePolicies: { all: JSON.stringify(everything) }, trust: accepted.text })
  })
}

/** A session of the role `first`, as a caller. */
function sessionOf(session: Partial<RoleCaller['session']>): RoleCaller {
  const id = 'AROAFIRSTAAAAAAAAAAAA'
  return {
    kind: 'role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/first/s1`,
    userId: `${id}:s1`,
    accessKeyId: 'ASIAQAAAAAAAFIRST000',
    id,
    roleArn: arnOf('first'),
    roleName: 'first',
    session: { kind: 'role', issuedAt: START, expiresAt: START + 3_600_000, ...session },
  }
}

async function claimsOf(here: World, { Credentials }: OutputOf<typeof AssumeRole>) {
  const { AccessKeyId: accessKeyId = '', SessionToken: token = '' } = Credentials ?? {}
  return here.read((state) => openSession({ token, accessKeyId, ring: here.ring, state }))?.claims
}

async function twoRoles(next: object[], tags: Record<string, string> = {}): Promise<World> {
  const here = await world()
  await makeRole(here, 'first', [statement(ALL)])
  await makeRole(here, 'next', next, tags)
  return here
}

describe('a role assumed by a session', () => {
  it('inherits exactly the transitive tags, and adds the tags of the request', async () => {
    const here = await twoRoles([statement(ALL)])
    const caller = sessionOf({ tags: { Team: 'red', stage: 'test' }, transitiveTagKeys: ['Team'] })
    const output = await here.call(AssumeRole, { ...INTO_ROLE, Tags: [{ Key: 'Run', Value: '1' }] }, caller)
    expect(await claimsOf(here, output)).toMatchObject({ tags: { Team: 'red', Run: '1' }, transitiveTagKeys: ['Team'] })
    expect(output.PackedPolicySize).toBeGreaterThan(0)
  })

  it('needs sts:TagSession for tags that are only inherited', async () => {
    const here = await twoRoles([statement('sts:AssumeRole')])
    const caller = sessionOf({ tags: { Team: 'red' }, transitiveTagKeys: ['Team'] })
    expect(await here.refusal(AssumeRole, INTO_ROLE, caller)).toEqual({
      code: 'AccessDenied',
      message: `User: ${caller.arn} is not authorized to perform: sts:TagSession on resource: ${arnOf('next')}`,
    })
    expect(await here.call(AssumeRole, INTO_ROLE, sessionOf({ tags: { Team: 'red' } }))).toHaveProperty('Credentials')
  })

  it('is evaluated with the inherited value of a tag, not with its own', async () => {
    const wanted = (value: string) => statement(ALL, { Condition: { StringEquals: { 'aws:ResourceTag/team': value } } })
    const caller = sessionOf({ tags: { TEAM: 'blue' }, transitiveTagKeys: ['TEAM'] })
    expect(await (await twoRoles([wanted('blue')], { Team: 'red' })).call(AssumeRole, INTO_ROLE, caller)).toHaveProperty('Credentials')
    expect(await (await twoRoles([wanted('red')], { Team: 'red' })).refusal(AssumeRole, INTO_ROLE, caller)).toMatchObject({
      code: 'AccessDenied',
    })
  })

  it('is evaluated with the tags, their keys and the transitive keys of the request', async () => {
    const here = await twoRoles([statement(ALL)])
    const given = { Tags: [{ Key: 'Run', Value: '1' }], TransitiveTagKeys: ['Run'], SourceIdentity: 'ana' }
    const { event } = await here.attempt(AssumeRole, { ...INTO_ROLE, ...given }, sessionOf({}))
    expect(event.questions.map(({ question }) => question.action)).toEqual(ALL)
    expect(event.questions[1]?.question.context).toMatchObject({
      'aws:RequestTag/Run': '1',
      'aws:TagKeys': ['Run'],
      'sts:TransitiveTagKeys': ['Run'],
      'sts:SourceIdentity': 'ana',
    })
  })

  it('is evaluated with a transitive key spelt as its tag, so that another spelling avoids no Deny', async () => {
    const here = await twoRoles([statement(ALL)])
    const given = { Tags: [{ Key: 'admin', Value: '1' }], TransitiveTagKeys: ['ADMIN'] }
    const { event } = await here.attempt(AssumeRole, { ...INTO_ROLE, ...given }, sessionOf({}))
    expect(event.questions[1]?.question.context).toMatchObject({ 'sts:TransitiveTagKeys': ['admin'] })
  })

  it('keeps the source identity of the chain, for which it needs sts:SetSourceIdentity', async () => {
    const here = await twoRoles([statement(ALL)])
    const output = await here.call(AssumeRole, INTO_ROLE, sessionOf({ sourceIdentity: 'ana' }))
    expect(output.SourceIdentity).toBe('ana')
    expect(await claimsOf(here, output)).toMatchObject({ sourceIdentity: 'ana' })
    const closed = await twoRoles([statement(['sts:AssumeRole', 'sts:TagSession'])])
    expect((await closed.refusal(AssumeRole, INTO_ROLE, sessionOf({ sourceIdentity: 'ana' }))).message).toContain('sts:SetSourceIdentity')
  })

  it('cannot change a source identity that is set', async () => {
    const here = await twoRoles([statement(ALL)])
    const again = { ...INTO_ROLE, SourceIdentity: 'ana' }
    expect(await here.call(AssumeRole, again, sessionOf({ sourceIdentity: 'ana' }))).toHaveProperty('Credentials')
    expect(await here.refusal(AssumeRole, { ...INTO_ROLE, SourceIdentity: 'eve' }, sessionOf({ sourceIdentity: 'ana' }))).toEqual({
      code: 'AccessDenied',
      message: `User: ${sessionOf({}).arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${arnOf('next')}`,
    })
  })

  it('refuses a context of an unknown provider, even where the role would allow it', async () => {
    const given = { ProvidedContexts: [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'assertion' }] }
    const message = `User: ${sessionOf({}).arn} is not authorized to perform: sts:SetContext on resource: ${arnOf('next')}`
    for (const actions of [ALL, 'sts:*']) {
      const here = await twoRoles([statement(actions)])
      expect(await here.refusal(AssumeRole, { ...INTO_ROLE, ...given }, sessionOf({}))).toEqual({ code: 'AccessDenied', message })
    }
  })

  it('refuses tags that do not fit into a token', async () => {
    const here = await twoRoles([statement(ALL)])
    const Value = (index: number) =>
      Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919 + index * 104_729) % 20_000))).join('')
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: Value(index) }))
    const { code, message } = await here.refusal(AssumeRole, { ...INTO_ROLE, Tags }, sessionOf({}))
    expect(code).toBe('PackedPolicyTooLarge')
    expect(message).toMatch(/^Packed size of session tags consumes \d{3,}% of allotted space\.$/)
  })
})
