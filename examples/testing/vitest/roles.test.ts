// A test with Vitest: one server for the file, and for each test an account of its own, so that tests may run at the same time.
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { type Daypass, startDaypass } from 'daypass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let daypass: Daypass
beforeAll(async () => {
  daypass = await startDaypass()
})
afterAll(() => daypass.close())

/** S3 as a user who may read it, in a new account. */
async function asReader(): Promise<S3Client> {
  const { endpoint, region } = daypass
  const { credentials } = await daypass.createAccount()
  const iam = new IAMClient({ endpoint, region, credentials })
  await iam.send(new CreateUserCommand({ UserName: 'reader' }))
  await iam.send(new AttachUserPolicyCommand({ UserName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }))
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  return new S3Client({ endpoint, region, credentials: key, forcePathStyle: true })
}

describe.concurrent('a reader', () => {
  it('lists buckets', async () => {
    const s3 = await asReader()
    expect((await s3.send(new ListBucketsCommand())).Buckets ?? []).toEqual([])
  })

  it('makes none', async () => {
    const s3 = await asReader()
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'mine' }))).rejects.toThrow('is not authorized to perform: s3:CreateBucket')
  })
})
