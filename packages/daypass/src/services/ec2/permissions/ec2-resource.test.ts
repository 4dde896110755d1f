import { describe, expect, it } from 'vitest'
import { putTagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import type { Ec2Kind } from '../ids.js'
import { IMAGES } from '../images/image-list.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'
import {
  ec2Permission,
  existingResource,
  imageResource,
  keyPairResource,
  newResource,
  securityGroupResource,
  securityGroupRuleResource,
  subnetResource,
  vpcResource,
} from './ec2-resource.js'

const place = { account: ACCOUNT, region: 'eu-west-1' }
const arn = (rest: string) => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${rest}`
const region = { 'ec2:Region': 'eu-west-1' }
const vpc = defaultVpc(place)
const inVpc = { 'ec2:Vpc': arn(`vpc/${vpc.id}`) }

describe('a resource as policies see it', () => {
  it('has the tags of the resource under both keys', async () => {
    const w = await world()
    await w.change((state) =>
      putTagsOfResource(state, { ...place, resource: 'i-0123456789abcdef0', kind: 'instance', tags: { Owner: 'ann' } }),
    )
    const of = (kind: Ec2Kind, name: string) =>
      w.read((state) => existingResource({ ...place, state }, { kind, name }, { 'ec2:InstanceType': 't2.micro' }))
    expect(of('instance', 'i-0123456789abcdef0')).toEqual({
      arn: arn('instance/i-0123456789abcdef0'),
      context: { ...region, 'aws:ResourceTag/Owner': 'ann', 'ec2:ResourceTag/Owner': 'ann', 'ec2:InstanceType': 't2.micro' },
    })
    expect(of('instance', 'i-0123456789abcdef1').context).toEqual({ ...region, 'ec2:InstanceType': 't2.micro' })
  })

  it('has no id yet when the request makes it', () => {
    expect(newResource(place, { kind: 'instance' }, { 'ec2:InstanceType': 't2.micro' })).toEqual({
      arn: arn('instance/*'),
      context: { ...region, 'ec2:InstanceType': 't2.micro' },
    })
    expect(newResource(place, { kind: 'snapshot' }).arn).toBe('arn:aws:ec2:eu-west-1::snapshot/*')
    expect(newResource(place, { kind: 'key-pair', name: 'ann' }).arn).toBe(arn('key-pair/ann'))
  })

  it('has exactly the keys of its kind', async () => {
    const w = await world()
    const [subnet] = defaultSubnets(place)
    const [image] = IMAGES
    const here = w.read((state) => {
      const all = { ...place, state }
      return [
        imageResource(all, image?.id ?? ''),
        imageResource(all, 'ami-00000000'),
        vpcResource(all, vpc.id),
        subnetResource(all, subnet?.id ?? ''),
        subnetResource(all, 'subnet-00000000'),
        securityGroupResource(all, vpc.securityGroupId),
        securityGroupRuleResource(all, 'sgr-00000000'),
        keyPairResource(all, 'ann', { id: 'key-00000000', type: 'rsa' }),
        keyPairResource(all, 'bob', undefined),
      ]
    })
    expect(here).toEqual([
      {
        arn: `arn:aws:ec2:eu-west-1::image/${image?.id}`,
        context: {
          ...region,
          'aws:ResourceAccount': '137112412989',
          'ec2:ImageID': image?.id,
          'ec2:ImageType': 'machine',
          'ec2:Owner': 'amazon',
          'ec2:Public': 'true',
          'ec2:RootDeviceType': 'ebs',
        },
      },
      { arn: 'arn:aws:ec2:eu-west-1::image/ami-00000000', context: { ...region, 'ec2:ImageID': 'ami-00000000' } },
      { arn: arn(`vpc/${vpc.id}`), context: { ...region, 'ec2:VpcID': vpc.id, 'ec2:Tenancy': 'default' } },
      {
        arn: arn(`subnet/${subnet?.id}`),
        context: {
          ...region,
          'ec2:SubnetID': subnet?.id,
          'ec2:AvailabilityZone': 'eu-west-1a',
          'ec2:AvailabilityZoneId': 'euw1-az1',
          ...inVpc,
        },
      },
      { arn: arn('subnet/subnet-00000000'), context: { ...region, 'ec2:SubnetID': 'subnet-00000000' } },
      { arn: arn(`security-group/${vpc.securityGroupId}`), context: { ...region, 'ec2:SecurityGroupID': vpc.securityGroupId, ...inVpc } },
      { arn: arn('security-group-rule/sgr-00000000'), context: region },
      { arn: arn('key-pair/ann'), context: { ...region, 'ec2:KeyPairName': 'ann', 'ec2:KeyPairType': 'rsa' } },
      { arn: arn('key-pair/bob'), context: { ...region, 'ec2:KeyPairName': 'bob' } },
    ])
  })

  it('is asked for with an action, and with what the request adds', () => {
    const permission = ec2Permission('ec2:RunInstances', newResource(place, { kind: 'volume' }), { 'aws:TagKeys': ['a'] })
    expect(permission).toEqual({ action: 'ec2:RunInstances', resource: arn('volume/*'), context: { ...region, 'aws:TagKeys': ['a'] } })
  })
})
