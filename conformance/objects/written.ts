// Owns: every way to write an object, as a table: put, copy, completion; in the store, in a file, in parts.
import { createHash, randomBytes } from 'node:crypto'
import { ask } from '../requests/bench.js'
import { element, type Reply, type Signer, send, signed, type Unsigned } from '../signed-request.js'

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

/** A write that is ready to be sent, and the bytes of the object that it makes. */
export interface Written {
  readonly body: Buffer
  readonly send: (headers?: readonly string[]) => Promise<Reply>
}

/** Prepares a write of a key: what has to be there before it is made here, so that many can be sent at once. */
export type Write = (signer: Signer, bucket: string, key: string) => Promise<Written>

const sending =
  (signer: Signer, request: Omit<Unsigned, 'service'>) =>
  (headers: readonly string[] = []): Promise<Reply> =>
    send(signer.endpoint, signed(signer, { service: 's3', ...request, headers: [...(request.headers ?? []), ...headers] }))

const putOf =
  (size: number): Write =>
  async (signer, bucket, key) => {
    const body = randomBytes(size)
    return { body, send: sending(signer, { method: 'PUT', path: `/${bucket}/${key}`, body }) }
  }

const copyOf =
  (size: number): Write =>
  async (signer, bucket, key) => {
    const body = randomBytes(size)
    const source = `/${bucket}/source-${randomBytes(4).toString('hex')}`
    await ask(signer, { service: 's3', method: 'PUT', path: source, body })
    return { body, send: sending(signer, { method: 'PUT', path: `/${bucket}/${key}`, headers: ['x-amz-copy-source', source] }) }
  }

const completionOf =
  (sizes: readonly number[]): Write =>
  async (signer, bucket, key) => {
    const path = `/${bucket}/${key}`
    const upload = element((await ask(signer, { service: 's3', method: 'POST', path, query: 'uploads=' })).text, 'UploadId')
    const parts = sizes.map((size) => randomBytes(size))
    let list = ''
    for (const [i, body] of parts.entries()) {
      await ask(signer, { service: 's3', method: 'PUT', path, query: `partNumber=${i + 1}&uploadId=${upload}`, body })
      list += `<Part><PartNumber>${i + 1}</PartNumber><ETag>${md5(body)}</ETag></Part>`
    }
    const body = Buffer.from(`<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`)
    return { body: Buffer.concat(parts), send: sending(signer, { method: 'POST', path, query: `uploadId=${upload}`, body }) }
  }

export const WRITES: readonly (readonly [name: string, write: Write])[] = [
  ['puts of a kilobyte', putOf(1_000)],
  ['puts of 100 kilobytes', putOf(100_000)],
  ['copies of a kilobyte', copyOf(1_000)],
  ['copies of 100 kilobytes', copyOf(100_000)],
  ['completions of an upload', completionOf([100_000])],
]

/** Of 5 MiB and a kilobyte. */
export const twoParts = completionOf([5_242_880, 1_000])
