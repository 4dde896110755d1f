// Owns: instances of EC2 as users meet them, with the AWS CLI and boto3: launched, waited for, changed and ended; guardrails on launches, with dry runs and what is sealed
// in a denial; a role that ends an instance of another account; DescribeInstances over many pages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPython } from '../boto3/python.js'
import { type Key, without } from '../clean-environment.js'
import { CLIENTS, type IamClient } from '../iam/clients.js'
import { runDaypass, ServerProcess } from '../server-process.js'

const OTHER = '111122223333'
const DRY_RUN = ['DryRunOperation', 'Request would have succeeded, but DryRun flag is set.']
let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

const text = (pattern: RegExp): unknown => expect.stringMatching(pattern)

describe.each(CLIENTS.filter(([, debianPackage]) => debianPackage !== undefined))(
  'instances, with the %s',
  (_name, debianPackage, start) => {
    const missing = debianPackage !== undefined && without(debianPackage)
    let client: IamClient
    let image = ''
    beforeAll(async () => {
      if (missing) return
      await server.admin('reset', {})
      client = await start(server)
      const { Images } = await done('ec2', 'DescribeImages', { Filters: [{ Name: 'name', Values: ['al2023-*-x86_64'] }] })
      image = (Images as unknown as { ImageId: string }[])[0]?.ImageId ?? ''
    }, 60_000)
    afterAll(() => client?.close())

    async function done(service: string, operation: string, parameters: object, key?: Key): Promise<Record<string, never>> {
      const came = await client.call(operation, parameters, key === undefined ? { service } : { service, key })
      if ('refused' in came) throw new Error(`${operation}: ${came.refused.join(' ')}`)
      return came.output as Record<string, never>
    }
    const refused = async (service: string, operation: string, parameters: object, key?: Key): Promise<readonly [string, string]> => {
      const came = await client.call(operation, parameters, key === undefined ? { service } : { service, key })
      return 'refused' in came ? came.refused : ['served', '']
    }
    const one = () => ({ ImageId: image, MinCount: 1, MaxCount: 1 })
    async function launched(over: object = {}, key?: Key): Promise<string> {
      const { Instances } = await done('ec2', 'RunInstances', { ...one(), ...over }, key)
      return (Instances as unknown as { InstanceId: string }[])[0]?.InstanceId ?? ''
    }
    const stateOf = async (InstanceId: string): Promise<string> => {
      const { Reservations } = await done('ec2', 'DescribeInstances', { InstanceIds: [InstanceId] })
      return (Reservations as unknown as { Instances: { State: { Name: string } }[] }[])[0]?.Instances[0]?.State.Name ?? ''
    }
    const keyOf = (made: Record<string, string>): Key => ({
      accessKeyId: made.AccessKeyId ?? '',
      secretAccessKey: made.SecretAccessKey ?? '',
      ...(made.SessionToken !== undefined && { sessionToken: made.SessionToken }),
    })
    async function userWith(UserName: string, ...Statement: object[]): Promise<Key> {
      await done('iam', 'CreateUser', { UserName })
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await done('iam', 'PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument })
      const { AccessKey } = await done('iam', 'CreateAccessKey', { UserName })
      return keyOf(AccessKey as unknown as Record<string, string>)
    }

    it.skipIf(missing)('are launched, found, stopped, started and ended, each in its time', { timeout: 60_000 }, async () => {
      const id = await launched({
        InstanceType: 't2.micro',
        UserData: 'IyEvYmluL3NoCg==',
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
      })
      expect(id).toMatch(/^i-[0-9a-f]{17}$/)
      expect(await stateOf(id)).toBe('pending')
      await server.advance('PT5S')
      expect(await stateOf(id)).toBe('running')
      const { Reservations } = await done('ec2', 'DescribeInstances', { Filters: [{ Name: 'tag:Name', Values: ['web'] }] })
      expect(Reservations).toMatchObject([
        {
          OwnerId: '000000000000',
          Instances: [{ InstanceId: id, ImageId: image, InstanceType: 't2.micro', Tags: [{ Key: 'Name', Value: 'web' }] }],
        },
      ])
      const { InstanceStatuses } = await done('ec2', 'DescribeInstanceStatus', { InstanceIds: [id] })
      expect(InstanceStatuses).toMatchObject([{ InstanceState: { Name: 'running' }, SystemStatus: { Status: 'ok' } }])
      await done('ec2', 'ModifyInstanceMetadataOptions', { InstanceId: id, HttpTokens: 'required' })
      await done('ec2', 'StopInstances', { InstanceIds: [id] })
      await server.advance('PT10S')
      expect(await stateOf(id)).toBe('stopped')
      await done('ec2', 'ModifyInstanceAttribute', { InstanceId: id, InstanceType: { Value: 't3.large' } })
      await done('ec2', 'ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: true } })
      await done('ec2', 'StartInstances', { InstanceIds: [id] })
      expect((await refused('ec2', 'TerminateInstances', { InstanceIds: [id] }))[0]).toBe('OperationNotPermitted')
      await done('ec2', 'ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: false } })
      const { TerminatingInstances } = await done('ec2', 'TerminateInstances', { InstanceIds: [id] })
      expect(TerminatingInstances).toMatchObject([{ CurrentState: { Name: 'shutting-down' } }])
      await server.advance('PT10S')
      expect(await stateOf(id)).toBe('terminated')
      await server.advance('PT1H')
      expect((await refused('ec2', 'DescribeInstances', { InstanceIds: [id] }))[0]).toBe('InvalidInstanceID.NotFound')
    })

    it.skipIf(missing)('launch once for a client token', { timeout: 60_000 }, async () => {
      const id = await launched({ ClientToken: 'once' })
      expect(await launched({ ClientToken: 'once' })).toBe(id)
      expect((await refused('ec2', 'RunInstances', { ...one(), ClientToken: 'once', InstanceType: 't3.nano' }))[0]).toBe(
        'IdempotentParameterMismatch',
      )
    })

    it.skipIf(missing)('are of the type that a policy requires, and a denial says why', { timeout: 60_000 }, async () => {
      const bob = await userWith(
        'bob',
        { Effect: 'Allow', Action: ['ec2:*', 'sts:DecodeAuthorizationMessage'], Resource: '*' },
        {
          Sid: 'OnlyMicro',
          Effect: 'Deny',
          Action: 'ec2:RunInstances',
          Resource: 'arn:aws:ec2:*:*:instance/*',
          Condition: { StringNotEquals: { 'ec2:InstanceType': 't2.micro' } },
        },
      )
      const dry = (InstanceType: string) => refused('ec2', 'RunInstances', { ...one(), InstanceType, DryRun: true }, bob)
      expect(await dry('t2.micro')).toEqual(DRY_RUN)
      const [code, message] = await dry('t3.large')
      expect([code, message]).toEqual([
        'UnauthorizedOperation',
        text(
          /^You are not authorized to perform this operation\. User: arn:aws:iam::000000000000:user\/bob is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:000000000000:instance\/\* with an explicit deny in an identity-based policy\S*\.? Encoded authorization failure message: \S+$/,
        ),
      ])
      const EncodedMessage = message.split(' ').at(-1)
      const { DecodedMessage } = await done('sts', 'DecodeAuthorizationMessage', { EncodedMessage }, bob)
      expect(JSON.parse(DecodedMessage as unknown as string)).toMatchObject({
        allowed: false,
        explicitDeny: true,
        context: { action: 'ec2:RunInstances', resource: 'arn:aws:ec2:us-east-1:000000000000:instance/*' },
      })
      expect(DecodedMessage).toContain('t3.large')
      expect((await refused('ec2', 'RunInstances', { ...one(), InstanceType: 't3.large' }, bob))[0]).toBe('UnauthorizedOperation')
      expect(await launched({ InstanceType: 't2.micro' }, bob)).toMatch(/^i-/)
    })

    it.skipIf(missing)('get a role only from who may pass it', { timeout: 60_000 }, async () => {
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }
      for (const name of ['app', 'admin']) {
        await done('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) })
        await done('iam', 'CreateInstanceProfile', { InstanceProfileName: name })
        await done('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name })
      }
      const passing = { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::000000000000:role/app' }
      const cid = await userWith('cid', { Effect: 'Allow', Action: 'ec2:*', Resource: '*' }, passing)
      const [code, message] = await refused('ec2', 'RunInstances', { ...one(), IamInstanceProfile: { Name: 'admin' } }, cid)
      expect([code, message]).toEqual(['UnauthorizedOperation', text(/iam:PassRole on resource: arn:aws:iam::000000000000:role\/admin/)])
      const id = await launched({ IamInstanceProfile: { Name: 'app' } }, cid)
      const { IamInstanceProfileAssociations } = await done('ec2', 'DescribeIamInstanceProfileAssociations', {
        Filters: [{ Name: 'instance-id', Values: [id] }],
      })
      expect(IamInstanceProfileAssociations).toMatchObject([
        { InstanceId: id, State: 'associated', IamInstanceProfile: { Arn: 'arn:aws:iam::000000000000:instance-profile/app' } },
      ])
    })

    /** The root user of another account, which this makes. */
    async function rootOfOther(): Promise<Key> {
      const { accessKeyId, secretAccessKey } = server.rootKey()
      const environment = { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
      const { stdout } = await runDaypass(['account', 'create', '--name', 'other', '--id', OTHER, '--json'], environment)
      return JSON.parse(stdout) as Key
    }

    it.skipIf(missing)('of another account are ended with its role, and not without', { timeout: 60_000 }, async () => {
      const other = await rootOfOther()
      const id = await launched({}, other)
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
      }
      await done('iam', 'CreateRole', { RoleName: 'Ender', AssumeRolePolicyDocument: JSON.stringify(trust) }, other)
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'ec2:TerminateInstances', Resource: `arn:aws:ec2:*:${OTHER}:instance/*` }],
      })
      await done('iam', 'PutRolePolicy', { RoleName: 'Ender', PolicyName: 'p', PolicyDocument }, other)
      const RoleArn = `arn:aws:iam::${OTHER}:role/Ender`
      const dan = await userWith('dan', { Effect: 'Allow', Action: ['ec2:*', 'sts:AssumeRole'], Resource: '*' })
      expect((await refused('ec2', 'TerminateInstances', { InstanceIds: [id] }, dan))[0]).toBe('InvalidInstanceID.NotFound')
      const { Credentials } = await done('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'dan' }, dan)
      const session = keyOf(Credentials as unknown as Record<string, string>)
      expect((await refused('ec2', 'StopInstances', { InstanceIds: [id] }, session))[0]).toBe('UnauthorizedOperation')
      const { TerminatingInstances } = await done('ec2', 'TerminateInstances', { InstanceIds: [id] }, session)
      expect(TerminatingInstances).toMatchObject([{ InstanceId: id, CurrentState: { Name: 'shutting-down' } }])
    })
  },
)

describe.skipIf(without('boto3'))('the waiters of boto3', () => {
  it('see an instance run, stop and end, and a page has no more than was asked for', { timeout: 60_000 }, async () => {
    await server.admin('reset', {})
    const { accessKeyId, secretAccessKey } = server.rootKey()
    const python = runPython<Record<string, unknown>>('instances.py', [server.endpoint, accessKeyId, secretAccessKey], {})
    const moving = setInterval(() => void server.advance('PT2S'), 300)
    try {
      expect(await python).toEqual({
        waited: ['running', 'ok', 'stopped', 'terminated'],
        pages: [10, 10, 3],
        again: 'terminated',
        regions: { 'us-east-1': 24, 'eu-west-1': 0 },
      })
    } finally {
      clearInterval(moving)
    }
  })
})
