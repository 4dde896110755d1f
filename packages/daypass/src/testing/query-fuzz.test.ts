import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Authenticated, Protocol, Request } from '../core/exchange.js'
import { authenticate } from '../credentials/authenticate.js'
import { OpenedSecrets, sealSecret } from '../credentials/long-term-secret.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { makeRuntime } from '../installation/runtime.js'
import { protocols } from '../installation/services.js'
import { answerRequest, type Runtime } from '../pipeline/pipeline.js'
import { CreateRole } from '../services/iam/roles/CreateRole.js'
import { sha256Hex } from '../signature/digest.js'
import { signHeaders } from '../signature/sign.js'
import { deriveSigningKey, SigningKeys } from '../signature/signing-keys.js'
import { ASSUMED, SERVICES, type Service, validForms } from './valid-forms.js'
import { ACCOUNT, START, type World, world } from './world.js'

/** Values that once broke a parser of forms. */
const NASTY = [
  ...['', '%', '%0', '%00', '%FF', '%C0%80', '%ED%A0%80', '%F4%90%80%80', '%EF%BF%BF', '+', '%2B', '%26', '%3D', '%0D%0A', '%E2%80%AE'],
  ...[
    '0',
    '-1',
    '1e9',
    '0x10',
    '01',
    '1.5',
    '9007199254740993',
    '99999999999999999999',
    'NaN',
    'true',
    'null',
    '[]',
    '{}',
    '*',
    '__proto__',
  ],
  'a'.repeat(5000),
  '%F0%9F%AA%A3'.repeat(300),
]
const NAMES = [
  '__proto__',
  'constructor.prototype',
  'toString',
  'Tags.member',
  'Tags.member.1.Key.x',
  'Tags',
  'Tags.',
  '.',
  'Action',
  'Version',
]
const INDICES = ['0', '-1', '01', '2', '50', '51', '1000000', '4294967297', '1e3', '', 'x', '__proto__', '1.1']

const pick = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items)
type Mutation = (body: Buffer) => Buffer

/** A position in a body, as a fraction of its length. */
const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const indexIn = (body: Buffer, share: number): number => Math.floor(share * body.length)
const pairs = (body: Buffer): string[] => body.toString('latin1').split('&')
const joined = (parts: readonly string[]): Buffer => Buffer.from(parts.join('&'), 'latin1')
const changedPair =
  (share: number, change: (pair: string) => string): Mutation =>
  (body) => {
    const all = pairs(body)
    return joined(all.map((pair, i) => (i === Math.floor(share * all.length) ? change(pair) : pair)))
  }

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, fc.integer({ min: 0, max: 7 })).map(
    ([share, bit]): Mutation =>
      (body) => {
        const copy = Buffer.from(body)
        const index = indexIn(copy, share)
        if (copy.length > 0) copy[index] = (copy[index] ?? 0) ^ (1 << bit)
        return copy
      },
  ),
  at.map(
    (share): Mutation =>
      (body) =>
        body.subarray(0, indexIn(body, share)),
  ),
  fc.tuple(at, at).map(
    ([from, to]): Mutation =>
      (body) =>
        Buffer.concat([body, body.subarray(indexIn(body, Math.min(from, to)), indexIn(body, Math.max(from, to)))]),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 8 })).map(
    ([share, bytes]): Mutation =>
      (body) =>
        Buffer.concat([body.subarray(0, indexIn(body, share)), bytes, body.subarray(indexIn(body, share))]),
  ),
  fc.tuple(at, pick(NASTY)).map(([share, value]) => changedPair(share, (pair) => `${pair.split('=')[0]}=${value}`)),
  fc.tuple(pick(NAMES), pick(NASTY)).map(
    ([name, value]): Mutation =>
      (body) =>
        joined([...pairs(body), `${name}=${value}`]),
  ),
  fc.tuple(at, pick(INDICES)).map(([share, index]) => changedPair(share, (pair) => pair.replace(/\.\d+(?=[.=])/, `.${index}`))),
  pick(INDICES).map(
    (index): Mutation =>
      (body) =>
        Buffer.from(body.toString('latin1').replaceAll('.1', `.${index}`), 'latin1'),
  ),
  at.map((share) => changedPair(share, (pair) => `${pair}&${pair}`)),
  at.map((share) => changedPair(share, () => '')),
)

/** A valid body of the service, changed in one to four ways. */
const mutatedForm = (service: Service): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(pick(validForms(service)), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([form, mutations]) => mutations.reduce<Buffer>((body, change) => change(body), Buffer.from(form)))

/** Random bytes, some of them similar to a form. */
const randomForm: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 20 }).map((form) => Buffer.from(new URLSearchParams(form).toString())),
)

/** Requests per law and service; more for a longer search: `QUERY_FUZZ_RUNS=1000000 QUERY_FUZZ_SEED=9`. */
const RUNS = Number(process.env.QUERY_FUZZ_RUNS ?? 700)
const SEED = Number(process.env.QUERY_FUZZ_SEED ?? 1)

const KEY_ID = 'AKIAQAAAAAAAFUZZKEY2'
const SECRET = 'fuzz'.repeat(10)
const known = protocols()

/** A world whose root has a key that can sign, with the real authentication, and with one that trusts everything. */
async function runtimes(): Promise<{ strict: Runtime; believing: Runtime }> {
  const here: World = await world()
  const { ring, ids, clock, store, change } = here
  await change((state) => {
    const secret = sealSecret({ id: KEY_ID, secret: SECRET, ring, state, ids })
    accessKeys.put(state, { id: KEY_ID, account: ACCOUNT, status: 'Active', createdAt: START, secret })
  })
  const by = { resolver: { ring, secrets: new OpenedSecrets() }, signingKeys: new SigningKeys(), clock, acceptsVersion2: false }
  await here.call(CreateRole, ASSUMED)
  const caller = await here.user('admin', { all: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
  const believed: Authenticated = { caller, region: 'us-east-1', endpoint: 'custom', payload: nothing, context: {} }
  const parts = { ...here, store, requireCurrent: () => {} }
  return {
    strict: makeRuntime({ ...parts, authenticate: (request, asked) => authenticate(by, request, asked) }),
    believing: makeRuntime({ ...parts, authenticate: () => believed }),
  }
}

const nothing = { bytes: async () => new Uint8Array(0), async *stream() {}, hasChecksum: false, trailers: () => new Map<string, string>() }

interface Sent {
  readonly body: Uint8Array
  readonly query?: string
  readonly rawHeaders?: readonly string[]
}

function requestOf({ body, query = '', rawHeaders = [] }: Sent): Request {
  const named = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] as string] as const] : []))
  const about = { id: '00000000-0000-4000-8000-000000000000', path: '/', sourceIp: '127.0.0.1', secure: false }
  async function* chunks() {
    yield body
  }
  return { ...about, method: query === '' ? 'POST' : 'GET', query, rawHeaders, headers: Object.fromEntries(named), body: chunks() }
}

/** The headers of a request with this body, signed with the key. */
function signatureOf(service: Service, body: Uint8Array): readonly string[] {
  const scope = { date: '20260102', region: 'us-east-1', service }
  const { headers } = signHeaders({
    request: { method: 'POST', path: '/', query: '', headers: ['host', 'fuzz.example'] },
    accessKeyId: KEY_ID,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(SECRET)), scope),
    region: scope.region,
    service,
    payloadHash: sha256Hex(body),
    normalizePath: true,
    now: START,
    sendContentSha256: false,
  })
  return headers
}

const answerOf = (runtime: Runtime, protocol: Protocol, sent: Sent): Promise<Answer> => answerRequest(runtime, protocol, requestOf(sent))

/** Rejected as a client's mistake. */
function expectRefused({ status, body }: Answer): void {
  expect(String(body)).toMatch(/<Type>Sender<\/Type>\s*<Code>\w+<\/Code>/)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
}

describe.each(SERVICES)('any body that is sent to %s', (service) => {
  const protocol = known[service]
  const bodies = fc.oneof({ weight: 1, arbitrary: randomForm }, { weight: 4, arbitrary: mutatedForm(service) })
  const run = (check: (body: Uint8Array) => Promise<void>) => fc.assert(fc.asyncProperty(bodies, check), { numRuns: RUNS, seed: SEED })
  let runtime: { strict: Runtime; believing: Runtime }
  beforeAll(async () => {
    runtime = await runtimes()
  })

  it('is not accepted without a signature, and never causes an internal error', async () => {
    await run(async (body) => {
      expectRefused(await answerOf(runtime.strict, protocol, { body }))
      const query = Buffer.from(body).toString('latin1')
      expectRefused(await answerOf(runtime.strict, protocol, { body: new Uint8Array(0), query: query === '' ? 'x' : query }))
    })
  })

  it('is not accepted with the signature of another body', async () => {
    const signed = Buffer.from(validForms(service)[0] ?? '')
    const rawHeaders = signatureOf(service, signed)
    expect((await answerOf(runtime.strict, protocol, { body: signed, rawHeaders })).status).toBe(200)
    await run(async (body) => {
      if (!signed.equals(body)) expectRefused(await answerOf(runtime.strict, protocol, { body, rawHeaders }))
    })
  })

  it('never causes an internal error when it is signed', async () => {
    const statuses = new Set<number>()
    const right = validForms(service).map((form) => Buffer.from(form))
    for (const body of right) expect((await answerOf(runtime.believing, protocol, { body })).status).not.toBe(500)
    expect((await answerOf(runtime.believing, protocol, { body: right[1] as Buffer })).status).toBe(service === 'iam' ? 409 : 200)
    await run(async (body) => {
      const answer = await answerOf(runtime.believing, protocol, { body })
      statuses.add(answer.status)
      if (answer.status !== 200) expectRefused(answer)
    })
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400]))
  })
})
