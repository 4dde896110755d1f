// s3: requests of S3 as bytes, through the whole pipeline in memory, with real signatures.
// Owns a key that can sign, and a bucket of its account. Refuses to listen: a body is what the test gives. May know: everything but server and cli.

import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Answer, Request } from '../../core/exchange.js'
import { authenticate, requireCurrent } from '../../credentials/authenticate.js'
import { OpenedSecrets, sealSecret } from '../../credentials/long-term-secret.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { buckets } from '../../directory/s3/bucket.js'
import { makeRuntime } from '../../installation/runtime.js'
import { protocols } from '../../installation/services.js'
import { answerRequest } from '../../pipeline/pipeline.js'
import { hostMeaning } from '../../services/s3/host-bucket.js'
import { SigningKeys } from '../../signature/signing-keys.js'
import { ACCOUNT, START, world } from '../world.js'

/** A key of the root user, and what it signs with. */
export const KEY_ID = 'AKIAQAAAAAAAS3WIREKY'
const SECRET = 'wire'.repeat(10)
export const secret: KeyObject = createSecretKey(Buffer.from(SECRET))

/** A request; its target has path and query. */
export interface Sent {
  readonly method?: string
  readonly target: string
  /** Names and values in pairs; a Host is added. */
  readonly headers?: readonly string[]
  readonly host?: string
  /** In pieces as they arrive. */
  readonly body?: readonly (string | Uint8Array)[]
  /** In place of `body`, as it is read. */
  readonly stream?: AsyncIterable<Uint8Array>
}

/** An answer, with its body as text. */
export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The code in the text, if it is an error. */
  readonly code: string | undefined
  readonly message: string | undefined
}

const known = protocols()

/** A world that answers signed requests of S3, with the bucket `photos` in us-east-1. */
export async function s3Wire({ acceptsVersion2 = true }: { readonly acceptsVersion2?: boolean } = {}) {
  const here = await world()
  const { ring, ids, clock } = here
  await here.change((state) => {
    const sealed = sealSecret({ id: KEY_ID, secret: SECRET, ring, state, ids })
    accessKeys.put(state, { id: KEY_ID, account: ACCOUNT, status: 'Active', createdAt: START, secret: sealed })
    buckets.put(state, { name: 'photos', account: ACCOUNT, region: 'us-east-1', createdAt: START })
  })
  const by = { resolver: { ring, secrets: new OpenedSecrets() }, signingKeys: new SigningKeys(), clock, acceptsVersion2 }
  const runtime = makeRuntime({ ...here, requireCurrent, authenticate: (request, asked) => authenticate(by, request, asked) })
  const send = async (sent: Sent): Promise<Got> => gotFrom(await answerRequest(runtime, known.s3, requestOf(sent)))
  return { ...here, send, runtime }
}

/** The request as the server would read it. */
export function requestOf({ method = 'GET', target, headers = [], host = 'localhost:4566', body = [], stream }: Sent): Request {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const rawHeaders = ['Host', host, ...headers]
  const named = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] as string] as const] : []))
  const meaning = hostMeaning(host)
  async function* pieces() {
    for (const piece of body) yield typeof piece === 'string' ? Buffer.from(piece) : piece
  }
  return {
    ...{ id: 'the-id', sourceIp: '127.0.0.1', secure: false, method, path, query, rawHeaders, headers: Object.fromEntries(named) },
    ...{ hostBucket: meaning.bucket, hostProblem: meaning.problem, body: stream ?? pieces() },
  }
}

async function gotFrom({ status, headers, body }: Answer): Promise<Got> {
  let text = ''
  if (typeof body === 'string') text = body
  else if (body instanceof Uint8Array) text = Buffer.from(body).toString()
  else for await (const piece of body) text += Buffer.from(piece).toString()
  return { status, headers, text, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], message: /<Message>(.*?)<\/Message>/s.exec(text)?.[1] }
}
