import { createHash, createSecretKey } from 'node:crypto'
import { signHeaders } from './sign.js'
import { deriveSigningKey } from './signing-keys.js'
import { formatAmzDate } from './timestamp.js'

/** A request with a whole body, and who signs it. */
export interface RequestToSign {
  readonly method: string
  readonly host: string
  /** Encoded as it will be sent, without a query. */
  readonly path: string
  /** Names and values in pairs, without `host`. */
  readonly headers: readonly string[]
  readonly service: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly body: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The headers to send, in pairs, `host` and the signature among them. S3 signs paths as they are, and the hash of the body as a header (S3 API reference, "Authenticating Requests"). */
export function signRequest({ method, host, path, headers: given, body, now, ...by }: RequestToSign): readonly string[] {
  const { service, region, accessKeyId, secretAccessKey, sessionToken } = by
  const scope = { date: formatAmzDate(now).slice(0, 8), region, service }
  const { headers } = signHeaders({
    request: { method, path, query: '', headers: ['host', host, ...given] },
    accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(secretAccessKey)), scope),
    region,
    service,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    payloadHash: createHash('sha256').update(body).digest('hex'),
    normalizePath: service !== 's3',
    now,
    sendContentSha256: service === 's3',
  })
  return headers
}
/** A form for a service of the query protocol, and who signs it. */
export type FormToSign = Omit<RequestToSign, 'method' | 'path' | 'headers'>

/** The headers of a signed `POST /` with this form, in pairs, `host` among them; the answer is asked for as JSON. */
export const signForm = (form: FormToSign): readonly string[] =>
  signRequest({
    ...form,
    method: 'POST',
    path: '/',
    headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
  })
