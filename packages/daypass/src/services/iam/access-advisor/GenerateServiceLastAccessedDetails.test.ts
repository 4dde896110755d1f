import { describe, expect, it } from 'vitest'
import { ACCESS_JOB_LIFETIME } from '../../../directory/iam/last-use/access-job.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { GenerateServiceLastAccessedDetails } from './GenerateServiceLastAccessedDetails.js'
import { GetServiceLastAccessedDetails } from './GetServiceLastAccessedDetails.js'

const arn = (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const action = 'iam:GenerateServiceLastAccessedDetails'
const ask = (w: World, Arn: string, caller = root) => w.call(GenerateServiceLastAccessedDetails, { Arn }, caller)
const jobs = (w: World) => w.read((state) => state.range({ start: 'access-job/', end: 'access-job0', limit: 100 }))
const MINUTE = 60_000

describe('GenerateServiceLastAccessedDetails', () => {
  it('makes a job with the id of a UUID, of a user, group, role or policy', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const role = await roleSession(w)
    await w.call(CreateGroup, { GroupName: 'g' })
    const ids = []
    for (const one of [ann.arn, role.roleArn, arn('group/g'), READ_ONLY]) ids.push((await ask(w, one)).JobId)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(ids).size).toBe(4)
  })

  it('is the same job for the same question within five minutes, and another one for another caller, granularity or time', async () => {
    const w = await world()
    const everything = { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }
    const ann = await w.user('ann', everything)
    w.clock.move(6 * MINUTE - (w.clock.now() % (5 * MINUTE)))
    const { JobId } = await ask(w, ann.arn)
    w.clock.move(w.clock.offset() + MINUTE)
    expect(await ask(w, ann.arn)).toEqual({ JobId })
    const others = [
      await w.call(GenerateServiceLastAccessedDetails, { Arn: ann.arn }, ann),
      await w.call(GenerateServiceLastAccessedDetails, { Arn: ann.arn, Granularity: 'ACTION_LEVEL' }),
    ]
    w.clock.move(w.clock.offset() + 5 * MINUTE)
    others.push(await ask(w, ann.arn))
    expect(new Set([JobId, ...others.map((one) => one.JobId)]).size).toBe(4)
    expect(jobs(w)).toHaveLength(4)
  })

  it('deletes jobs that are older than seven days', async () => {
    const w = await world()
    const ann = await w.user('ann')
    for (let n = 0; n < 5; n++) {
      w.clock.move(n * 10 * MINUTE)
      await ask(w, ann.arn)
    }
    w.clock.move(ACCESS_JOB_LIFETIME + 50 * MINUTE)
    await ask(w, ann.arn)
    expect(jobs(w)).toHaveLength(3)
    w.clock.move(ACCESS_JOB_LIFETIME + 60 * MINUTE)
    await ask(w, ann.arn)
    expect(jobs(w)).toHaveLength(2)
  })

  it('works for a user with more policies than a commit may expect', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })
    for (let g = 0; g < 10; g++) {
      await w.call(CreateGroup, { GroupName: `g${g}` })
      await w.call(AddUserToGroup, { GroupName: `g${g}`, UserName: 'ann' })
      for (let p = 0; p < 10; p++) {
        const { Policy } = await w.call(CreatePolicy, { PolicyName: `p${g}-${p}`, PolicyDocument })
        await w.call(AttachGroupPolicy, { GroupName: `g${g}`, PolicyArn: Policy?.Arn ?? '' })
      }
    }
    for (let p = 0; p < 10; p++) {
      const { Policy } = await w.call(CreatePolicy, { PolicyName: `own${p}`, PolicyDocument })
      await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: Policy?.Arn ?? '' })
    }
    const { JobId = '' } = await ask(w, ann.arn)
    const { ServicesLastAccessed } = await w.call(GetServiceLastAccessedDetails, { JobId })
    expect(ServicesLastAccessed.map((one) => one.ServiceNamespace)).toEqual(['s3'])
  })

  it('requires permission on the user, group, role or policy', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const asked = (Arn: string) =>
      w.read((state) => GenerateServiceLastAccessedDetails.authorize({ Arn }, root, { state, awsManaged: w.awsManaged }))
    expect(asked(ann.arn)).toEqual([{ action, resource: ann.arn, context: {} }])
    expect(asked(arn('user/none'))).toEqual([{ action, resource: arn('user/none'), context: {} }])
    expect(asked(READ_ONLY)).toMatchObject([{ action, resource: READ_ONLY }])
    expect(await w.refusal(GenerateServiceLastAccessedDetails, { Arn: ann.arn }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    [arn('user/none'), 'NoSuchEntity', 'The user with name none cannot be found.'],
    [arn('role/none'), 'NoSuchEntity', 'The role with name none cannot be found.'],
    [arn('group/none'), 'NoSuchEntity', 'The group with name none cannot be found.'],
    [arn('policy/none'), 'NoSuchEntity', `Policy ${arn('policy/none')} was not found.`],
    [arn('user/wrong/path/ann'), 'NoSuchEntity', 'The user with name ann cannot be found.'],
    ['arn:aws:iam::111111111111:user/ann', 'NoSuchEntity', 'The user with name ann cannot be found.'],
    ['arn:aws:iam::111111111111:policy/p', 'NoSuchEntity', 'Policy arn:aws:iam::111111111111:policy/p was not found.'],
    [arn('mfa/device'), 'InvalidInput', `Invalid Entity Arn: ${arn('mfa/device')} does not clearly define entity type and name.`],
    ['not-an-arn-but-long-enough', 'InvalidInput', expect.stringContaining('Invalid Entity Arn')],
  ])('refuses %s: %s', async (Arn, code, message) => {
    const w = await world()
    await w.user('ann')
    expect(await w.refusal(GenerateServiceLastAccessedDetails, { Arn })).toEqual({ code, message })
  })
})
