// ec2: what tests of EC2 share. Owns one record of each kind of EC2 and EKS, with the keys that it is stored under.
// Refuses to be imported by anything but tests.
import { endInstance, type InstanceRecord, launchInstance } from '../../directory/ec2/instance.js'
import { putKeyPair } from '../../directory/ec2/key-pair.js'
import { putLaunchToken } from '../../directory/ec2/launch-token.js'
import { putTagsOfResource } from '../../directory/ec2/resource-tags.js'
import { putSecurityGroup } from '../../directory/ec2/security-group.js'
import { podIdentityAssociations } from '../../directory/eks/pod-identity-association.js'
import type { Writer } from '../../directory/state.js'
import { ACCOUNT } from '../world.js'

/** A write of a kind of record, and the keys that it adds, by their space. */
export type RecordRow = readonly [put: (state: Writer) => void, keys: Readonly<Record<string, readonly string[]>>]

const ec2Place = { account: ACCOUNT, region: 'eu-west-1' }

const instance: InstanceRecord = {
  ...{ account: ACCOUNT, region: 'us-east-1', id: 'i-1', reservation: 'r-1', launchIndex: 0, image: 'ami-1', type: 't3.micro' },
  ...{ zone: 'us-east-1a', volumes: [], launchedAt: 0, last: { kind: 'start', at: 0 }, isMonitored: false, isEbsOptimized: false },
  interface: {
    ...{ id: 'eni-1', attachmentId: 'eni-attach-1', subnet: 'subnet-1', address: '172.31.0.4', mac: '', description: '' },
    ...{ groups: [], isSourceDestChecked: true },
  },
  metadata: { areTokensRequired: false, hopLimit: 1, isEnabled: true, areTagsShown: false },
  ...{ isProtectedFromTermination: false, isProtectedFromStop: false, shutdownBehavior: 'stop' },
}

const pods = { ...ec2Place, cluster: 'c', namespace: 'n', serviceAccount: 's/' }

/** The rows of EC2 and EKS in the table of declared-keys.test.ts. */
export const EC2_RECORDS: readonly RecordRow[] = [
  [
    (state) => podIdentityAssociations.put(state, { ...pods, id: 'a-1', issuer: '', roleArn: '', createdAt: 0 }),
    {
      'pod-identity/<account>/<region>/<cluster>/<namespace>/<name>': ['pod-identity/000000000000/eu-west-1/c/n/s%2F'],
      'pod-identity-id/<account>/<region>/<cluster>/<id>': ['pod-identity-id/000000000000/eu-west-1/c/a-1'],
    },
  ],
  [
    (state) => putTagsOfResource(state, { ...ec2Place, resource: 'sg-1', kind: 'security-group', tags: { a: 'b' } }),
    { 'ec2-tags/<account>/<region>/<resource>': ['ec2-tags/000000000000/eu-west-1/sg-1'] },
  ],
  [
    (state) => putSecurityGroup(state, { ...ec2Place, id: 'sg-1', name: 'a/b', description: '', vpcId: 'vpc-1', rules: [] }),
    {
      'ec2-security-group/<account>/<region>/<id>': ['ec2-security-group/000000000000/eu-west-1/sg-1'],
      'ec2-security-group-name/<account>/<region>/<name>': ['ec2-security-group-name/000000000000/eu-west-1/a%2Fb'],
    },
  ],
  [
    (state) => putKeyPair(state, { ...ec2Place, id: 'key-1', name: 'ann', type: 'rsa', fingerprint: '', publicKey: '', createdAt: 0 }),
    {
      'ec2-key-pair/<account>/<region>/<name>': ['ec2-key-pair/000000000000/eu-west-1/ann'],
      'ec2-key-pair-id/<account>/<region>/<id>': ['ec2-key-pair-id/000000000000/eu-west-1/key-1'],
    },
  ],
  [
    (state) => {
      launchInstance(state, instance)
      endInstance(state, instance, 7)
    },
    {
      'ec2-instance/<account>/<region>/<instance>': ['ec2-instance/000000000000/us-east-1/i-1'],
      'ec2-ended-instance/<account>/<region>/<end>': ['ec2-ended-instance/000000000000/us-east-1/000000000000007 i-1'],
      'ec2-address/<account>/<region>/<subnet>/<address>': ['ec2-address/000000000000/us-east-1/subnet-1/172.31.0.4'],
    },
  ],
  [
    (state) => putLaunchToken(state, { account: ACCOUNT, region: 'us-east-1', token: 'a/b', parameters: '', instances: [], at: 7 }),
    {
      'ec2-launch-token/<account>/<region>/<token>': ['ec2-launch-token/000000000000/us-east-1/a%2Fb'],
      'ec2-launch-token-time/<account>/<region>/<time>': ['ec2-launch-token-time/000000000000/us-east-1/000000000000007 a%2Fb'],
    },
  ],
]
