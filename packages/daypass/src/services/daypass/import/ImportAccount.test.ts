import { describe, expect, it } from 'vitest'
import { accountOfKeyId } from '../../../core/key-id.js'
import { accounts } from '../../../directory/account/account.js'
import { users } from '../../../directory/iam/user.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { aUser, HOME, imported, importedWhole, policyArnOf, uniqueId, WHOLE_ACCOUNT } from '../../../testing/import/imported-entities.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { ImportAccount } from './ImportAccount.js'

const home = { ...root, account: HOME, arn: `arn:aws:iam::${HOME}:root`, userId: HOME }

describe('ImportAccount', () => {
  it('says in a dry run what it would do, and writes nothing', async () => {
    const w = await world()
    const { revision } = w.read((state) => state)
    const Assumed = [policyArnOf('limits'), policyArnOf('reading'), 'group/staff', uniqueId('AROA', 'web')]
    expect(await importedWhole(w, WHOLE_ACCOUNT, { DryRun: true, Assumed })).toEqual(WHOLE_ACCOUNT.map(() => 'created'))
    expect(w.read((state) => state.revision)).toBe(revision)
    expect(await imported(w, WHOLE_ACCOUNT.slice(3, 4), { DryRun: true })).toMatchObject([{ Outcome: 'left-out' }])
    expect(await w.refusal(ImportAccount, { AccountId: HOME, Assumed: ['x'] })).toEqual({
      ...{ code: 'ValidationError', message: 'Assumed is for a dry run only: set DryRun.' },
    })
  })

  it('makes a key of the root user where it is asked for, once', async () => {
    const w = await world()
    expect(await w.call(ImportAccount, { AccountId: HOME, CreateRootKey: true, DryRun: true })).toEqual({
      AccountId: HOME,
      AccountOutcome: 'created',
      Results: [],
    })
    const made = await w.call(ImportAccount, { AccountId: HOME, CreateRootKey: true })
    expect(accountOfKeyId(made.AccessKeyId ?? '')).toBe(HOME)
    for (const AccountId of [HOME, ACCOUNT])
      expect(await w.refusal(ImportAccount, { AccountId, CreateRootKey: true })).toEqual({
        code: 'AccountAlreadyExists',
        message: `The root user of account ${AccountId} has a key already. Import without asking for one.`,
      })
  })

  it('lists what the account has, where it is asked', async () => {
    const w = await world()
    await importedWhole(w, WHOLE_ACCOUNT)
    const { Present = [], PresentIsTruncated } = await w.call(ImportAccount, { AccountId: HOME, DryRun: true, ListPresent: true })
    expect(Present.map(({ Type, Name }) => `${Type} ${Name}`)).toEqual([
      'Group staff',
      'InstanceProfile web',
      'Policy limits',
      'Policy reading',
      'Role web',
      'User ann',
    ])
    expect([Present[5]?.Id, PresentIsTruncated]).toEqual([uniqueId('AIDA', 'ann'), false])
  })

  it('gives a name to an account that was imported without one, and to no other', async () => {
    const w = await world()
    const name = () => w.read((state) => accounts.get(state, HOME)?.name)
    for (const [AccountName, expected] of [
      [undefined, `Imported ${HOME}`],
      ['Home', 'Home'],
      ['Other', 'Home'],
    ] as const) {
      await w.call(ImportAccount, { AccountId: HOME, AccountName })
      expect(name()).toBe(expected)
    }
  })

  it('imports into the account of the installation', async () => {
    const w = await world()
    const ann = aUser('ann', { Arn: `arn:aws:iam::${ACCOUNT}:user/ann` })
    expect(await importedWhole(w, [['User', ann]], { AccountId: ACCOUNT })).toEqual(['created'])
  })

  it('requires daypass:ImportAccount on each account that it names', async () => {
    const w = await world()
    const asked = ({ event }: Awaited<ReturnType<typeof w.attempt>>) => event.questions.map((one) => one.question)
    const member = { Type: 'OrganizationAccount', Content: JSON.stringify({ Id: '444455556666' }) }
    expect(asked(await w.attempt(ImportAccount, { AccountId: HOME, Entities: [member] }))).toEqual([
      { action: 'daypass:ImportAccount', resource: `arn:aws:iam::${HOME}:root` },
      { action: 'daypass:ImportAccount', resource: 'arn:aws:iam::444455556666:root' },
    ])
    const allowed = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'daypass:ImportAccount', Resource: `arn:aws:iam::${HOME}:root` },
    }
    const operator = await w.user('ops', { p: allowed })
    expect(await w.call(ImportAccount, { AccountId: HOME }, operator)).toMatchObject({ AccountOutcome: 'unchanged' })
    expect(await w.refusal(ImportAccount, { AccountId: '444455556666' }, operator)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(ImportAccount, { AccountId: HOME, Entities: [member] }, operator)).toMatchObject({ code: 'AccessDenied' })
  })

  it('denies everyone outside the account of the installation, even the root user of the account itself', async () => {
    const w = await world()
    await importedWhole(w, WHOLE_ACCOUNT)
    expect(await w.refusal(ImportAccount, { AccountId: HOME }, home)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(ImportAccount, { AccountId: HOME }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('stops when the permission is removed in between, and what is written by then is whole', async () => {
    const w = await world()
    const operator = await w.user('ops', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'daypass:*', Resource: '*' } },
    })
    const Entities = Array.from({ length: 40 }, (_, at) => ({ Type: 'User' as const, Content: JSON.stringify(aUser(`u${at}`)) }))
    const running = w.attempt(ImportAccount, { AccountId: HOME, Entities }, operator)
    await w.change((state) => users.put(state, { ...users.get(state, ACCOUNT, 'ops')!, inlinePolicies: {} }))
    expect(await running).toMatchObject({ error: { code: 'AccessDenied' } })
    expect(await w.call(ImportAccount, { AccountId: HOME, Entities })).toMatchObject({
      Results: expect.arrayContaining([{ Outcome: 'created', Notes: [] }]),
    })
  })

  it('brings nothing into a closed account', async () => {
    const w = await world()
    const member = { account: HOME, organization: 'o-exampleorgid', parent: 'r-exam', joinedMethod: 'CREATED', joinedAt: 0 } as const
    await w.change((state) => organizationMembers.add(state, { ...member, attached: {}, tags: {}, closedAt: 1 }))
    expect(await w.refusal(ImportAccount, { AccountId: HOME, CreateRootKey: true })).toEqual({
      code: 'ValidationError',
      message: `Account ${HOME} is closed. Nothing can be imported into it.`,
    })
  })
})
