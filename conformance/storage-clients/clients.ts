// Owns: the AWS CLI, boto3, the SDK for JavaScript and curl as programs that keep files in S3, each with the calls that its users make.
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { PythonProcess } from '../boto3/python-process.js'
import { cleanEnvironment, type Key } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { clientsOf, refusalOf } from '../sdk-js/clients.js'
import type { ServerProcess } from '../server-process.js'
import { element } from '../signed-request.js'
import { Bucket } from './limited-role.js'

/** The result of a call, or the code of its error; of HEAD, which has no body, the status. */
export type Came = { readonly done: unknown } | { readonly refused: string }

/** A client with the key of one caller. */
export interface StorageClient {
  /** Puts a file, in parts where the client does that for its size. */
  readonly up: (file: string, key: string) => Promise<Came>
  readonly down: (key: string, file: string) => Promise<Came>
  /** The keys that begin with a prefix. */
  readonly list: (prefix: string) => Promise<Came>
  readonly remove: (key: string) => Promise<Came>
  /** The methods for which it makes presigned URLs. */
  readonly presigns: readonly ('GET' | 'PUT')[]
  readonly presign: (method: 'GET' | 'PUT', key: string) => Promise<string>
  readonly close: () => Promise<void>
}

type Start = (server: ServerProcess, key: Key) => Promise<StorageClient>

const cliOf: Start = async (server, key) => {
  const cli = new AwsCli(server, key, await LoadedCli.start())
  const run = async (...args: readonly string[]): Promise<Came> => {
    const { code, stdout, stderr } = await cli.run(...args)
    return code === 0 ? { done: stdout } : { refused: /\((\w+)\) when calling/.exec(stderr)?.[1] ?? stderr }
  }
  const silently = async (...args: readonly string[]): Promise<Came> => {
    const came = await run('s3', ...args, '--only-show-errors')
    return 'refused' in came ? came : { done: '' }
  }
  const uri = (path: string) => `s3://${Bucket}/${path}`
  return {
    up: (file, path) => silently('cp', file, uri(path)),
    down: (path, file) => silently('cp', uri(path), file),
    async list(prefix) {
      const came = await run(
        's3api',
        'list-objects-v2',
        '--bucket',
        Bucket,
        '--prefix',
        prefix,
        '--query',
        'Contents[].Key',
        '--output',
        'json',
      )
      return 'refused' in came ? came : { done: JSON.parse(String(came.done)) }
    },
    remove: (path) => silently('rm', uri(path)),
    presigns: ['GET'],
    presign: async (_, path) => (await cli.text('s3', 'presign', uri(path))).trim(),
    close: () => cli.close(),
  }
}

interface PythonAnswer {
  readonly output?: unknown
  readonly code?: string
}

const boto3Of: Start = async (server, key) => {
  const { hostname, port } = new URL(server.endpoint)
  const python = new PythonProcess('calls.py', [hostname, port])
  const call = async (operation: string, parameters: object): Promise<Came> => {
    const { code, output } = await python.ask<PythonAnswer>({ service: 's3', operation, key, parameters })
    return code === undefined ? { done: output ?? '' } : { refused: code }
  }
  const done = async (calling: Promise<Came>): Promise<Came> => ('done' in (await calling) ? { done: '' } : calling)
  return {
    up: (Filename, Key) => call('upload_file', { Bucket, Key, Filename }),
    down: (Key, Filename) => call('download_file', { Bucket, Key, Filename }),
    async list(Prefix) {
      const came = await call('list_objects_v2', { Bucket, Prefix })
      return 'refused' in came ? came : { done: (came.done as { Contents: { Key: string }[] }).Contents.map((one) => one.Key) }
    },
    remove: (Key) => done(call('delete_object', { Bucket, Key })),
    presigns: ['GET', 'PUT'],
    async presign(method, Key) {
      const ClientMethod = method === 'GET' ? 'get_object' : 'put_object'
      const came = await call('generate_presigned_url', { ClientMethod, Params: { Bucket, Key } })
      return 'done' in came ? String(came.done) : ''
    },
    close: () => python.close(),
  }
}

const sdkOf: Start = async (server, key) => {
  const { s3 } = clientsOf(server, key)
  const tried = async (calling: () => Promise<unknown>): Promise<Came> => {
    try {
      return { done: await calling() }
    } catch (error) {
      return { refused: (await refusalOf(Promise.reject(error)))[0] }
    }
  }
  const done = (calling: () => Promise<unknown>) => tried(() => calling().then(() => ''))
  return {
    up: (file, Key) => done(() => new Upload({ client: s3, params: { Bucket, Key, Body: createReadStream(file) } }).done()),
    down: (Key, file) =>
      done(async () => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
        await pipeline(Body as Readable, createWriteStream(file))
      }),
    list: (Prefix) => tried(async () => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents?.map((one) => one.Key)),
    remove: (Key) => done(() => s3.send(new DeleteObjectCommand({ Bucket, Key }))),
    presigns: ['GET', 'PUT'],
    presign: (method, Key) =>
      getSignedUrl(s3, method === 'GET' ? new GetObjectCommand({ Bucket, Key }) : new PutObjectCommand({ Bucket, Key })),
    async close() {
      s3.destroy()
    },
  }
}

/** Where the parts of curl begin: whoever uses it for a large file splits it. */
const PART = 5_242_880

const curlOf: Start = async (server, { accessKeyId, secretAccessKey, sessionToken }) => {
  const signing = ['--aws-sigv4', 'aws:amz:us-east-1:s3', '--user', `${accessKeyId}:${secretAccessKey}`]
  const headers = [`x-amz-security-token: ${sessionToken}`, 'x-amz-content-sha256: UNSIGNED-PAYLOAD', 'content-type: application/xml']
  const own = [...signing, ...headers.flatMap((header) => ['-H', header])]
  const curl = async (target: string, ...args: readonly string[]): Promise<Came> => {
    const all = ['-s', '--fail-with-body', ...own, ...args, `${server.endpoint}/${Bucket}${target}`]
    const { code, stdout } = await runProgram('/usr/bin/curl', all, cleanEnvironment())
    return code === 0 ? { done: stdout } : { refused: element(stdout, 'Code') }
  }
  const inParts = async (file: string, key: string): Promise<Came> => {
    const begun = await curl(`/${key}?uploads=`, '-X', 'POST')
    if ('refused' in begun) return begun
    const id = element(String(begun.done), 'UploadId')
    const bytes = await readFile(file)
    let parts = ''
    for (let n = 1; (n - 1) * PART < bytes.length; n++) {
      await writeFile(`${file}.part`, bytes.subarray((n - 1) * PART, n * PART))
      const sent = await curl(`/${key}?partNumber=${n}&uploadId=${id}`, '-T', `${file}.part`, '-D', '-')
      if ('refused' in sent) return sent
      parts += `<Part><PartNumber>${n}</PartNumber><ETag>${/etag: (\S+)/i.exec(String(sent.done))?.[1]}</ETag></Part>`
    }
    const list = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`
    const completed = await curl(`/${key}?uploadId=${id}`, '-X', 'POST', '--data-binary', list)
    return 'refused' in completed ? completed : { done: '' }
  }
  return {
    up: async (file, key) => ((await readFile(file)).length > PART ? inParts(file, key) : curl(`/${key}`, '-T', file)),
    async down(key, file) {
      const came = await curl(`/${key}`, '-o', file)
      return 'refused' in came ? { refused: element(await readFile(file, 'utf8'), 'Code') } : came
    },
    async list(prefix) {
      const came = await curl(`?list-type=2&prefix=${encodeURIComponent(prefix)}`)
      return 'refused' in came ? came : { done: [...String(came.done).matchAll(/<Key>([^<]*)</g)].map(([, key]) => key) }
    },
    remove: (key) => curl(`/${key}`, '-X', 'DELETE'),
    presigns: [],
    presign: () => Promise.reject(new Error('curl makes no presigned URLs')),
    close: () => Promise.resolve(),
  }
}

/** The clients, and the Debian package that each is in. */
export const CLIENTS: readonly (readonly [name: string, debianPackage: string | undefined, start: Start])[] = [
  ['the AWS CLI', 'awscli', cliOf],
  ['boto3', 'boto3', boto3Of],
  ['the AWS SDK for JavaScript', undefined, sdkOf],
  ['curl', 'curl', curlOf],
]
