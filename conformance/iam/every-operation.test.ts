// Owns: what every operation of IAM answers to callers who have no valid signature, over the wire. Who may call which operation with a valid one is a matrix
// next to the operations themselves.
import * as iam from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, startBench } from '../requests/bench.js'
import { errorOf, form, type Raw, type Signer, send, signed, type Unsigned } from '../signed-request.js'

/** What the SDK has and the pinned model does not yet. */
const NEWER = ['AcquireRole', 'GetAccountProperties', 'GetRoleTemplateVersion', 'PutAccountProperties']
const operations = Object.keys(iam)
  .filter((name) => /^[A-Z]\w+Command$/.test(name))
  .map((name) => name.slice(0, -'Command'.length))
  .filter((name) => !NEWER.includes(name))

let bench: Bench
let expired: Signer
beforeAll(async () => {
  bench = await startBench()
  expired = bench.sessions[0]
  await bench.server.advance('PT2H')
})
afterAll(() => bench.server.close())

const CALLERS: Readonly<Record<string, readonly [code: string, requestOf: (request: Unsigned) => Raw]>> = {
  'an expired session': ['ExpiredToken', (request) => signed(expired, request)],
  'a wrong secret': [
    'SignatureDoesNotMatch',
    (request) => signed({ ...bench.user, key: { ...bench.user.key, secretAccessKey: 'w'.repeat(40) } }, request),
  ],
  'a key that does not exist': [
    'InvalidClientTokenId',
    (request) => signed({ ...bench.user, key: { ...bench.user.key, accessKeyId: 'AKIAQAAAAAAANOBODY77' } }, request),
  ],
  'no signature': ['MissingAuthenticationToken', (request) => withoutSignature(signed(bench.user, request))],
}

const withoutSignature = ({ headers, ...raw }: Raw): Raw => ({
  ...raw,
  headers: headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== 'authorization'),
})

describe('every operation of IAM', () => {
  it('is one of the 176 that AWS has', () => {
    expect(operations.length).toBe(176)
  })

  it.each(Object.entries(CALLERS))('is closed to %s', async (_, [code, requestOf]) => {
    const answers: string[] = []
    for (const Action of operations) {
      const reply = await send(bench.user.endpoint, requestOf(form('iam', { Action })))
      answers.push(`${Action}: ${reply.status} ${errorOf(reply).code}`)
    }
    expect(answers).toEqual(operations.map((operation) => `${operation}: 403 ${code}`))
  })
})
