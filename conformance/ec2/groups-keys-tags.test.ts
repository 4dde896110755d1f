// Owns: what instances need, as users meet it, with the AWS CLI and boto3: the default network, images and types, security groups, key pairs, tags, and who may
// change them. Every error and permission is tested next to the operations.
import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { CLIENTS, type IamClient } from '../iam/clients.js'
import { ServerProcess } from '../server-process.js'

const ACCOUNT = '000000000000'
let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

type Output = Readonly<Record<string, Readonly<Record<string, never>>[]>> & Readonly<Record<string, string>>
const text = (pattern: RegExp): string => expect.stringMatching(pattern) as unknown as string

describe.each(CLIENTS.filter(([, debianPackage]) => debianPackage !== undefined))(
  'what instances need, with the %s',
  (_name, debianPackage, start) => {
    const missing = debianPackage !== undefined && without(debianPackage)
    let client: IamClient
    beforeAll(async () => {
      if (missing) return
      await server.admin('reset', {})
      client = await start(server)
    }, 60_000)
    afterAll(() => client?.close())

    async function done(operation: string, parameters: object = {}, at: { service?: string; key?: Key } = {}): Promise<Output> {
      const came = await client.call(operation, parameters, { service: 'ec2', ...at })
      if ('refused' in came) throw new Error(`${operation}: ${came.refused.join(' ')}`)
      return came.output as unknown as Output
    }

    const refused = async (operation: string, parameters: object, key?: Key) => {
      const came = await client.call(operation, parameters, key === undefined ? { service: 'ec2' } : { service: 'ec2', key })
      return 'refused' in came ? came.refused : ['served', '']
    }

    /** A user with these statements. */
    async function userWith(UserName: string, ...Statement: object[]): Promise<Key> {
      const at = { service: 'iam' }
      await done('CreateUser', { UserName }, at)
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await done('PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument }, at)
      const { AccessKey } = (await done('CreateAccessKey', { UserName }, at)) as unknown as { AccessKey: Record<string, string> }
      return { accessKeyId: AccessKey.AccessKeyId ?? '', secretAccessKey: AccessKey.SecretAccessKey ?? '' }
    }

    it.skipIf(missing)('is described: network, images, types', { timeout: 60_000 }, async () => {
      const { Vpcs } = await done('DescribeVpcs')
      expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: '172.31.0.0/16', OwnerId: ACCOUNT }])
      const { Subnets } = await done('DescribeSubnets', { Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] })
      expect(Subnets).toMatchObject([{ CidrBlock: '172.31.0.0/20', MapPublicIpOnLaunch: true, AvailableIpAddressCount: 4_091 }])
      const Filters = [{ Name: 'name', Values: ['al2023-*-x86_64'] }]
      const { Images } = await done('DescribeImages', { Owners: ['amazon'], Filters })
      expect(Images).toMatchObject([{ ImageId: text(/^ami-[0-9a-f]{17}$/), Public: true, RootDeviceType: 'ebs', Architecture: 'x86_64' }])
      expect(await refused('DescribeImages', { ImageIds: ['ami-00000000'] })).toEqual([
        'InvalidAMIID.NotFound',
        "The image id '[ami-00000000]' does not exist",
      ])
      const { InstanceTypes } = await done('DescribeInstanceTypes', { InstanceTypes: ['t2.micro'] })
      expect(InstanceTypes).toMatchObject([{ InstanceType: 't2.micro', MemoryInfo: { SizeInMiB: 1_024 }, FreeTierEligible: true }])
      const { InstanceTypeOfferings } = await done('DescribeInstanceTypeOfferings', { MaxResults: 5 })
      expect(InstanceTypeOfferings).toHaveLength(5)
      const { AccountAttributes } = await done('DescribeAccountAttributes', { AttributeNames: ['supported-platforms'] })
      expect(AccountAttributes).toEqual([{ AttributeName: 'supported-platforms', AttributeValues: [{ AttributeValue: 'VPC' }] }])
    })

    it.skipIf(missing)('has security groups with rules, which are added, described, removed', { timeout: 60_000 }, async () => {
      const tags = (ResourceType: string) => [{ ResourceType, Tags: [{ Key: 'Team', Value: 'red' }] }]
      const { GroupId = '' } = await done('CreateSecurityGroup', {
        GroupName: 'web',
        Description: 'web',
        TagSpecifications: tags('security-group'),
      })
      const http = {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      }
      const added = await done('AuthorizeSecurityGroupIngress', {
        GroupId,
        IpPermissions: [http],
        TagSpecifications: tags('security-group-rule'),
      })
      expect(added.SecurityGroupRules).toMatchObject([{ CidrIpv4: '0.0.0.0/0', Tags: [{ Key: 'Team' }] }, { CidrIpv6: '::/0' }])
      expect(await refused('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [http] })).toEqual([
        'InvalidPermission.Duplicate',
        'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists',
      ])
      const { SecurityGroups } = await done('DescribeSecurityGroups', { Filters: [{ Name: 'tag:Team', Values: ['red'] }] })
      expect(SecurityGroups).toMatchObject([
        {
          ...{ GroupId, GroupName: 'web', OwnerId: ACCOUNT, Tags: [{ Key: 'Team', Value: 'red' }] },
          IpPermissions: [{ ...http, UserIdGroupPairs: [], PrefixListIds: [] }],
          IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
      ])
      const { SecurityGroupRules = [] } = await done('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [GroupId] }] })
      expect(SecurityGroupRules).toHaveLength(3)
      await done('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [http] })
      expect((await refused('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [http] }))[0]).toBe('InvalidPermission.NotFound')
      await done('DeleteSecurityGroup', { GroupId })
      expect((await refused('DescribeSecurityGroups', { GroupIds: [GroupId] }))[0]).toBe('InvalidGroup.NotFound')
    })

    it.skipIf(missing)('has key pairs, whose private keys only their makers have', { timeout: 60_000 }, async () => {
      const rsa = await done('CreateKeyPair', { KeyName: 'rsa' })
      expect(createPrivateKey(rsa.KeyMaterial ?? '').asymmetricKeyDetails?.modulusLength).toBe(2_048)
      const other = await done('CreateKeyPair', { KeyName: 'ed25519', KeyType: 'ed25519' })
      expect(other.KeyMaterial).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/)
      const { KeyPairs } = await done('DescribeKeyPairs')
      expect(KeyPairs).toMatchObject([
        { KeyName: 'ed25519', KeyType: 'ed25519', KeyFingerprint: text(/^[A-Za-z0-9+/]{43}=$/) },
        { KeyName: 'rsa', KeyType: 'rsa', KeyFingerprint: text(/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/) },
      ])
      expect(await refused('CreateKeyPair', { KeyName: 'rsa' })).toEqual(['InvalidKeyPair.Duplicate', 'The keypair already exists'])
      await done('DeleteKeyPair', { KeyName: 'rsa' })
      await done('DeleteKeyPair', { KeyPairId: other.KeyPairId })
      expect((await done('DescribeKeyPairs')).KeyPairs).toEqual([])
      expect(JSON.stringify(server.audit())).not.toMatch(/PRIVATE KEY/)
    })

    it.skipIf(missing)('has tags, which policies decide by', { timeout: 60_000 }, async () => {
      const create = (GroupName: string, Team: string) =>
        done('CreateSecurityGroup', {
          GroupName,
          Description: 'd',
          TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'Team', Value: Team }] }],
        })
      const { GroupId: red = '' } = await create('red', 'red')
      const { GroupId: blue = '' } = await create('blue', 'blue')
      const ofTeam = { StringEquals: { 'ec2:ResourceTag/Team': 'red' } }
      const ann = await userWith(
        'ann',
        {
          Effect: 'Allow',
          Action: ['ec2:DeleteSecurityGroup', 'ec2:CreateTags', 'ec2:DeleteTags'],
          Resource: `arn:aws:ec2:*:${ACCOUNT}:security-group/*`,
          Condition: ofTeam,
        },
        {
          Effect: 'Deny',
          Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
          Resource: '*',
          Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Team' } },
        },
      )
      const [code, message] = await refused('DeleteSecurityGroup', { GroupId: blue }, ann)
      expect(code).toBe('UnauthorizedOperation')
      expect(message).toMatch(
        /^You are not authorized to perform this operation\. .* ec2:DeleteSecurityGroup on resource: .*security-group\/sg-\w+ because/,
      )
      const Tags = [{ Key: 'Name', Value: 'web' }]
      await done('CreateTags', { Resources: [red], Tags }, { key: ann })
      const denied = [
        await refused('CreateTags', { Resources: [red, blue], Tags }, ann),
        await refused('CreateTags', { Resources: [red], Tags: [{ Key: 'team', Value: 'blue' }] }, ann),
        await refused('DeleteTags', { Resources: [red], Tags: [{ Key: 'Team' }] }, ann),
      ]
      expect(denied.map(([one]) => one)).toEqual(['UnauthorizedOperation', 'InvalidParameterValue', 'UnauthorizedOperation'])
      expect((await refused('DeleteSecurityGroup', { GroupId: red, DryRun: true }, ann))[0]).toBe('DryRunOperation')
      const all = (await done('DescribeTags', { Filters: [{ Name: 'resource-id', Values: [red] }] })).Tags
      expect(all).toEqual([
        { Key: 'Name', ResourceId: red, ResourceType: 'security-group', Value: 'web' },
        { Key: 'Team', ResourceId: red, ResourceType: 'security-group', Value: 'red' },
      ])
      await done('DeleteSecurityGroup', { GroupId: red }, { key: ann })
      expect((await done('DescribeTags')).Tags).toMatchObject([{ ResourceId: blue }])
    })
  },
)
