import { describe, expect, it } from 'vitest'
import { aRole } from '../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../testing/world.js'
import { passRolePermission } from './pass-role.js'

const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:role/${rest}`

describe('the permission to pass a role', () => {
  it('is about the role as it exists, the service, and the resource that the role is for', async () => {
    const w = await world()
    await aRole.create(w, 'App', '/apps/')
    const associatedResource = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`
    const asked = (name: string, more: object = {}) =>
      w.read((state) => passRolePermission({ account: ACCOUNT, name, state }, { service: 'ec2.amazonaws.com', ...more }))
    expect(asked('APP', { associatedResource })).toEqual({
      ...{ action: 'iam:PassRole', resource: arn('apps/App'), named: arn('APP') },
      context: { 'iam:PassedToService': 'ec2.amazonaws.com', 'iam:AssociatedResourceArn': associatedResource },
    })
    expect(asked('none')).toEqual({
      ...{ action: 'iam:PassRole', resource: arn('none') },
      context: { 'iam:PassedToService': 'ec2.amazonaws.com', 'iam:AssociatedResourceArn': undefined },
    })
  })
})
