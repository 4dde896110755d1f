import { describe, expect, it } from 'vitest'
import { podIdentityAssociations } from '../../../directory/eks/pod-identity-association.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { CreatePodIdentityAssociation } from './CreatePodIdentityAssociation.js'
import { DeletePodIdentityAssociation } from './DeletePodIdentityAssociation.js'
import { ListPodIdentityAssociations } from './ListPodIdentityAssociations.js'

const RoleArn = `arn:aws:iam::${ACCOUNT}:role/api`
const CLUSTER = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/blue`
const API = { ClusterName: 'blue', Issuer: 'https://id.example/Realm', Namespace: 'shop', ServiceAccount: 'api', RoleArn }
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const allow = (Action: string, Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})
const PASSED = { StringEquals: { 'iam:PassedToService': 'pods.eks.amazonaws.com' }, ArnEquals: { 'iam:AssociatedResourceArn': CLUSTER } }
const listed = async (w: World) =>
  (await w.call(ListPodIdentityAssociations, { ClusterName: 'blue' })).Associations.map(
    ({ Namespace, ServiceAccount }) => `${Namespace}/${ServiceAccount}`,
  )

describe('CreatePodIdentityAssociation', () => {
  it('keeps which role the pods of a service account get', async () => {
    const w = await world()
    const { Association } = await w.call(CreatePodIdentityAssociation, API)
    expect(Association).toEqual({
      ...API,
      AssociationId: expect.stringMatching(/^a-[0-9a-f]{18}$/),
      AssociationArn: `arn:aws:eks:us-east-1:${ACCOUNT}:podidentityassociation/blue/${Association.AssociationId}`,
      CreatedAt: new Date(START),
    })
    await w.call(CreatePodIdentityAssociation, { ...API, Namespace: 'a', ServiceAccount: 'z' })
    expect(await listed(w)).toEqual(['a/z', 'shop/api'])
  })

  it.each<[string, object, string]>([
    ['the same service account', { RoleArn: `${RoleArn}2` }, 'ResourceInUse'],
    ['another issuer for the cluster', { ServiceAccount: 'b', Issuer: 'https://id.example/realm' }, 'ResourceInUse'],
    ['a role of another account', { RoleArn: 'arn:aws:iam::111111111111:role/api' }, 'InvalidParameterValue'],
    ['what is not a role', { RoleArn: `arn:aws:iam::${ACCOUNT}:user/api` }, 'InvalidParameterValue'],
    ...[
      'http://id.example',
      'https://a@id.example',
      'https://id.example/?a',
      'https://id.example/a/../b',
      'https://ID.example',
      'id.example',
      'http://127.0.0.1:1',
    ].map((Issuer): [string, object, string] => [`the issuer ${Issuer}`, { ClusterName: 'green', Issuer }, 'InvalidParameterValue']),
  ])('refuses %s', async (_what, over, code) => {
    const w = await world()
    await w.call(CreatePodIdentityAssociation, API)
    expect(await w.refusal(CreatePodIdentityAssociation, { ...API, ...over })).toMatchObject({ code })
    expect(await listed(w)).toEqual(['shop/api'])
  })

  it.each<[string, object[], string | undefined]>([
    ['both', [allow('eks:CreatePodIdentityAssociation', CLUSTER), allow('iam:PassRole', RoleArn, PASSED)], undefined],
    ['to associate', [allow('eks:CreatePodIdentityAssociation', CLUSTER)], 'iam:PassRole'],
    ['to pass another role', [allow('eks:*', '*'), allow('iam:PassRole', `${RoleArn}2`)], 'iam:PassRole'],
    [
      'to pass it to another service',
      [allow('eks:*', '*'), allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } })],
      'iam:PassRole',
    ],
    ['to pass it', [allow('iam:PassRole', '*')], 'eks:CreatePodIdentityAssociation'],
    ['to associate in another cluster', [allow('eks:*', `${CLUSTER}2`), allow('iam:PassRole', '*')], 'eks:CreatePodIdentityAssociation'],
  ])('decides for a user who may %s', async (_may, statements, refused) => {
    const w = await world()
    const user = await w.user('dev', { p: policy(...statements) })
    if (refused === undefined) expect(await w.call(CreatePodIdentityAssociation, API, user)).toHaveProperty('Association')
    else
      expect(await w.refusal(CreatePodIdentityAssociation, API, user)).toMatchObject({
        code: 'AccessDenied',
        message: expect.stringContaining(refused),
      })
  })

  it.each([
    ['a cluster', () => 'blue', podIdentityAssociations.most.ofCluster],
    ['an account, whatever its clusters are', (n: number) => `c${n}`, podIdentityAssociations.most.ofAccount],
  ])('keeps a bounded number for %s', async (_what, clusterOf, most) => {
    const w = await world()
    const at = { account: ACCOUNT, region: 'us-east-1', issuer: API.Issuer, namespace: 'n', roleArn: RoleArn, createdAt: 0 }
    const put = (from: number, to: number) =>
      w.change((state) => {
        for (let n = from; n < to; n++)
          podIdentityAssociations.put(state, { ...at, cluster: clusterOf(n), id: `a-${n}`, serviceAccount: `s${n}` })
      })
    for (let n = 0; n < most - 50; n += 50) await put(n, n + 50)
    await put(most - 50, most - 1)
    const { Association } = await w.call(CreatePodIdentityAssociation, API)
    const more = { ...API, ServiceAccount: 'more' }
    expect(await w.refusal(CreatePodIdentityAssociation, more)).toMatchObject({ code: 'LimitExceeded' })
    const { Associations } = await w.call(ListPodIdentityAssociations, { ClusterName: 'blue' })
    expect(Associations.at(-1)).toEqual(Association)
    await w.call(DeletePodIdentityAssociation, { ClusterName: 'blue', AssociationId: Association.AssociationId })
    expect(await w.call(CreatePodIdentityAssociation, more)).toHaveProperty('Association')
  })
})
