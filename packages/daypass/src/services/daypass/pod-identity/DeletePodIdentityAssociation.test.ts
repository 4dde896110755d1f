import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreatePodIdentityAssociation } from './CreatePodIdentityAssociation.js'
import { DeletePodIdentityAssociation } from './DeletePodIdentityAssociation.js'
import { ListPodIdentityAssociations } from './ListPodIdentityAssociations.js'

const API = {
  ...{ ClusterName: 'blue', Issuer: 'https://id.example/Realm', Namespace: 'shop', ServiceAccount: 'api' },
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/api`,
}
const allowed = (Action: string, Resource: string) => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } })

describe('DeletePodIdentityAssociation', () => {
  it('ends one association, after which the cluster may have another issuer', async () => {
    const w = await world()
    const { Association } = await w.call(CreatePodIdentityAssociation, API)
    const one = { ClusterName: 'blue', AssociationId: Association.AssociationId }
    expect(await w.refusal(DeletePodIdentityAssociation, { ...one, ClusterName: 'green' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.call(DeletePodIdentityAssociation, one)).toEqual({ Association })
    expect(await w.call(ListPodIdentityAssociations, { ClusterName: 'blue' })).toEqual({ Associations: [] })
    expect(await w.call(CreatePodIdentityAssociation, { ...API, Issuer: 'https://id.example/' })).toHaveProperty('Association')
  })

  it('asks eks:DeletePodIdentityAssociation on the association', async () => {
    const w = await world()
    const { AssociationArn, AssociationId } = (await w.call(CreatePodIdentityAssociation, API)).Association
    const user = await w.user('dev', { p: allowed('eks:DeletePodIdentityAssociation', AssociationArn) })
    const ask = (id: string) => ({ ClusterName: 'blue', AssociationId: id })
    expect(await w.refusal(DeletePodIdentityAssociation, ask('a-0'), user)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(DeletePodIdentityAssociation, ask(AssociationId), user)).toHaveProperty('Association')
  })
})
