import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Parameters } from '../query-form.js'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form, type Reply, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { asRecorded } from './as-recorded.js'
import { type Masks, newMasks, unmaskedResponse } from './masks.js'

type Nested = { readonly [name: string]: Nested } & string
interface Asked {
  readonly operation: string
  readonly params: Parameters
  readonly via?: string
}
interface Fact {
  readonly id: string
  readonly requests: readonly ({ readonly match: string } | Asked)[]
  readonly responses: Readonly<Record<string, object>>
}

/** A file of `vectors/recorded`. */
export interface Recorded {
  readonly facts: readonly Fact[]
  readonly errors: readonly { operation: string; params: Parameters; status: number; code: string; message: string; source: string }[]
}

export const readRecorded = (name: string): Recorded =>
  JSON.parse(readFileSync(new URL(`../../vectors/recorded/${name}`, import.meta.url), 'utf8')) as Recorded

/** What the recording tests of a service had in Python, and how they made requests. */
export interface Recorder {
  readonly recorded: Recorded
  /** Their variables: the response that each had, by the name under which it was kept, or a value. */
  readonly variables: (fact: Fact) => Readonly<Record<string, string>>
  /** The request that a call stands for. */
  readonly requestOf: (operation: string, input: Record<string, unknown>) => Unsigned
  /** The name of the one whose credentials the response to an operation has. */
  readonly signerAfter?: Readonly<Record<string, string>>
}

/** The state of one fact so far. */
export interface Replay {
  readonly fact: Fact
  readonly word: string
  readonly masks: Masks
  readonly responses: Map<string, Nested>
  readonly signers: Map<string, Signer>
  /** The members of all responses so far; the last of a name counts. */
  readonly latest: Record<string, unknown>
}

/** The account of the recorder. */
const ACCOUNT = '111111111111'
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** A server in which recordings are replayed by an administrator. */
export class Replays {
  readonly server: ServerProcess
  readonly admin: Signer
  readonly #recorder: Recorder

  private constructor(server: ServerProcess, admin: Signer, recorder: Recorder) {
    this.server = server
    this.admin = admin
    this.#recorder = recorder
  }

  static async start(recorder: Recorder): Promise<Replays> {
    const server = await ServerProcess.start({ environment: { DAYPASS_ACCOUNT_ID: ACCOUNT } })
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'recorder' }))
    await ask(root, form('iam', { Action: 'AttachUserPolicy', UserName: 'recorder', PolicyArn: ADMIN }))
    const key = keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'recorder' })))
    return new Replays(server, signerOf(server, key), recorder)
  }

  close(): Promise<void> {
    return this.server.close()
  }

  /** Replays a fact in order and compares every recorded response. */
  async replay(fact: Fact): Promise<Replay> {
    const word = String(this.#recorder.recorded.facts.indexOf(fact)).padStart(8, '0')
    const replay: Replay = { fact, word, masks: newMasks(), responses: new Map(), signers: new Map(), latest: {} }
    let last: { reply: Reply; operation: string } | undefined
    for (const [i, step] of fact.requests.entries()) {
      if ('match' in step) {
        if (last !== undefined) compare(step.match, asRecorded(last.reply, last.operation), replay)
        continue
      }
      last = { reply: await this.send(step, replay), operation: step.operation }
      Object.assign(replay.latest, asRecorded(last.reply, step.operation))
      const kept = fact.requests[i + 1]
      if (kept === undefined || !('match' in kept)) expect([step.operation, last.reply.status]).toEqual([step.operation, 200])
      const signer = this.#recorder.signerAfter?.[step.operation]
      if (signer !== undefined) replay.signers.set(signer, signerOf(this.server, keyOf(last.reply)))
    }
    return replay
  }

  /** Makes a recorded request, of an administrator unless it says whose it is. */
  send({ operation, params, via }: Asked, replay: Replay): Promise<Reply> {
    const signer = via === undefined ? this.admin : replay.signers.get(via)
    if (signer === undefined) throw new Error(`${replay.fact.id}: nobody is ${via}`)
    const input = this.#inputOf(params, replay) as Record<string, unknown>
    return send(this.server.endpoint, signed(signer, this.#recorder.requestOf(operation, input)))
  }

  /** What the recording test computed, computed again. */
  #computed(text: string, { fact, word, responses, latest }: Replay): string {
    const variables = this.#recorder.variables(fact)
    const replaced = text.replaceAll('<short_uid()>', word).replaceAll('<account_id>', ACCOUNT)
    return replaced.replace(/<(\w+)(?:\.([\w.]+))?>/g, (mask, variable: string, path: string | undefined) => {
      if (path === undefined) return variables[variable] ?? mask
      const response = variable === 'expr' ? (latest as Nested) : responses.get(variables[variable] ?? '')
      return response === undefined ? mask : path.split('.').reduce((found: Nested, name) => found[name] as Nested, response)
    })
  }

  #inputOf(params: unknown, replay: Replay): unknown {
    if (typeof params === 'string') return this.#computed(params, replay)
    if (typeof params !== 'object' || params === null) return params
    if (Array.isArray(params)) return params.map((one) => this.#inputOf(one, replay))
    if ('$json' in params) return jsonOfPython(this.#inputOf(params.$json, replay))
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, this.#inputOf(value, replay)]))
  }
}

function compare(name: string, came: Record<string, unknown>, { fact, masks, responses }: Replay): void {
  expect({ [name]: came }).toEqual({ [name]: unmaskedResponse(fact.responses[name], came, masks) })
  responses.set(name, came as Nested)
}

/** JSON as Python writes it, with a space after each comma and colon: positions in a document count them. */
const jsonOfPython = (value: unknown): string =>
  JSON.stringify(value, undefined, 1)
    .replace(/([[{])\n\s*/g, '$1')
    .replace(/\n\s*([\]}])/g, '$1')
    .replace(/\n\s*/g, ' ')
