import type { ServiceModel } from '../wire/service-model.js'
import type { Caller } from './caller.js'
import type { Operation } from './operation.js'
import type { EndpointKind } from './region.js'
import type { ServiceFacts } from './service.js'

/** A request as it came: nothing decoded, nothing believed. */
export interface Request {
  readonly id: string
  readonly method: string
  /** Raw path, undecoded, without query. */
  readonly path: string
  /** Raw query without the question mark. */
  readonly query: string
  /** Names and values alternating, as received. */
  readonly rawHeaders: readonly string[]
  /** By lower-case name; a repeated header's values joined by comma, as Node does it. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The bucket that the Host names (virtual-host style); the path is then the key. */
  readonly hostBucket?: string | undefined
  /** A Host below a name that S3 buckets stand before, which means neither a bucket nor S3 itself: S3 refuses whatever is asked there. */
  readonly hostProblem?: string | undefined
  /** When its headers were there, in milliseconds since the epoch by the machine's clock; absent where nobody looked. */
  readonly arrivedAt?: number | undefined
  readonly sourceIp: string
  readonly secure: boolean
  /** The same for requests that had all arrived, bodies included, before the first of them was worked on; absent where that is not known. */
  readonly batch?: object | undefined
  /** The body; reading starts only when someone iterates. */
  readonly body: Body
}

/** A body on its way. */
export interface Body extends AsyncIterable<Uint8Array> {
  /** Reads all of it at less cost than chunk by chunk; undefined, and no more is read, once there are more than `limit` bytes. */
  readonly collect?: (limit: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>
  /**
   * Says that the body will be used chunk by chunk and not be held, as the bytes of an object are: it may then take its time. A body of which this is
   * not said must come whole within seconds, and counts among what is held for all clients.
   */
  readonly flows?: () => void
  /** Says that whoever sends it has signed it and is believed. What is held of it takes no room from those of whom that is not known, nor they from it. */
  readonly believed?: () => void
}

/** What goes back. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>
}

/** Turns of the event loop, shared out among requests by how much they have to read and to decide. */
export interface Turns {
  /** Waits for a turn in which so many bytes may be read. The promise is the same for those that go on together. */
  turnFor(bytes: number): Promise<void>
  /** Lets others go on first, in the middle of something long. */
  rest(): Promise<void>
}

/** A request whose operation is known, whose input is not yet decoded. */
export interface Routed {
  readonly operation: Operation
  /** What the protocol found on the way and needs again to decode. */
  readonly decode: (body: Payload, turns: Turns) => object | Promise<object>
  /** Whether the body must be read before the signature can be checked (query), or streams after it (S3). */
  readonly form?: Uint8Array
  /** Set where what is asked stands in a body that is yet to be read: who can never be allowed is refused before that. */
  readonly readsInput?: true
  /** Set where what is asked is not served, for the audit: the query names that select it, e.g. `partNumber&uploadId`, where there are any. */
  readonly unserved?: { readonly subresource?: string | undefined }
  /** Headers that stand in the query, by lower-case name; read at the first call. Throws the wire error where they are none. */
  readonly hoisted?: () => Readonly<Record<string, string>>
}

/** A body whose integrity the signature vouches for: fully read, or a stream that throws at its end when it was altered. */
export interface Payload {
  /** All of it, at most `limit` bytes; more is refused before it is held. */
  readonly bytes: (limit: number) => Promise<Uint8Array>
  readonly stream: () => AsyncIterable<Uint8Array>
  /** Whether it is held against a checksum that its sender gave beside the signature: Content-MD5, or one of S3's. */
  readonly hasChecksum: boolean
  /** What came after the body, by lower-case name; verified, and there once the stream has ended. */
  readonly trailers: () => ReadonlyMap<string, string>
}

/** One wire protocol of one service: from bytes to an operation and its input, and back. */
export interface Protocol<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly model: ServiceModel
  /** Which operation is asked. Throws the service's wire error when none. */
  readonly route: (request: Request) => Routed | Promise<Routed>
  readonly encode: (routed: Routed, output: object, request: Request) => Answer
  /** Every error becomes an answer; one that the service's model does not list becomes the service's internal error. */
  readonly fail: (error: unknown, request: Request, routed: Routed | undefined) => Answer & { readonly code: string }
}

/** Who signed a request, and its body under the signature's protection. */
export interface Authenticated {
  readonly caller: Caller
  /** The region the signature is scoped to. */
  readonly region: string
  /** Which kind of endpoint the request was sent to. */
  readonly endpoint: EndpointKind
  readonly payload: Payload
  /** Condition keys that follow from how the request was signed. */
  readonly context: Readonly<Record<string, string | undefined>>
}
