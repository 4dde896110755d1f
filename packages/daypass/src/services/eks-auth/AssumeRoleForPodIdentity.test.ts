import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { podIdentityAssociations } from '../../directory/eks/pod-identity-association.js'
import { roles } from '../../directory/iam/role.js'
import { keySetsOf, tokenOf } from '../../testing/identity-providers/token-issuer.js'
import { CLAIMS, genuine, HEADER, ISSUER, ISSUER_KEYS, NOW } from '../../testing/tokens/genuine-token.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import { AssumeRoleForPodIdentity } from './AssumeRoleForPodIdentity.js'

const AT = { account: ACCOUNT, region: 'us-east-1', cluster: 'blue' }
const CLUSTER = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/blue`
const ASSOCIATION = { ...AT, id: 'a-1', issuer: ISSUER, namespace: 'shop', serviceAccount: 'api', createdAt: START }
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const policy = (Statement: object) => ({ Version: '2012-10-17', Statement })
const BOTH = ['sts:AssumeRole', 'sts:TagSession']
const trusting = (Action: string | string[] = BOTH, Condition?: object, Service = 'pods.eks.amazonaws.com') =>
  JSON.stringify(policy({ Effect: 'Allow', Principal: { Service }, Action, ...(Condition && { Condition }) }))

async function given(trust = trusting()): Promise<World> {
  const here = await world({ keys: keySetsOf({ [ISSUER]: ISSUER_KEYS }) })
  await here.change((state) => {
    const own = { account: ACCOUNT, path: '/', createdAt: START, tags: {}, attachedPolicies: [], inlinePolicies: {} }
    for (const name of ['api', 'web'])
      roles.put(state, { ...own, name, id: `AROA${name.toUpperCase().padStart(17, 'A')}`, maxSessionDuration: 3600, trust })
    podIdentityAssociations.put(state, { ...ASSOCIATION, roleArn: roleArn('api') })
    podIdentityAssociations.put(state, { ...ASSOCIATION, id: 'a-2', serviceAccount: 'web', roleArn: roleArn('web') })
  })
  return here
}

const kubernetes = (pod: object = { name: 'api-7d9f', uid: 'u-1' }, serviceaccount: object = { name: 'api', uid: 's-1' }) => ({
  'kubernetes.io': { namespace: 'shop', node: { name: 'n', uid: 'n-1' }, pod, serviceaccount },
})
const POD = { sub: 'system:serviceaccount:shop:api', aud: ['pods.eks.amazonaws.com'], ...kubernetes() }
const asking = (claims: object = {}, clusterName = 'blue') => ({ clusterName, token: genuine({ ...POD, ...claims }) })

function callerOf(w: World, { accessKeyId, sessionToken }: { accessKeyId: string; sessionToken: string }): Caller {
  const resolver = { ring: w.ring, secrets: new OpenedSecrets() }
  const resolved = w.read((state) => resolveKey({ accessKeyId, sessionToken }, state, { resolver, now: START }))
  if ('unresolved' in resolved) throw new Error(resolved.unresolved)
  return resolved.caller
}

describe('AssumeRoleForPodIdentity', () => {
  it('gives a pod the role of its service account, with six transitive tags', async () => {
    const w = await given()
    const { credentials, assumedRoleUser, ...rest } = await w.call(AssumeRoleForPodIdentity, asking())
    expect(rest).toEqual({
      subject: { namespace: 'shop', serviceAccount: 'api' },
      audience: 'pods.eks.amazonaws.com',
      podIdentityAssociation: {
        associationArn: `arn:aws:eks:us-east-1:${ACCOUNT}:podidentityassociation/blue/a-1`,
        associationId: 'a-1',
      },
    })
    expect(assumedRoleUser.arn).toMatch(/:assumed-role\/api\/eks-blue-api-7d9f-[0-9a-f-]{36}$/)
    expect(assumedRoleUser.assumeRoleId).toBe(`AROA${'API'.padStart(17, 'A')}:${assumedRoleUser.arn.split('/').at(-1)}`)
    expect(credentials.expiration).toEqual(new Date(START + 6 * 3_600_000))
    const tags = {
      'eks-cluster-arn': CLUSTER,
      'eks-cluster-name': 'blue',
      'kubernetes-namespace': 'shop',
      'kubernetes-service-account': 'api',
      'kubernetes-pod-name': 'api-7d9f',
      'kubernetes-pod-uid': 'u-1',
    }
    expect(callerOf(w, credentials)).toMatchObject({
      ...{ kind: 'role', arn: assumedRoleUser.arn },
      session: { tags, transitiveTagKeys: Object.keys(tags) },
    })
  })

  it('keeps the id of a session whole, whatever the names are', async () => {
    const name = 'p'.repeat(200)
    const { assumedRoleUser } = await (await given()).call(AssumeRoleForPodIdentity, asking(kubernetes({ name, uid: 'u-1' })))
    expect(assumedRoleUser.arn.split('/').at(-1)).toMatch(/^eks-blue-p{18}-[0-9a-f-]{36}$/)
  })

  it('requires eks-auth:AssumeRoleForPodIdentity of the node, on the cluster', async () => {
    const w = await given()
    const reads = { region: 'us-east-1', evidence: {} }
    expect(w.read((state) => AssumeRoleForPodIdentity.authorize(asking(), root, { state, ...reads }))).toEqual([
      { action: 'eks-auth:AssumeRoleForPodIdentity', resource: CLUSTER },
    ])
    const node = await w.user('node', { p: policy({ Effect: 'Allow', Action: 'eks-auth:*', Resource: CLUSTER }) })
    expect(await w.call(AssumeRoleForPodIdentity, asking(), node)).toHaveProperty('credentials')
    const other = await w.user('other', { p: policy({ Effect: 'Allow', Action: 'eks-auth:*', Resource: `${CLUSTER}2` }) })
    expect(await w.refusal(AssumeRoleForPodIdentity, asking(), other)).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('eks-auth:AssumeRoleForPodIdentity'),
    })
  })

  it.each<[string, string, boolean]>([
    ['lets the service assume and tag', trusting(), true],
    ['does not let it tag', trusting('sts:AssumeRole'), false],
    ['does not let it assume', trusting('sts:TagSession'), false],
    ['trusts another service', trusting(BOTH, undefined, 'ec2.amazonaws.com'), false],
    [
      'asks for the cluster',
      trusting(BOTH, { ArnEquals: { 'aws:SourceArn': CLUSTER }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      true,
    ],
    ['asks for another cluster', trusting(BOTH, { ArnEquals: { 'aws:SourceArn': `${CLUSTER}2` } }), false],
    ['asks for the namespace', trusting(BOTH, { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'shop' } }), true],
    ['asks for another namespace', trusting(BOTH, { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'prod' } }), false],
    ['asks for an address', trusting(BOTH, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }), false],
  ])('is decided by the trust policy: one that %s', async (_what, trust, allowed) => {
    const w = await given(trust)
    if (allowed) expect(await w.call(AssumeRoleForPodIdentity, asking())).toHaveProperty('credentials')
    else
      expect(await w.refusal(AssumeRoleForPodIdentity, asking())).toEqual({
        code: 'AccessDeniedException',
        message: 'Unauthorized Exception! EKS does not have permissions to assume the associated role.',
      })
  })

  it.each<[string, object, string]>([
    ['for another audience', { aud: 'sts.amazonaws.com' }, 'InvalidTokenException'],
    ['that is for the service by its azp alone', { aud: 'sts.amazonaws.com', azp: 'pods.eks.amazonaws.com' }, 'InvalidTokenException'],
    ['for another party', { azp: 'sts.amazonaws.com' }, 'InvalidTokenException'],
    ['that has expired', { exp: NOW }, 'ExpiredTokenException'],
    ['of another issuer', { iss: 'https://id.example/Other' }, 'InvalidTokenException'],
    ['whose sub is another service account', { sub: 'system:serviceaccount:shop:web' }, 'InvalidTokenException'],
    ['whose sub is another namespace', { sub: 'system:serviceaccount:prod:api' }, 'InvalidTokenException'],
    ['without kubernetes.io', { 'kubernetes.io': undefined }, 'InvalidTokenException'],
    ['whose kubernetes.io is a list', { 'kubernetes.io': [kubernetes()['kubernetes.io']] }, 'InvalidTokenException'],
    ['of no pod', { 'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'api' } } }, 'InvalidTokenException'],
    ['of a pod without a uid', kubernetes({ name: 'api-7d9f' }), 'InvalidTokenException'],
    ['whose pod has a name that cannot be one', kubernetes({ name: 'a b', uid: 'u' }), 'InvalidTokenException'],
    [
      'of a service account without an association',
      { sub: 'system:serviceaccount:shop:none', ...kubernetes(undefined, { name: 'none' }) },
      'ResourceNotFoundException',
    ],
  ])('refuses a token %s', async (_what, claims, code) => {
    expect(await (await given()).refusal(AssumeRoleForPodIdentity, asking(claims))).toMatchObject({ code })
  })

  it('refuses a token that another key signed, and text that is not a token', async () => {
    const w = await given()
    const forged = tokenOf(HEADER, { ...CLAIMS, ...POD }, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
    const none = [forged, 'a.b.c', `${genuine(POD)}x`]
    for (const token of none)
      expect(await w.refusal(AssumeRoleForPodIdentity, { clusterName: 'blue', token })).toMatchObject({ code: 'InvalidTokenException' })
  })

  it('gives the token of another pod the role of that pod, and no other', async () => {
    const w = await given()
    const claims = { sub: 'system:serviceaccount:shop:web', ...kubernetes({ name: 'web-1', uid: 'u-2' }, { name: 'web' }) }
    const { assumedRoleUser, podIdentityAssociation } = await w.call(AssumeRoleForPodIdentity, asking(claims))
    expect([assumedRoleUser.arn.includes(':assumed-role/web/'), podIdentityAssociation.associationId]).toEqual([true, 'a-2'])
  })

  it('knows no cluster of another name, region or account', async () => {
    const w = await given()
    expect(await w.refusal(AssumeRoleForPodIdentity, asking({}, 'green'))).toMatchObject({ code: 'ResourceNotFoundException' })
    await w.change((state) => {
      for (const record of podIdentityAssociations.ofCluster(state, AT)) {
        podIdentityAssociations.delete(state, record)
        podIdentityAssociations.put(state, { ...record, region: 'eu-west-1' })
        podIdentityAssociations.put(state, { ...record, account: '111111111111' })
      }
    })
    expect(await w.refusal(AssumeRoleForPodIdentity, asking())).toMatchObject({ code: 'ResourceNotFoundException' })
  })

  it('does not hand over a role that is linked to a service, or is gone', async () => {
    const w = await given()
    await w.change((state) => roles.put(state, { ...roles.require(state, ACCOUNT, 'api'), ownedBy: 'service' }))
    expect(await w.refusal(AssumeRoleForPodIdentity, asking())).toMatchObject({ code: 'AccessDeniedException' })
    await w.change((state) => roles.delete(state, roles.require(state, ACCOUNT, 'api')))
    expect(await w.refusal(AssumeRoleForPodIdentity, asking())).toMatchObject({ code: 'AccessDeniedException' })
  })
})
