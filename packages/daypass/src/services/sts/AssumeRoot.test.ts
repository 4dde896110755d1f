import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { AssumeRoot } from './AssumeRoot.js'

const TaskPolicyArn = { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' }
const denied = (arn: string, account: string) =>
  `User: ${arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${account}:root`

describe('AssumeRoot', () => {
  it('requires permission on the root user of the account, however the target is written', async () => {
    const here = await world()
    const asked = async (TargetPrincipal: string) =>
      (await here.attempt(AssumeRoot, { TargetPrincipal, TaskPolicyArn })).event.questions.map((one) => one.question)
    const context = { 'sts:TaskPolicyArn': TaskPolicyArn.arn }
    const question = { action: 'sts:AssumeRoot', resource: 'arn:aws:iam::111122223333:root', resourceAccount: '111122223333', context }
    expect(await asked('111122223333')).toEqual([question])
    expect(await asked('arn:aws:iam::111122223333:root')).toEqual([question])
  })

  it('denies everyone, whatever the policies say', async () => {
    const here = await world()
    const admin = await here.user('admin', { all: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    const refusal = (TargetPrincipal: string) => here.refusal(AssumeRoot, { TargetPrincipal, TaskPolicyArn }, admin)
    expect(await refusal(ACCOUNT)).toEqual({ code: 'AccessDenied', message: denied(admin.arn, ACCOUNT) })
    expect((await refusal('111122223333')).message).toContain(denied(admin.arn, '111122223333'))
  })

  it.each(['nobody', '12345', 'arn:aws:iam::111122223333:user/bob'])('refuses the target %s', async (TargetPrincipal) => {
    const { refusal } = await world()
    expect(await refusal(AssumeRoot, { TargetPrincipal, TaskPolicyArn })).toEqual({
      code: 'ValidationError',
      message: `${TargetPrincipal} is invalid`,
    })
  })
})
