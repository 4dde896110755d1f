import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreatePodIdentityAssociation } from './CreatePodIdentityAssociation.js'
import { ListPodIdentityAssociations } from './ListPodIdentityAssociations.js'

describe('ListPodIdentityAssociations', () => {
  it('lists those of one cluster, to whoever has eks:ListPodIdentityAssociations on it', async () => {
    const w = await world()
    const own = { Issuer: 'https://id.example/Realm', Namespace: 'shop', RoleArn: `arn:aws:iam::${ACCOUNT}:role/api` }
    const made = []
    for (const [ClusterName, ServiceAccount] of [
      ['blue', 'b'],
      ['blue', 'a'],
      ['blue-2', 'a'],
    ] as const)
      made.push((await w.call(CreatePodIdentityAssociation, { ...own, ClusterName, ServiceAccount })).Association)
    const Resource = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/blue`
    const user = await w.user('dev', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'eks:ListPodIdentityAssociations', Resource } },
    })
    expect(await w.call(ListPodIdentityAssociations, { ClusterName: 'blue' }, user)).toEqual({ Associations: [made[1], made[0]] })
    expect(await w.refusal(ListPodIdentityAssociations, { ClusterName: 'blue-2' }, user)).toMatchObject({ code: 'AccessDenied' })
  })
})
