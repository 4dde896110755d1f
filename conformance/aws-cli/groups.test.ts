import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const document = (Effect: string) => ({ Version: '2012-10-17', Statement: [{ Effect, Action: 'iam:ListUsers', Resource: '*' }] })

describe.skipIf(without('awscli'))('groups with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const each = (...calls: Promise<unknown>[]): Promise<unknown[]> => Promise.all(calls)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('give their members what their policies allow, and take what they deny, until they leave', async () => {
    await each(iam('create-group', '--group-name', 'cooks', '--path', '/team/'), iam('create-user', '--user-name', 'ann'))
    const { AccessKey } = await iam<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      'create-access-key',
      '--user-name',
      'ann',
    )
    const ann = root.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey })
    const put = (Effect: string) =>
      iam('put-group-policy', '--group-name', 'cooks', '--policy-name', 'p', '--policy-document', JSON.stringify(document(Effect)))
    const refused = (why: string) =>
      `An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${ACCOUNT}:user/ ${why}`
    await put('Allow')
    expect(await ann.refusal('iam', 'list-users')).toBe(refused('because no identity-based policy allows the iam:ListUsers action'))
    await iam('add-user-to-group', '--group-name', 'cooks', '--user-name', 'ann')
    expect(await ann.json('iam', 'list-users')).toMatchObject({ Users: [{ UserName: 'ann' }] })
    await each(put('Deny'), iam('attach-group-policy', '--group-name', 'cooks', '--policy-arn', READ_ONLY))
    expect(await ann.refusal('iam', 'list-users')).toBe(refused('with an explicit deny in an identity-based policy'))
  })
})
