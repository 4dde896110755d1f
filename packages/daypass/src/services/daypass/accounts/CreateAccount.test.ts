import { describe, expect, it } from 'vitest'
import { accountOfKeyId } from '../../../core/key-id.js'
import { OpenedSecrets } from '../../../credentials/long-term-secret.js'
import { resolveKey } from '../../../credentials/resolve.js'
import { accounts } from '../../../directory/account/account.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateAccount } from './CreateAccount.js'

describe('CreateAccount', () => {
  it('creates an account and a working access key of its root user', async () => {
    const here = await world()
    const made = await here.call(CreateAccount, { Name: 'Second' })
    expect(made).toMatchObject({ AccountId: expect.stringMatching(/^[1-9]\d{11}$/), Name: 'Second' })
    expect(accountOfKeyId(made.AccessKeyId)).toBe(made.AccountId)
    expect(here.read((state) => accounts.get(state, made.AccountId))).toMatchObject({ name: 'Second', createdAt: START })
    const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
    const resolved = here.read((state) => resolveKey({ accessKeyId: made.AccessKeyId }, state, { resolver, now: START }))
    if ('unresolved' in resolved) throw new Error(resolved.unresolved)
    expect(resolved.caller).toMatchObject({ kind: 'root', account: made.AccountId })
    expect(resolved.secret.export().toString()).toBe(made.SecretAccessKey)
  })

  it('uses the id of the request, once', async () => {
    const here = await world()
    expect(await here.call(CreateAccount, { Name: 'Second', AccountId: '111122223333' })).toMatchObject({ AccountId: '111122223333' })
    for (const AccountId of ['111122223333', ACCOUNT])
      expect(await here.refusal(CreateAccount, { Name: 'Again', AccountId })).toEqual({
        code: 'AccountAlreadyExists',
        message: `The account ${AccountId} exists already.`,
      })
  })

  it('requires daypass:CreateAccount', async () => {
    const { event } = await (await world()).attempt(CreateAccount, { Name: 'Second' })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'daypass:CreateAccount', resource: '*' }])
  })

  it('denies all principals outside the account of the installation, even root users of other accounts', async () => {
    const here = await world()
    const stranger = { ...root, account: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: '111122223333' }
    expect(await here.refusal(CreateAccount, { Name: 'x' }, stranger)).toMatchObject({ code: 'AccessDenied' })
    expect(await here.refusal(CreateAccount, { Name: 'x' }, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
    const operator = await here.user('ops', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'daypass:*', Resource: '*' } },
    })
    expect(await here.call(CreateAccount, { Name: 'x' }, operator)).toHaveProperty('AccountId')
  })
})
