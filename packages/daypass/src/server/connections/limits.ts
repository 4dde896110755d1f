/** The limits of one server for its clients, in milliseconds, bytes and numbers. They are daypass's own rules; AWS does not publish its limits. */
export interface ConnectionLimits {
  /** A TLS handshake, from the start of the connection. */
  readonly handshake: number
  /** The headers of a request, from its first byte or from the start of the connection. */
  readonly headers: number
  /** How often `headers` and `wholeRequest` are checked. */
  readonly checkEvery: number
  /**
   * No byte in either direction. While something is being sent, node checks once more after the same time, so it may take twice as long. The only
   * limit for the bytes of an object, up or down, besides `wholeRequest`.
   */
  readonly silence: number
  /** A request with its body; and after it an answer that is an object. */
  readonly wholeRequest: number
  /** A body that is read whole before it is parsed: a form, JSON, XML. */
  readonly smallBody: number
  /** For a client to take an answer that is not an object. */
  readonly answer: number
  /** After the last words on a connection it is closed, whatever the client does. */
  readonly lastWords: number
  /** Bytes that are discarded during that time. */
  readonly lastBytes: number
  /** For requests in flight when the server stops. */
  readonly drain: number
  /** For a connection without a request when other processes take the server's place. */
  readonly linger: number
  /** Requests on one connection that wait for the previous one. */
  readonly waitingRequests: number
  /**
   * Bytes held for all clients together: bodies that are arriving, and requests that wait. The same number again is available for bodies of
   * authenticated senders.
   */
  readonly heldBytes: number
  /** The part of them that one address may use (a 64-bit IPv6 network counts as one). */
  readonly heldBytesPerAddress: number
  /** Bytes held for requests that arrive after their connection was told to end, until it closes. */
  readonly droppedBytes: number
  /** Bytes of each body that do not count as held, so that a small form can always be sent. */
  readonly freeBytes: number
  /** Bytes of memory for answers that clients have not taken yet, all together and for one address. */
  readonly unreadBytes: number
  readonly unreadBytesPerAddress: number
  /** Connections, in total and from one address (a 64-bit IPv6 network counts as one). Trusted proxies count only in the total. */
  readonly connections: number
  readonly connectionsPerAddress: number
}

export const LIMITS: ConnectionLimits = {
  handshake: 20_000,
  headers: 20_000,
  checkEvery: 1_000,
  silence: 60_000,
  wholeRequest: 3_600_000,
  smallBody: 20_000,
  answer: 20_000,
  lastWords: 2_000,
  lastBytes: 67_108_864,
  drain: 10_000,
  linger: 10_000,
  waitingRequests: 64,
  heldBytes: 33_554_432,
  heldBytesPerAddress: 8_388_608,
  droppedBytes: 8_388_608,
  freeBytes: 4_096,
  unreadBytes: 67_108_864,
  unreadBytesPerAddress: 16_777_216,
  connections: 4_096,
  connectionsPerAddress: 1_024,
}
