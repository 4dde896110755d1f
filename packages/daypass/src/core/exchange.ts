import type { ServiceModel } from '../wire/service-model.js'
import type { Caller } from './caller.js'
import type { Operation } from './operation.js'
import type { EndpointKind } from './region.js'
import type { ServiceFacts } from './service.js'
import type { RequestTrace } from './tracing/request-trace.js'

/** A request as received: nothing is decoded or authenticated. */
export interface Request {
  readonly id: string
  readonly method: string
  /** Raw path, undecoded, without query. */
  readonly path: string
  /** Raw query without the question mark. */
  readonly query: string
  /** Names and values alternating, as received. */
  readonly rawHeaders: readonly string[]
  /** By lower-case name; the values of a repeated header are joined by commas, as Node does it. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The bucket that the Host names (virtual-host style); the path is then the key. */
  readonly hostBucket?: string | undefined
  /** Set for a Host under a name that S3 buckets are prefixed to, which is neither a bucket nor S3 itself: S3 rejects every request to it. */
  readonly hostProblem?: string | undefined
  /** When its headers had arrived, in milliseconds of `Clock.monotonic`; absent where this is not known. */
  readonly arrivedAt?: number | undefined
  readonly sourceIp: string
  readonly secure: boolean
  /** The same object for requests that had all arrived, bodies included, before the first of them was processed; absent where that is not known. */
  readonly batch?: object | undefined
  /** Set where somebody traces it. */
  readonly trace?: RequestTrace | undefined
  /** The body; it is read only when it is iterated. */
  readonly body: Body
}

/** Bytes that come chunk by chunk; or, where it has `whole`, few that are there at once, and then it is not iterated. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  readonly whole?: Uint8Array | undefined
}

/** A body that may still be arriving. */
export interface Body extends AsyncIterable<Uint8Array> {
  /** Reads all of it, cheaper than chunk by chunk; undefined, and it stops reading, once there are more than `limit` bytes. */
  readonly collect?: (limit: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>
  /** Set where there is none: the request ended with its headers. */
  readonly isAbsent?: boolean
  /** All of the body, where it has already arrived and is not over the limit. */
  readonly arrived?: (limit: number) => Uint8Array | undefined
  /**
   * Declares that the body is processed chunk by chunk and not held in memory, as the bytes of an object are: it may then take its time. Any other
   * body must arrive whole within seconds, and counts towards the memory limit of all clients' bodies.
   */
  readonly flows?: () => void
  /**
   * Declares that the sender is authenticated. Memory for authenticated and for other senders is limited separately, so that neither takes it from
   * the other.
   */
  readonly believed?: () => void
}

/** The response to a request. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | ByteStream
  /** Set where the connection ends without this answer, or any: a fault that was asked for. */
  readonly isCut?: true
  /** Set where a stream may take as long as all data takes: whoever gets it has proved that it owns the data. */
  readonly takesItsTime?: true
}

/** What happens to a request before it is authenticated, where that was asked for: only with `--dev`. */
export interface Fault {
  /** For the audit. */
  readonly name: string
  /** Rejects with the error that the request is answered with, or resolves after a delay. */
  readonly happen: () => Promise<void>
}

/** Event-loop turns, shared among requests by how much they have to read and to decide. */
export interface Turns {
  /** Waits for a turn in which so many bytes may be read. Requests that continue together get the same promise. */
  turnFor(bytes: number): Promise<void>
  /** Lets other requests run, in the middle of a long task. */
  rest(): Promise<void>
}

/** A request whose operation is known and whose input is not yet decoded. */
export interface Routed {
  readonly operation: Operation
  /** Decodes the input, with what the protocol already found while routing. */
  readonly decode: (body: Payload, turns: Turns) => object | Promise<object>
  /** Set where the body had to be read before the signature can be checked (query); absent where it streams after it (S3). */
  readonly form?: Uint8Array
  /** Set where nothing of the request is still on its way: it is decided at the revision at which its signature was verified. */
  readonly hasArrived?: true
  /** Set where the input is in a body that is not yet read: a caller that no policy could ever allow is rejected before it is. */
  readonly readsInput?: true
  /** Set where the checksums in the headers are not of the body of the request. */
  readonly describesObject?: true
  /**
   * Set where the request needs something that daypass does not support, for the audit: the query names that select it, e.g. `partNumber&uploadId`,
   * if any.
   */
  readonly unserved?: { readonly subresource?: string | undefined }
  /** Set where a fault was asked for. */
  readonly fault?: Fault
  /** The bucket that the request names, in a protocol that has buckets. */
  readonly bucket?: string | undefined
  /** Set where the request is a browser's form, which was read up to its file. */
  readonly upload?: FormUpload
  /** Headers sent as query parameters, by lower-case name; parsed at the first call. Throws the wire error where they are not valid headers. */
  readonly hoisted?: () => Readonly<Record<string, string>>
}

/**
 * The file of a browser's form, as a request of its own: the fields before it are its headers, by lower-case name, and prove who made the form. The
 * headers of the request itself say nothing about the file.
 */
export interface FormUpload extends Pick<Request, 'headers' | 'rawHeaders' | 'body'> {
  /** Ends reading the form, where its file will not be read to its end. */
  readonly release: () => Promise<void>
}

/** A body whose integrity the signature protects: fully read, or a stream that throws at its end when the body was altered. */
export interface Payload {
  /** The whole body, of at most `limit` bytes; a larger one is rejected before it is held in memory. */
  readonly bytes: (limit: number) => Uint8Array | Promise<Uint8Array>
  readonly stream: () => ByteStream
  /** Whether it is checked against a checksum that the sender gave in addition to the signature: Content-MD5, or one of S3's. */
  readonly hasChecksum: boolean
  /** The names of the trailers that will come, in lower case. */
  readonly trailerNames?: readonly string[]
  /** The trailers after the body, by lower-case name; verified, and complete once the stream has ended. */
  readonly trailers: () => ReadonlyMap<string, string>
}

/** One wire protocol of one service: from bytes to an operation and its input, and back. */
export interface Protocol<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly model: ServiceModel
  /** Finds the operation of the request. Throws the service's wire error when there is none. */
  readonly route: (request: Request) => Routed | Promise<Routed>
  readonly encode: (routed: Routed, output: object, request: Request) => Answer
  /** Makes an answer of any error; one that the service's model does not list becomes the service's internal error. */
  readonly fail: (error: unknown, request: Request, routed: Routed | undefined) => Answer & { readonly code: string }
}

/** Who signed a request, and its body as protected by the signature. */
export interface Authenticated {
  readonly caller: Caller
  /** The region that the signature is scoped to. */
  readonly region: string
  /** The kind of endpoint that the request was sent to. */
  readonly endpoint: EndpointKind
  readonly payload: Payload
  /** Condition keys about how the request was signed. */
  readonly context: Readonly<Record<string, string | undefined>>
}
