// Owns: a bucket, and sessions of roles that may use it below a prefix only.
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  type PutRolePolicyCommandInput,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { Key } from '../clean-environment.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'

export const Bucket = 'shared'
/** What the roles may not see. */
export const SECRET = 'other/secret.txt'
const ROLE = 'arn:aws:iam::000000000000:role'

/** Roles that may use `team/` in the bucket: `team` may list that prefix, `backup` the whole bucket. */
type RoleName = 'team' | 'backup'

const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
const withPrefix = { Condition: { StringLike: { 's3:prefix': ['team', 'team/*'] } } }
/** restic asks for the bucket itself, and for keys that are not there: whoever may not list the bucket is told 403 where it expects 404. */
const LISTS = { team: withPrefix, backup: {} }

/** A server with the bucket, its root user, and a session of each role. */
export interface SharedBucket {
  readonly server: ServerProcess
  readonly root: Clients
  readonly sessions: Readonly<Record<RoleName, Key>>
}

/** Starts a server; makes the bucket, the roles and their sessions. */
export async function startSharedBucket(): Promise<SharedBucket> {
  const server = await ServerProcess.start()
  const root = clientsOf(server, server.rootKey())
  await root.s3.send(new CreateBucketCommand({ Bucket }))
  await root.s3.send(new PutObjectCommand({ Bucket, Key: SECRET, Body: 'secret' }))
  const { User } = await root.iam.send(new CreateUserCommand({ UserName: 'worker' }))
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'worker' }))
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
  const worker = clientsOf(server, { accessKeyId, secretAccessKey })
  const session = async (RoleName: RoleName): Promise<Key> => {
    const trust = { Effect: 'Allow', Principal: { AWS: User?.Arn }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust })
    await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    await root.iam.send(new PutRolePolicyCommand(policyOf(RoleName)))
    const assumed = await worker.sts.send(new AssumeRoleCommand({ RoleArn: `${ROLE}/${RoleName}`, RoleSessionName: 'job' }))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {}
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  }
  return { server, root, sessions: { team: await session('team'), backup: await session('backup') } }
}

function policyOf(RoleName: RoleName): PutRolePolicyCommandInput {
  const Resource = `arn:aws:s3:::${Bucket}`
  const Statement = [
    { Effect: 'Allow', Action: objects, Resource: `${Resource}/team/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource, ...LISTS[RoleName] },
    { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource },
  ]
  return { RoleName, PolicyName: 'prefix', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }
}

/** The keys that begin with a prefix, without it. */
export async function keysBelow({ root }: SharedBucket, Prefix: string): Promise<(string | undefined)[]> {
  const { Contents = [] } = await root.s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
  return Contents.map(({ Key }) => Key?.slice(Prefix.length))
}

/** What is not below `team/`: keys, sizes, and the uploads in progress. {@link OUTSIDE} if nothing happened there. */
export async function outside({ root }: SharedBucket): Promise<unknown> {
  const { Contents = [] } = await root.s3.send(new ListObjectsV2Command({ Bucket }))
  const { Uploads = [] } = await root.s3.send(new ListMultipartUploadsCommand({ Bucket }))
  const found = Contents.map(({ Key = '', Size }) => `${Key} ${Size}`).filter((line) => !line.startsWith('team/'))
  return { objects: found, uploads: Uploads.map(({ Key }) => Key) }
}

export const OUTSIDE = { objects: [`${SECRET} 6`], uploads: [] }
