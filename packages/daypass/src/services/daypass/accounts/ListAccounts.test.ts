import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateAccount } from './CreateAccount.js'
import { ListAccounts } from './ListAccounts.js'

const IDS = ['111122223333', '000000000001', '999999999999']

async function withAccounts() {
  const here = await world()
  for (const AccountId of IDS) await here.call(CreateAccount, { Name: `a ${AccountId}`, AccountId })
  const ids = async (input: object) => {
    const { Accounts, IsTruncated } = await here.call(ListAccounts, input)
    return [Accounts.map(({ AccountId }) => AccountId), IsTruncated]
  }
  return { here, ids }
}

describe('ListAccounts', () => {
  it('lists all accounts by id and marks the one of the installation', async () => {
    const { here, ids } = await withAccounts()
    expect(await ids({})).toEqual([[...IDS, ACCOUNT].sort(), false])
    const { Accounts } = await here.call(ListAccounts, {})
    expect(Accounts).toContainEqual({ AccountId: ACCOUNT, IsInstallationAccount: true })
    expect(Accounts).toContainEqual({
      AccountId: '111122223333',
      IsInstallationAccount: false,
      Name: 'a 111122223333',
      CreateDate: new Date(START),
    })
  })

  it('lists every account once, in pages of any size', async () => {
    const { ids } = await withAccounts()
    for (const MaxItems of [1, 2, 3, 4, 5]) {
      const seen: string[] = []
      for (let isTruncated = true; isTruncated; ) {
        const [page, more] = (await ids({ MaxItems, ...(seen.length > 0 ? { AfterAccountId: seen.at(-1) } : {}) })) as [string[], boolean]
        expect(page.length).toBeLessThanOrEqual(MaxItems)
        seen.push(...page)
        isTruncated = more
      }
      expect(seen).toEqual([...IDS, ACCOUNT].sort())
    }
  })

  it('requires daypass:ListAccounts', async () => {
    const { event } = await (await world()).attempt(ListAccounts, {})
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'daypass:ListAccounts', resource: '*' }])
  })

  it('denies all principals outside the account of the installation, even root users of other accounts', async () => {
    const here = await world()
    const stranger = { ...root, account: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: '111122223333' }
    expect(await here.refusal(ListAccounts, {}, stranger)).toEqual({
      code: 'AccessDenied',
      message:
        'User: arn:aws:iam::111122223333:root is not authorized to perform: daypass:ListAccounts because only the account of the installation may',
    })
    expect(await here.refusal(ListAccounts, {}, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
    const operator = await here.user('ops', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'daypass:List*', Resource: '*' } },
    })
    expect(await here.call(ListAccounts, {}, operator)).toHaveProperty('Accounts')
  })
})
