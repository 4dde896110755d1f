/** What one server grants its clients: milliseconds, bytes and numbers. They are rules of ours; AWS does not publish its own. */
export interface ConnectionLimits {
  /** A TLS handshake, from the connection on. */
  readonly handshake: number
  /** The headers of a request, from its first byte on, or from the connection on. */
  readonly headers: number
  /** How often `headers` and `wholeRequest` are looked at. */
  readonly checkEvery: number
  /**
   * No byte in either direction. Where something is being sent, node looks once more after as long again, so that it may be twice as long. The one
   * limit of an object's bytes, up or down, beside `wholeRequest`.
   */
  readonly silence: number
  /** A request with its body. */
  readonly wholeRequest: number
  /** A body that is read whole before it is looked at: a form, JSON, XML. All of it. */
  readonly smallBody: number
  /** A client has this long to take an answer that is no object. */
  readonly answer: number
  /** After the last words on a connection it is closed, whatever the client does. */
  readonly lastWords: number
  /** Bytes that are thrown away meanwhile. */
  readonly lastBytes: number
  /** A server that stops lets requests in flight finish. */
  readonly drain: number
  /** Requests on one connection that wait for the one before them. */
  readonly waitingRequests: number
  /**
   * Bytes held for all clients together: bodies that are on their way, and requests that wait. As many again are there for bodies of those who have signed
   * and are believed.
   */
  readonly heldBytes: number
  /** Of them, what one address may take (an IPv6 network of 64 bits counts as one). */
  readonly heldBytesPerAddress: number
  /** Bytes held for requests that come after the end of their connection was decided on, until it is closed. */
  readonly droppedBytes: number
  /** Bytes of each body that do not count as held, so that nobody keeps others from sending a small form. */
  readonly freeBytes: number
  /** Bytes of memory for answers that clients have not taken yet, all together and for one address. */
  readonly unreadBytes: number
  readonly unreadBytesPerAddress: number
  /** Connections, in total and from one address (an IPv6 network of 64 bits counts as one). Trusted proxies count in the total only. */
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
