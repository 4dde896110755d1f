import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { without } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element } from '../signed-request.js'
import { type Clients, clientsOf, refusalOf } from './clients.js'

const Bucket = 'large-objects'
const PART = 5_242_880

let server: ServerProcess
let root: Clients
const folder = mkdtempSync(join(tmpdir(), 'large-objects-'))
beforeAll(async () => {
  server = await ServerProcess.start()
  root = clientsOf(server, server.rootKey())
  await root.s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const begin = async (Key: string, more: object = {}) =>
  (await root.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId ?? ''

async function part(at: { Key: string; UploadId: string }, PartNumber: number, Body: Uint8Array): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await root.s3.send(new UploadPartCommand({ Bucket, ...at, PartNumber, Body }))
  return { PartNumber, ETag, ChecksumCRC32 }
}

const bytesOf = async (Key: string, more: object = {}) =>
  Buffer.from((await (await root.s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToByteArray()) ?? [])

describe('large objects with the AWS SDK for JavaScript', () => {
  const body = randomBytes(2 * PART + 1_000)

  it('are uploaded in parts, listed, completed, and read whole, in ranges and part by part', async () => {
    const at = { Key: 'js', UploadId: await begin('js', { ChecksumAlgorithm: 'CRC32' }) }
    expect((await root.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.map(({ UploadId }) => UploadId)).toEqual([
      at.UploadId,
    ])
    const Parts = await Promise.all([1, 2, 3].map((n) => part(at, n, body.subarray((n - 1) * PART, n * PART))))
    const listed = await root.s3.send(new ListPartsCommand({ Bucket, ...at }))
    expect(listed.Parts?.map(({ Size, ChecksumCRC32 }) => [Size, ChecksumCRC32])).toEqual(
      [PART, PART, 1_000].map((size, n) => [size, Parts[n]?.ChecksumCRC32]),
    )
    const completed = await root.s3.send(new CompleteMultipartUploadCommand({ Bucket, ...at, MultipartUpload: { Parts } }))
    expect(completed).toMatchObject({ ETag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/), ChecksumCRC32: expect.stringMatching(/-3$/) })
    expect((await bytesOf('js', { ChecksumMode: 'ENABLED' })).equals(body)).toBe(true)
    expect(await bytesOf('js', { Range: `bytes=${PART - 2}-${PART + 1}` })).toEqual(body.subarray(PART - 2, PART + 2))
    expect(await bytesOf('js', { PartNumber: 3 })).toEqual(body.subarray(2 * PART))
    expect(await root.s3.send(new HeadObjectCommand({ Bucket, Key: 'js', PartNumber: 1 }))).toMatchObject({
      PartsCount: 3,
      ContentLength: PART,
    })
  })

  it('are copied whole, and in ranges into parts', async () => {
    const { CopyObjectResult } = await root.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/js` }))
    expect(CopyObjectResult?.ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`)
    const at = { Key: 'pieces', UploadId: await begin('pieces') }
    const CopySource = `${Bucket}/js`
    const copied = new UploadPartCopyCommand({ Bucket, ...at, PartNumber: 1, CopySource, CopySourceRange: `bytes=10-${PART + 9}` })
    const { CopyPartResult } = await root.s3.send(copied)
    const end = await part(at, 2, Buffer.from('end'))
    const Parts = [
      { PartNumber: 1, ETag: CopyPartResult?.ETag },
      { PartNumber: 2, ETag: end.ETag },
    ]
    await root.s3.send(new CompleteMultipartUploadCommand({ Bucket, ...at, MultipartUpload: { Parts } }))
    expect((await bytesOf('pieces')).equals(Buffer.concat([body.subarray(10, PART + 10), Buffer.from('end')]))).toBe(true)
  })

  it('are refused as on AWS when a part is missing or too small, and can be aborted', async () => {
    const at = { Key: 'refused', UploadId: await begin('refused') }
    const [one, two] = [await part(at, 1, Buffer.from('a')), await part(at, 2, Buffer.from('b'))]
    const completing = (Parts: CompletedPart[]) =>
      root.s3.send(new CompleteMultipartUploadCommand({ Bucket, ...at, MultipartUpload: { Parts } }))
    const named = [one, two].map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
    expect((await refusalOf(completing(named)))[0]).toBe('EntityTooSmall')
    expect((await refusalOf(completing([{ PartNumber: 3, ETag: 'x' }])))[0]).toBe('InvalidPart')
    expect((await refusalOf(completing([...named].reverse())))[0]).toBe('InvalidPartOrder')
    await root.s3.send(new AbortMultipartUploadCommand({ Bucket, ...at }))
    expect((await refusalOf(completing(named)))[0]).toBe('NoSuchUpload')
  })

  it.each([
    ['s3cmd: no namespace, tags without quotes', (tag: string) => tag.replaceAll('"', ''), ''],
    ['rclone: quotes as entities', (tag: string) => tag.replaceAll('"', '&#34;'), ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'],
  ])('are completed with the list of %s', async (_, spelled, namespace) => {
    const at = { Key: 'spelled', UploadId: await begin('spelled') }
    const { ETag = '' } = await part(at, 1, Buffer.from('hello'))
    const xml = `<CompleteMultipartUpload${namespace}><Part><PartNumber>1</PartNumber><ETag>${spelled(ETag)}</ETag></Part></CompleteMultipartUpload>`
    const reply = await ask(signerOf(server, server.rootKey()), {
      ...{ service: 's3', method: 'POST', path: `/${Bucket}/spelled`, query: `uploadId=${at.UploadId}`, body: Buffer.from(xml) },
    })
    expect(element(reply.text, 'ETag')).toMatch(/-1/)
    expect((await bytesOf('spelled')).toString()).toBe('hello')
  })
})

describe.skipIf(without('awscli'))('large objects with the AWS CLI', () => {
  let cli: AwsCli
  beforeAll(async () => {
    cli = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(() => cli.close())

  it('of 20 MB go up and come down, are copied and moved', async () => {
    const [up, down] = [join(folder, 'up'), join(folder, 'down')]
    const bytes = randomBytes(20_000_000)
    writeFileSync(up, bytes)
    await cli.text('s3', 'cp', '--quiet', up, `s3://${Bucket}/cli`)
    // Its default also copies tags.
    const plain = ['--quiet', '--copy-props', 'metadata-directive']
    await cli.text('s3', 'cp', ...plain, `s3://${Bucket}/cli`, `s3://${Bucket}/cli-copy`)
    await cli.text('s3', 'mv', ...plain, `s3://${Bucket}/cli-copy`, `s3://${Bucket}/cli-moved`)
    await cli.text('s3', 'cp', '--quiet', `s3://${Bucket}/cli-moved`, down)
    expect(readFileSync(down).equals(bytes)).toBe(true)
    expect((await cli.json<{ ETag: string }>('s3api', 'head-object', '--bucket', Bucket, '--key', 'cli')).ETag).toMatch(/-3"$/)
  })
})
