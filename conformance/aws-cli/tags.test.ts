import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'

const ACCOUNT = '000000000000'
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'

describe.skipIf(without('awscli'))('tags of IAM with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey())
  })
  afterAll(() => server.close())

  it.each([
    ['user', ['--user-name', 'ann'], ['create-user', '--user-name', 'ann']],
    ['role', ['--role-name', 'app'], ['create-role', '--role-name', 'app', '--assume-role-policy-document', TRUST]],
    [
      'policy',
      ['--policy-arn', `arn:aws:iam::${ACCOUNT}:policy/p`],
      ['create-policy', '--policy-name', 'p', '--policy-document', DOCUMENT],
    ],
    [
      'mfa-device',
      ['--serial-number', `arn:aws:iam::${ACCOUNT}:mfa/d`],
      ['create-virtual-mfa-device', '--virtual-mfa-device-name', 'd', '--outfile', '/dev/null', '--bootstrap-method', 'Base32StringSeed'],
    ],
  ])('of a %s can be set, listed and removed', async (kind, named, create) => {
    await iam(...create)
    await iam(`tag-${kind}`, ...named, '--tags', 'Key=b,Value=2', 'Key=a,Value=1')
    await iam(`tag-${kind}`, ...named, '--tags', 'Key=b,Value=')
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ]
    expect(await iam(`list-${kind}-tags`, ...named)).toMatchObject({ Tags })
    expect(await iam(`list-${kind}-tags`, ...named, '--max-items', '1')).toMatchObject({ Tags: Tags.slice(0, 1) })
    await iam(`untag-${kind}`, ...named, '--tag-keys', 'a', 'b', 'c')
    expect(await iam(`list-${kind}-tags`, ...named)).toMatchObject({ Tags: [] })
  })
})
