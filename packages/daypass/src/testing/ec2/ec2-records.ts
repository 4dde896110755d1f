// ec2: what tests of EC2 share. Owns one record of each of its kinds, with the keys that it is stored under.
// Refuses to be imported by anything but tests.
import { putKeyPair } from '../../directory/ec2/key-pair.js'
import { putTagsOfResource } from '../../directory/ec2/resource-tags.js'
import { putSecurityGroup } from '../../directory/ec2/security-group.js'
import type { Writer } from '../../directory/state.js'
import { ACCOUNT } from '../world.js'

/** A write of a kind of record, and the keys that it adds, by their space. */
export type RecordRow = readonly [put: (state: Writer) => void, keys: Readonly<Record<string, readonly string[]>>]

const ec2Place = { account: ACCOUNT, region: 'eu-west-1' }

/** The rows of EC2 in the table of declared-keys.test.ts. */
export const EC2_RECORDS: readonly RecordRow[] = [
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
]
