import { describe, expect, it } from 'vitest'
import { rootLoginProfiles } from '../../../directory/iam/other-credentials/root-login-profile.js'
import { assumedRoot } from '../../../testing/callers.js'
import { standaloneAccount } from '../../../testing/organization.js'
import { START, world } from '../../../testing/world.js'
import { GetAccountSummary } from '../account/GetAccountSummary.js'
import { CreateLoginProfile } from './CreateLoginProfile.js'
import { DeleteLoginProfile } from './DeleteLoginProfile.js'
import { GetLoginProfile } from './GetLoginProfile.js'

const MEMBER = '111122223333'
const [audit, create, remove] = ['IAMAuditRootUserCredentials', 'IAMCreateRootUserPassword', 'IAMDeleteRootUserCredentials'].map((task) =>
  assumedRoot(MEMBER, task),
)
const missing = { code: 'NoSuchEntity', message: `Login Profile for User ${MEMBER} cannot be found.` }
const mustName = { code: 'ValidationError', message: 'Must specify userName when calling with non-User credentials' }

async function given() {
  const w = await world()
  return { w, rootUser: await standaloneAccount(w, MEMBER) }
}

describe('the login profile of a root user', () => {
  it('is made, found, counted and deleted in sessions of AssumeRoot, and holds no password', async () => {
    const { w } = await given()
    const LoginProfile = { CreateDate: new Date(START), PasswordResetRequired: false }
    expect(await w.refusal(GetLoginProfile, {}, audit)).toEqual(missing)
    expect(await w.call(CreateLoginProfile, {}, create)).toEqual({ LoginProfile })
    for (const session of [audit, create, remove]) expect(await w.call(GetLoginProfile, {}, session)).toEqual({ LoginProfile })
    expect(w.read((state) => rootLoginProfiles.get(state, MEMBER))).toEqual({ account: MEMBER, createdAt: START })
    expect(await w.call(GetAccountSummary, {}, audit)).toMatchObject({ SummaryMap: { AccountPasswordPresent: 1 } })
    expect(await w.refusal(CreateLoginProfile, {}, create)).toEqual({
      code: 'EntityAlreadyExists',
      message: `Login Profile for user ${MEMBER} already exists.`,
    })
    expect(await w.call(DeleteLoginProfile, {}, remove)).toEqual({})
    expect(await w.refusal(DeleteLoginProfile, {}, remove)).toEqual(missing)
    expect(await w.call(GetAccountSummary, {}, audit)).toMatchObject({ SummaryMap: { AccountPasswordPresent: 0 } })
  })

  it('takes no password from another, because the root user sets its own', async () => {
    const { w } = await given()
    for (const input of [{ Password: 'Pass-word1' }, { PasswordResetRequired: true }])
      expect(await w.refusal(CreateLoginProfile, input, create)).toMatchObject({ code: 'ValidationError' })
    expect(await w.call(CreateLoginProfile, { PasswordResetRequired: false }, create)).toMatchObject({ LoginProfile: {} })
  })

  it.each([
    ['CreateLoginProfile', CreateLoginProfile],
    ['GetLoginProfile', GetLoginProfile],
    ['DeleteLoginProfile', DeleteLoginProfile],
  ])('is out of reach of the root user itself: %s', async (_name, operation) => {
    const { w, rootUser } = await given()
    expect(await w.refusal(operation, {}, rootUser)).toEqual(mustName)
    const asked = w.read((state) => operation.authorize({}, assumedRoot(MEMBER, 'x'), { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: `iam:${operation.name}`, resource: `arn:aws:iam::${MEMBER}:root` }])
  })
})
