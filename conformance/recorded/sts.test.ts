import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, type Parameters } from '../query-form.js'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form, type Reply, type Signer, send, signed } from '../signed-request.js'
import { asRecorded } from './as-recorded.js'
import { type Masks, newMasks, unmaskedResponse } from './masks.js'

type Nested = { readonly [name: string]: Nested } & string
type Step = { readonly match: string } | { readonly operation: string; readonly params: Parameters; readonly via?: string }
interface Fact {
  readonly id: string
  readonly requests: readonly Step[]
  readonly responses: Readonly<Record<string, object>>
}
interface Recorded {
  readonly facts: readonly Fact[]
  readonly errors: readonly { operation: string; params: Parameters; status: number; code: string; message: string; source: string }[]
}

const RECORDED = JSON.parse(readFileSync(new URL('../../vectors/recorded/sts.json', import.meta.url), 'utf8')) as Recorded
/** The account of the recorder. */
const ACCOUNT = '111111111111'
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
/** Python variables of the recording tests, and the response that each had. */
const VARIABLES: Readonly<Record<string, string>> = { role_1: 'role-1', role_2: 'role-2', created_role: 'create-role' }

/** For these too, the recording names the service of the test. */
const OF_IAM = ['CreateRole', 'PutRolePolicy']

/** The state of one fact so far. */
interface Replay {
  readonly word: string
  readonly masks: Masks
  readonly responses: Map<string, Nested>
  readonly signers: Map<string, Signer>
}

let server: ServerProcess
let admin: Signer
beforeAll(async () => {
  server = await ServerProcess.start({ environment: { DAYPASS_ACCOUNT_ID: ACCOUNT } })
  const root = signerOf(server, server.rootKey())
  await ask(root, form('iam', { Action: 'CreateUser', UserName: 'recorder' }))
  await ask(root, form('iam', { Action: 'AttachUserPolicy', UserName: 'recorder', PolicyArn: ADMIN }))
  admin = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'recorder' }))))
})
afterAll(() => server.close())

/** What the recording test computed, computed again. */
function computed(text: string, { word, responses }: Replay): string {
  const replaced = text.replaceAll('<short_uid()>', word).replaceAll('<account_id>', ACCOUNT)
  return replaced.replace(/<(\w+)\.([\w.]+)>/g, (mask, variable: string, path: string) => {
    const response = responses.get(VARIABLES[variable] ?? '')
    return response === undefined ? mask : path.split('.').reduce((found: Nested, name) => found[name] as Nested, response)
  })
}

function inputOf(params: unknown, replay: Replay): unknown {
  if (typeof params === 'string') return computed(params, replay)
  if (typeof params !== 'object' || params === null) return params
  if (Array.isArray(params)) return params.map((one) => inputOf(one, replay))
  if ('$json' in params) return JSON.stringify(inputOf(params.$json, replay))
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, inputOf(value, replay)]))
}

/** The helper of the recording test, as the call it makes. */
function requestOf({ operation, params }: Extract<Step, { operation: string }>, replay: Replay) {
  const input = inputOf(params, replay) as Record<string, unknown>
  if (operation !== 'WaitAndAssumeRole') return call(OF_IAM.includes(operation) ? 'iam' : 'sts', operation, input)
  const { role_arn: RoleArn, session_name: RoleSessionName, ...rest } = input
  return call('sts', 'AssumeRole', { RoleArn, RoleSessionName, ...rest })
}

/** Replays a fact in order and compares every recorded response. */
async function replayed(fact: Fact): Promise<Replay> {
  const replay: Replay = { word: String(RECORDED.facts.indexOf(fact)), masks: newMasks(), responses: new Map(), signers: new Map() }
  let last: { reply: Reply; operation: string } | undefined
  for (const [i, step] of fact.requests.entries()) {
    if ('match' in step) {
      if (last !== undefined) compare(fact, step.match, { came: asRecorded(last.reply, last.operation), replay })
      continue
    }
    const signer = step.via === undefined ? admin : replay.signers.get(step.via)
    if (signer === undefined) throw new Error(`${fact.id}: nobody is ${step.via}`)
    last = { reply: await send(server.endpoint, signed(signer, requestOf(step, replay))), operation: step.operation }
    const kept = fact.requests[i + 1]
    if (kept === undefined || !('match' in kept)) expect([step.operation, last.reply.status]).toEqual([step.operation, 200])
    if (step.operation === 'WaitAndAssumeRole') replay.signers.set('role_1_clients', signerOf(server, keyOf(last.reply)))
  }
  return replay
}

function compare(fact: Fact, name: string, { came, replay }: { came: Record<string, unknown>; replay: Replay }): void {
  expect({ [name]: came }).toEqual({ [name]: unmaskedResponse(fact.responses[name], came, replay.masks) })
  replay.responses.set(name, came as Nested)
}

describe('the recorded answers of AWS', () => {
  const replays = new Map<string, Replay>()

  it.each(RECORDED.facts.map((fact) => [fact.id, fact] as const))('%s', async (id, fact) => {
    expect(fact.requests.filter((step) => 'match' in step).length).toBeGreaterThanOrEqual(Object.keys(fact.responses).length)
    replays.set(id, await replayed(fact))
  })

  it.each(RECORDED.errors.map((row) => [row.source, row] as const))('%s', async (source, { operation, params, status, code, message }) => {
    const replay = replays.get(source.split('#')[0] ?? '') as Replay
    const signer = replay.signers.get('role_1_clients') ?? admin
    const reply = await send(server.endpoint, signed(signer, call('sts', operation, inputOf(params, replay) as Parameters)))
    expect(asRecorded(reply, operation)).toEqual({
      Error: { Type: 'Sender', Code: code, Message: message },
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status },
    })
  })
})
