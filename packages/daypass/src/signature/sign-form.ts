import { createHash, createSecretKey } from 'node:crypto'
import { signHeaders } from './sign.js'
import { deriveSigningKey } from './signing-keys.js'
import { formatAmzDate } from './timestamp.js'

/** A form for a service of the query protocol, and who signs it. */
export interface FormToSign {
  readonly host: string
  readonly service: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly body: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The headers of a signed `POST /` with this form, in pairs, `host` among them; the answer is asked for as JSON. */
export function signForm({ host, service, region, accessKeyId, secretAccessKey, sessionToken, body, now }: FormToSign): readonly string[] {
  const scope = { date: formatAmzDate(now).slice(0, 8), region, service }
  const { headers } = signHeaders({
    request: {
      method: 'POST',
      path: '/',
      query: '',
      headers: ['host', host, 'content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
    },
    accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(secretAccessKey)), scope),
    region,
    service,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    payloadHash: createHash('sha256').update(body).digest('hex'),
    normalizePath: true,
    now,
    sendContentSha256: false,
  })
  return headers
}
