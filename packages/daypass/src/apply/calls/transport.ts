// calls: the API as apply and export call it: signed requests to IAM, Organizations, S3, STS and daypass itself. It owns how each service is asked and
// how its errors are told. It leaves how bytes travel to whoever calls: a socket for a command, the pipeline inside a process.

/** A request as it is sent: signed, with its whole body. */
export interface SignedCall {
  readonly service: ServiceCalled
  readonly method: string
  readonly path: string
  /** Names and values in pairs, `host` and the signature among them. */
  readonly headers: readonly string[]
  readonly body: string
}

/** The services that are called. */
export type ServiceCalled = 'iam' | 'organizations' | 's3' | 'sts' | 'daypass'

/** How calls travel. */
export interface Transport {
  /** The Host that is signed. */
  readonly host: string
  readonly region: string
  /** Milliseconds since the epoch: the machine's clock. */
  readonly now: () => number
  /** Sends a call and reads the whole answer. Throws if there is none. */
  readonly send: (call: SignedCall) => Promise<{ readonly status: number; readonly text: string }>
}

/** A key or a session, as clients have it. */
export interface CallingKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}
