import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { changeAccountSettings } from '../../directory/account/account-settings.js'
import type { OrganizationRecord } from '../../directory/organizations/organization.js'
import { organizationRecords } from '../../directory/organizations/organization.js'
import { roleSession, rootTask, sessionTokenOf } from '../../testing/callers.js'
import { memberAccount, organizationWorld, rootOf, userOf } from '../../testing/organization.js'
import { ROOT_TASKS, rootAccessWorld, rootRequest } from '../../testing/guardrails/root-access.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import { AssumeRoot } from './AssumeRoot.js'
import { GetCallerIdentity } from './GetCallerIdentity.js'

const [AUDIT, , , S3] = ROOT_TASKS
const NOBODY = '111122223333'

const sentence = ({ arn }: { arn: string }, account: string) =>
  `User: ${arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${account}:root`
/** Whether the call is refused in AWS's sentence, and why, as the audit line has it. */
async function why(w: World, caller: Caller, target: string, task: string = AUDIT): Promise<string | undefined> {
  const outcome = await w.attempt(AssumeRoot, rootRequest(target, task), caller)
  if ('output' in outcome) return 'issued'
  expect(outcome.error).toMatchObject({ code: 'AccessDenied', message: sentence(caller, target) })
  return outcome.event.reason
}

const change = (w: World, id: string, over: Partial<OrganizationRecord>) =>
  w.change((state) => organizationRecords.put(state, { ...(organizationRecords.get(state, id) as OrganizationRecord), ...over }))

describe('AssumeRoot', () => {
  it.each(ROOT_TASKS)('issues a session of the root user of a member for %s, for 15 minutes', async (task) => {
    const { w, member, boss, session } = await rootAccessWorld()
    const { Credentials, SourceIdentity } = await w.call(AssumeRoot, rootRequest(member, task), boss)
    expect(Credentials).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/), Expiration: new Date(START + 900_000) })
    expect([SourceIdentity, Credentials?.SessionToken?.slice(0, 16)]).toEqual([undefined, 'IQoJb3JpZ2luX2Vj'])
    const caller = await session(task)
    expect(await w.call(GetCallerIdentity, {}, caller)).toEqual({ UserId: member, Account: member, Arn: `arn:aws:iam::${member}:root` })
    expect(caller).toMatchObject({
      kind: 'root',
      session: {
        kind: 'assume-root',
        assumedRoot: { taskPolicyArn: rootTask(task), by: { account: ACCOUNT, id: boss.id, arn: boss.arn } },
      },
    })
  })

  it('lasts as long as asked for, and is over at once with 0 seconds', async () => {
    const { w, member, boss, resolved } = await rootAccessWorld()
    for (const DurationSeconds of [0, 1, 900]) {
      const { Credentials } = await w.call(AssumeRoot, { ...rootRequest(member, AUDIT), DurationSeconds }, boss)
      expect(Credentials?.Expiration).toEqual(new Date(START + DurationSeconds * 1000))
      const key = { accessKeyId: Credentials?.AccessKeyId ?? '', sessionToken: Credentials?.SessionToken ?? '' }
      expect(resolved(key) === 'expired').toBe(DurationSeconds === 0)
    }
  })

  it("passes the caller's source identity on, and no tags", async () => {
    const { w, member, session } = await rootAccessWorld()
    const role = await adminRole(w, { sourceIdentity: 'ana', tags: { team: 'red' }, transitiveTagKeys: ['team'] })
    expect(await w.call(AssumeRoot, rootRequest(member, AUDIT), role)).toMatchObject({ SourceIdentity: 'ana' })
    const caller = await session(AUDIT, { by: role })
    expect(caller.session).toMatchObject({ sourceIdentity: 'ana' })
    expect(caller.session?.tags).toBeUndefined()
  })

  it('requires permission on the root user of the account, however the target is written', async () => {
    const { w, member, boss } = await rootAccessWorld()
    const question = {
      ...{ action: 'sts:AssumeRoot', resource: `arn:aws:iam::${member}:root`, resourceAccount: member },
      context: { 'sts:TaskPolicyArn': rootTask(AUDIT) },
    }
    for (const target of [member, `arn:aws:iam::${member}:root`]) {
      const { event } = await w.attempt(AssumeRoot, rootRequest(target, AUDIT), boss)
      expect(event.questions.map((one) => one.question)).toEqual([question])
    }
  })

  it('needs an Allow of the caller, which may name the account and the task', async () => {
    const { w, member } = await rootAccessWorld()
    const other = await memberAccount(w, 'other')
    const user = (name: string, statement: object) => userOf(w, ACCOUNT, { name, statement })
    expect(await why(w, await userOf(w, ACCOUNT, { name: 'none' }), member)).toContain('no identity-based policy allows')
    const ofOne = await user('one', { Action: 'sts:AssumeRoot', Resource: `arn:aws:iam::${member}:root` })
    expect([await why(w, ofOne, member), await why(w, ofOne, other)]).toEqual(['issued', expect.stringContaining('no identity-based')])
    const onTask = { Condition: { ArnEquals: { 'sts:TaskPolicyArn': rootTask(S3) } } }
    const ofTask = await user('task', { Action: 'sts:AssumeRoot', ...onTask })
    expect([await why(w, ofTask, member, S3), await why(w, ofTask, member, AUDIT)]).toEqual(['issued', expect.stringContaining('no id')])
    const denied = await user('denied', { Effect: 'Deny', Action: 'sts:AssumeRoot' })
    expect(await why(w, denied, member)).toContain('explicit deny')
  })
})

describe('AssumeRoot refuses, in one sentence', () => {
  it('the root user', async () => {
    const { w, member } = await rootAccessWorld()
    for (const caller of [root, rootOf(member)]) expect(await why(w, caller, member)).toContain('The root user cannot call AssumeRoot')
  })

  it('a policy that is not one of a task', async () => {
    const { w, member, boss } = await rootAccessWorld()
    const named = (arn: string) => w.refusal(AssumeRoot, { TargetPrincipal: member, TaskPolicyArn: { arn } }, boss)
    for (const arn of [
      rootTask('Everything'),
      rootTask('iamauditrootusercredentials'),
      'arn:aws:iam::aws:policy/AdministratorAccess',
      `arn:aws:iam::${member}:policy/root-task/${AUDIT}`,
      `arn:aws-cn:iam::aws:policy/root-task/${AUDIT}`,
      `arn:aws:iam::aws:policy/root-task/x/${AUDIT}`,
    ])
      expect(await named(arn)).toEqual({ code: 'AccessDenied', message: sentence(boss, member) })
  })

  it.each<[string, Partial<OrganizationRecord>, string]>([
    ['without all features', { featureSet: 'CONSOLIDATED_BILLING' }, 'does not have all features enabled'],
    ['that does not trust IAM', { serviceAccess: {} }, 'does not trust iam.amazonaws.com'],
    ['without RootSessions', { rootFeatures: ['RootCredentialsManagement'] }, 'does not have RootSessions enabled'],
  ])('an organization %s', async (_which, over, reason) => {
    const { w, id, member, boss } = await rootAccessWorld()
    await change(w, id, over)
    for (const task of ROOT_TASKS) expect(await why(w, boss, member, task)).toContain(reason)
  })

  it('tasks about credentials without RootCredentialsManagement', async () => {
    const { w, id, member, boss } = await rootAccessWorld()
    await change(w, id, { rootFeatures: ['RootSessions'] })
    const told: unknown[] = []
    for (const task of ROOT_TASKS) told.push(await why(w, boss, member, task))
    const missing = 'The organization does not have RootCredentialsManagement enabled.'
    expect(told).toEqual([missing, missing, missing, 'issued', 'issued'])
  })

  it('a caller without an organization', async () => {
    const w = await world()
    const admin = await userOf(w, ACCOUNT, { name: 'admin', statement: { Action: '*' } })
    expect(await why(w, admin, NOBODY)).toContain('in no organization')
  })

  it('says why beyond it in a header, and to the caller where errors are explained', async () => {
    const { w, boss } = await rootAccessWorld({ explainErrors: true })
    expect((await w.refusal(AssumeRoot, rootRequest(NOBODY, AUDIT), boss)).message).toBe(
      `${sentence(boss, NOBODY)}. The target is not an active member account of the organization.`,
    )
  })
})

describe('AssumeRoot', () => {
  it.each(['nobody', '12345', `arn:aws:iam::${NOBODY}:user/bob`, `arn:aws-cn:iam::${NOBODY}:root`, 'arn:aws:iam::123:root'])(
    'does not take the target %s',
    async (TargetPrincipal) => {
      const { w, boss } = await rootAccessWorld()
      const message = `${TargetPrincipal} is invalid`
      expect(await w.refusal(AssumeRoot, rootRequest(TargetPrincipal, AUDIT), boss)).toEqual({ code: 'ValidationError', message })
    },
  )

  it('does not take a task policy without an ARN', async () => {
    const { w, member, boss } = await rootAccessWorld()
    expect(await w.refusal(AssumeRoot, { TargetPrincipal: member, TaskPolicyArn: {} }, boss)).toMatchObject({ code: 'ValidationError' })
  })

  it('is not available at the global endpoint, and always issues tokens of version 2', async () => {
    const { w, member, boss } = await rootAccessWorld()
    await w.change((state) => changeAccountSettings(state, member, { globalTokenVersion: 1 }))
    const global = w.at({ region: 'us-east-1', kind: 'global' })
    expect(await global.refusal(AssumeRoot, rootRequest(member, AUDIT), boss)).toMatchObject({ code: 'InvalidAction' })
    const { Credentials } = await w.call(AssumeRoot, rootRequest(member, AUDIT), boss)
    expect(Credentials?.SessionToken).toMatch(/^IQoJb3JpZ2luX2Vj/)
  })

  it('is refused in a region that the member has disabled', async () => {
    const { w, member, boss } = await rootAccessWorld()
    await w.change((state) => changeAccountSettings(state, member, { disabledRegions: ['eu-south-1'] }))
    const there = w.at({ region: 'eu-south-1', kind: 'regional' })
    expect(await there.refusal(AssumeRoot, rootRequest(member, AUDIT), boss)).toMatchObject({ code: 'RegionDisabledException' })
  })

  it('is closed to sessions of users, whatever they may do', async () => {
    const { w, member } = await organizationWorld()
    const admin = await w.user('admin', { all: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    for (const session of [sessionTokenOf(admin), sessionTokenOf(admin, { mfaAt: START })])
      expect(await w.refusal(AssumeRoot, rootRequest(member, AUDIT), session)).toEqual({
        code: 'AccessDenied',
        message: 'Cannot call AssumeRoot with session credentials',
      })
  })
})

/** A session of a role of the management account that may do everything. */
async function adminRole(w: World, over: object) {
  const role = await roleSession(w)
  return { ...role, session: { ...role.session, ...over } }
}
