import { describe, expect, it } from 'vitest'
import { unknownTo } from '../../../testing/ec2/authorization-reference.js'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { IMAGES } from '../images/image-list.js'
import { CreateKeyPair } from '../key-pairs/CreateKeyPair.js'
import { DeleteKeyPair } from '../key-pairs/DeleteKeyPair.js'
import { ImportKeyPair } from '../key-pairs/ImportKeyPair.js'
import { DescribeVpcAttribute } from '../network/DescribeVpcAttribute.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'
import { AuthorizeSecurityGroupEgress } from '../security-group-rules/AuthorizeSecurityGroupEgress.js'
import { AuthorizeSecurityGroupIngress } from '../security-group-rules/AuthorizeSecurityGroupIngress.js'
import { RevokeSecurityGroupEgress } from '../security-group-rules/RevokeSecurityGroupEgress.js'
import { RevokeSecurityGroupIngress } from '../security-group-rules/RevokeSecurityGroupIngress.js'
import { CreateSecurityGroup } from '../security-groups/CreateSecurityGroup.js'
import { DeleteSecurityGroup } from '../security-groups/DeleteSecurityGroup.js'
import { CreateTags } from '../tags/CreateTags.js'
import { DeleteTags } from '../tags/DeleteTags.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const Tags = [{ Key: 'Team', Value: 'red' }]
const tagged = (ResourceType: 'security-group' | 'security-group-rule' | 'key-pair') => [{ ResourceType, Tags }]

/** Calls of everything that changes something, with every parameter that policies see. */
async function callAll(w: World): Promise<void> {
  const { id: vpc, dhcpOptionsId } = defaultVpc(place)
  const group = { GroupName: 'web', Description: 'd', TagSpecifications: tagged('security-group') }
  const { GroupId = '' } = await w.call(CreateSecurityGroup, group)
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]
  const rules = { GroupId, IpPermissions, TagSpecifications: tagged('security-group-rule') }
  const made = await w.call(AuthorizeSecurityGroupIngress, rules)
  await w.call(AuthorizeSecurityGroupEgress, rules)
  const pair = await w.call(CreateKeyPair, { KeyName: 'a', KeyType: 'ed25519', TagSpecifications: tagged('key-pair') })
  await w.call(ImportKeyPair, { KeyName: 'b', PublicKeyMaterial: Buffer.from(SSH_KEY), TagSpecifications: tagged('key-pair') })
  const subnet = defaultSubnets(place)[0]?.id ?? ''
  const rule = made.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? ''
  const Resources = [vpc, dhcpOptionsId, subnet, IMAGES[0]?.id ?? '', GroupId, rule, pair.KeyPairId ?? '']
  await w.call(CreateTags, { Resources, Tags })
  await w.call(DeleteTags, { Resources, Tags: [...Tags, { Key: 'none' }] })
  await w.call(CreateTags, { Resources, Tags })
  await w.call(DescribeVpcAttribute, { VpcId: vpc, Attribute: 'enableDnsSupport' })
  await w.call(RevokeSecurityGroupIngress, { GroupId, IpPermissions })
  await w.call(RevokeSecurityGroupEgress, { GroupId, IpPermissions })
  await w.call(DeleteSecurityGroup, { GroupId })
  await w.call(DeleteKeyPair, { KeyPairId: pair.KeyPairId })
}

describe('the keys that operations ask with', () => {
  it('are those that the Service Authorization Reference has for the action and for the type of the resource', async () => {
    const w = await world()
    await callAll(w)
    const questions = w.events.flatMap((event) => event.questions.map(({ question }) => question))
    expect(questions.length).toBeGreaterThan(30)
    expect(questions.flatMap(unknownTo)).toEqual([])
  })

  it('would be told apart from others', () => {
    const resource = `arn:aws:ec2:us-east-1:${ACCOUNT}:key-pair/a`
    expect(unknownTo({ action: 'ec2:DeleteKeyPair', resource, context: { 'ec2:Vpc': 'x', 'ec2:KeyPairName': 'a' } })).toEqual([
      'ec2:Vpc of ec2:DeleteKeyPair on key-pair',
    ])
    expect(unknownTo({ action: 'ec2:DeleteSecurityGroup', resource })).toEqual(['ec2:DeleteSecurityGroup on key-pair'])
  })
})
