import { describe, expect, it } from 'vitest'
import { findRole } from '../access/policy-sets.js'
import { assumeServiceRole } from '../credentials/service-roles/service-role.js'
import { CreateServiceLinkedRole } from '../services/iam/service-linked-roles/CreateServiceLinkedRole.js'
import { AssumeRole } from '../services/sts/AssumeRole.js'
import { ACCOUNT, root, START, type World, world } from './world.js'

const RoleArn = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch`
const input = { RoleArn, RoleSessionName: 'batch' }
const surroundings = { now: START, secure: true, sourceIp: '127.0.0.1', region: 'us-east-1', signed: {} }

async function given(): Promise<World> {
  const w = await world()
  await w.call(CreateServiceLinkedRole, { AWSServiceName: 'batch.amazonaws.com' })
  return w
}
const assumedBy = (w: World, service: string) =>
  w.read((state) =>
    assumeServiceRole(
      { service, roleArn: RoleArn, role: findRole(RoleArn, state), sessionName: 'batch', seconds: 3_600 },
      { ...w, state, now: w.clock.now(), ask: (caller, question) => w.access.decide({ caller, question, surroundings, state }) },
    ),
  )

describe('a service-linked role', () => {
  it('is assumed by its service, and by no other', async () => {
    const w = await given()
    expect(assumedBy(w, 'batch.amazonaws.com')).toMatchObject({ credentials: { AccessKeyId: expect.stringMatching(/^ASIA/) } })
    expect(assumedBy(w, 'ecs.amazonaws.com')).toMatchObject({ refused: expect.stringContaining('does not let ecs.amazonaws.com') })
  })

  it('is assumed by no user, whatever its policies allow, and not by the root user', async () => {
    const w = await given()
    const admin = await w.user('admin', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    for (const caller of [admin, root]) expect(await w.refusal(AssumeRole, input, caller)).toMatchObject({ code: 'AccessDenied' })
    const posing = { ...admin, name: 'batch.amazonaws.com', arn: 'batch.amazonaws.com' }
    expect(await w.refusal(AssumeRole, input, posing)).toMatchObject({ code: 'AccessDenied' })
  })
})
