import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { DeleteLoginProfile } from './DeleteLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'

const Password = 'Pass-word1'
const may = { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:DeleteLoginProfile', Resource: '*' } } }
const given = async () => {
  const w = await world()
  const ann = await w.user('Ann', may)
  await w.call(CreateLoginProfile, { UserName: 'Ann', Password })
  return { w, ann }
}

describe('DeleteLoginProfile', () => {
  it('takes the password from a user, or from the caller where nobody is named', async () => {
    const { w, ann } = await given()
    expect(await w.call(DeleteLoginProfile, { UserName: 'ANN' })).toEqual({})
    const message = 'Login Profile for User Ann cannot be found.'
    expect(await w.refusal(GetLoginProfile, { UserName: 'Ann' })).toEqual({ code: 'NoSuchEntity', message })
    await w.call(CreateLoginProfile, { UserName: 'Ann', Password })
    await w.call(DeleteLoginProfile, {}, ann)
    expect(await w.refusal(DeleteLoginProfile, {}, ann)).toEqual({ code: 'NoSuchEntity', message })
  })

  it('asks for the user as it is', async () => {
    const { w } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(w, DeleteLoginProfile, { UserName: 'ANN' })).toEqual([
      { action: 'iam:DeleteLoginProfile', resource: at('Ann'), named: at('ANN'), context: {} },
    ])
  })

  it('refuses a user who is not there, the root user about itself, and a caller without permission', async () => {
    const { w } = await given()
    expect(await w.refusal(DeleteLoginProfile, { UserName: 'none' })).toMatchObject({ message: 'The user with name none cannot be found.' })
    expect(await w.refusal(DeleteLoginProfile, {})).toMatchObject({ code: 'ValidationError' })
    expect(await w.refusal(DeleteLoginProfile, { UserName: 'Ann' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
