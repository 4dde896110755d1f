import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateServiceLinkedRole } from './CreateServiceLinkedRole.js'
import { DeleteServiceLinkedRole } from './DeleteServiceLinkedRole.js'
import { GetServiceLinkedRoleDeletionStatus } from './GetServiceLinkedRoleDeletionStatus.js'

const BATCH = { AWSServiceName: 'batch.amazonaws.com' }
const RoleName = 'AWSServiceRoleForBatch'

const given = async () => {
  const w = await world()
  const deleted = async () => {
    await w.call(CreateServiceLinkedRole, BATCH)
    return w.call(DeleteServiceLinkedRole, { RoleName })
  }
  return { w, deleted }
}

describe('GetServiceLinkedRoleDeletionStatus', () => {
  it('tells that the deletion has succeeded, also when the role is there again', async () => {
    const { w, deleted } = await given()
    const task = await deleted()
    expect(await w.call(GetServiceLinkedRoleDeletionStatus, task)).toEqual({ Status: 'SUCCEEDED' })
    await w.call(CreateServiceLinkedRole, BATCH)
    expect(await w.call(GetServiceLinkedRoleDeletionStatus, task)).toEqual({ Status: 'SUCCEEDED' })
  })

  it('knows the last deletion of a role', async () => {
    const { w, deleted } = await given()
    const [first, second] = [await deleted(), await deleted()]
    expect(await w.refusal(GetServiceLinkedRoleDeletionStatus, first)).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.call(GetServiceLinkedRoleDeletionStatus, second)).toEqual({ Status: 'SUCCEEDED' })
  })

  it('requires permission on the role that the task names; on everything where it names none', async () => {
    const { w, deleted } = await given()
    const action = 'iam:GetServiceLinkedRoleDeletionStatus'
    const resource = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/batch.amazonaws.com/${RoleName}`
    expect(askedBy(w, GetServiceLinkedRoleDeletionStatus, await deleted())).toEqual([{ action, resource }])
    const odd = ['x', `task/team/${RoleName}/00000000-0000-0000-0000-000000000000`, `task/aws-service-role/b/${RoleName}`]
    for (const DeletionTaskId of odd)
      expect(askedBy(w, GetServiceLinkedRoleDeletionStatus, { DeletionTaskId })).toEqual([{ action, resource: '*' }])
  })

  it('refuses a task that it does not know, one of another account, and a caller without permission', async () => {
    const { w, deleted } = await given()
    const { DeletionTaskId } = await deleted()
    for (const unknown of ['x', DeletionTaskId.replace(/.$/, 'f'), DeletionTaskId.replace('batch', 'ecs')])
      expect(await w.refusal(GetServiceLinkedRoleDeletionStatus, { DeletionTaskId: unknown })).toEqual({
        code: 'NoSuchEntity',
        message: `The deletion task with id ${unknown} cannot be found.`,
      })
    const other = { ...root, account: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' }
    expect(await w.refusal(GetServiceLinkedRoleDeletionStatus, { DeletionTaskId }, other)).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.refusal(GetServiceLinkedRoleDeletionStatus, { DeletionTaskId }, await w.user('ann'))).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
