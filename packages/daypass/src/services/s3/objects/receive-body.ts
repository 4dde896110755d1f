import type { ByteStream } from '../../../core/exchange.js'
import { wholeBody } from '../../../core/body.js'
import type { WireError } from '../../../core/error.js'
import { S3Error } from '../error.js'
import type { ObjectFiles, ReceivedFile } from '../files/object-files.js'
import {
  type Algorithm,
  type BodyRequest,
  bringsChecksum,
  type Checksums,
  DEFAULT_ALGORITHM,
  declaredChecksums,
  type PutInput,
  startSum,
} from './checksums.js'

/** The maximum size of a single put, in bytes: 5 GiB (S3 API reference, PutObject). */
export const MAX_PUT_BYTES = 5_368_709_120

/** A stored body with its checksums: what came with it, and what was computed. */
export type Summed<Received extends ReceivedFile = ReceivedFile> = Received & {
  readonly declared: Checksums
  readonly computed: Checksums
}

/** Where a body goes, as its bytes come; and what removes it again. */
export interface BodyPlace<Received extends ReceivedFile> {
  readonly receive: (source: ByteStream, limitBytes: number) => Promise<Received | 'too large'>
  readonly remove: ObjectFiles['remove']
}

/**
 * Receives the body of a put or a part, and computes checksums of these algorithms: by default the one that every object has that comes with none.
 * `EntityTooLarge` before or during it, `BadDigest` when it does not match Content-MD5; then no file remains.
 */
export async function receiveBody<Received extends ReceivedFile>(
  input: PutInput<BodyRequest>,
  place: BodyPlace<Received>,
  compute: readonly Algorithm[] = bringsChecksum(input) ? [] : [DEFAULT_ALGORITHM],
): Promise<Summed<Received>> {
  // The length on the wire includes the framing of aws-chunked; such a body is measured while it comes.
  const framed = /\baws-chunked\b/i.test(input.ContentEncoding ?? '')
  if (!framed && (input.ContentLength ?? 0) > MAX_PUT_BYTES) throw tooLarge(input.ContentLength)
  const sums = new Sums(compute)
  const received = await place.receive(sums.of(bytesOf(input.Body)), MAX_PUT_BYTES)
  if (received === 'too large') throw tooLarge(input.ContentLength)
  try {
    requireMd5(input, received)
    return Object.assign(received, { declared: declaredChecksums(input), computed: sums.values() })
  } catch (error) {
    if (received.inline !== true) await place.remove(received.file)
    throw error
  }
}

/** Checksums that are computed while bytes pass. */
export class Sums {
  readonly #sums

  constructor(algorithms: readonly Algorithm[]) {
    this.#sums = algorithms.map((algorithm) => ({ algorithm, sum: startSum(algorithm) }))
  }

  /** The same bytes; the checksums are complete at their end. */
  of(source: ByteStream): ByteStream {
    if (this.#sums.length === 0) return source
    const { whole } = source
    if (whole === undefined) return this.#pass(source)
    this.#add(whole)
    return source
  }

  async *#pass(source: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      this.#add(chunk)
      yield chunk
    }
  }

  #add(bytes: Uint8Array): void {
    for (const { sum } of this.#sums) sum.update(bytes)
  }

  values(): Checksums {
    return Object.fromEntries(this.#sums.map(({ algorithm, sum }) => [algorithm, sum.digest().toString('base64')]))
  }
}

function requireMd5({ ContentMD5 }: BodyRequest, { md5 }: ReceivedFile): void {
  const digest = Buffer.from(md5, 'hex').toString('base64')
  if (ContentMD5 === undefined || ContentMD5 === digest) return
  const fields = { ExpectedDigest: ContentMD5, CalculatedDigest: digest }
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', { fields })
}

const bytesOf = (body: BodyRequest['Body']): ByteStream =>
  body === undefined || body instanceof Uint8Array ? wholeBody(body ?? new Uint8Array(0)) : body

function tooLarge(proposed: number | undefined): WireError {
  const fields = { ...(proposed === undefined ? {} : { ProposedSize: String(proposed) }), MaxSizeAllowed: String(MAX_PUT_BYTES) }
  return new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', { fields })
}
