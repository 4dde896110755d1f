import { describe, expect, it } from 'vitest'

import { CommonError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import type { Evidence } from '../core/operation.js'
import { madeService, unwatched } from '../testing/made-service.js'
import { root } from '../testing/world.js'
import { answerRequest, type Runtime, type Snapshot } from './pipeline.js'

type Verify = (end: { readonly turn: () => void; readonly isHeld: () => boolean }) => Promise<Evidence>

/** The steps of a request whose evidence is verified so; `form` is absent where its body was still to come. */
async function prove(verify: Verify, { isRead = true } = {}) {
  const steps: string[] = []
  let revision = 0
  let endTurn = () => {}
  const turn = new Promise<void>((resolve) => {
    endTurn = resolve
  })
  const held = new Set<Snapshot>()
  const operation = {
    name: 'Made',
    authorize: 'for everyone',
    check: (_input: never, _caller: never, { at }: { at: number }) => void steps.push(`checked at ${at}`),
    evidence: {
      isPresent: () => true,
      verify: (_input: never, _caller: never, { at }: { at: number }) => {
        steps.push(`verified at ${at}`)
        return verify({ turn: endTurn, isHeld: () => held.size > 0 })
      },
    },
    handle: (_input: never, _caller: never, { at }: { at: number }) => void steps.push(`handled at ${at}`),
  }
  const runtime = {
    ...unwatched,
    begin: () => {
      revision += 1
      const snapshot: Snapshot = { transaction: { at: revision } as never, release: () => void held.delete(snapshot) }
      held.add(snapshot)
      return snapshot
    },
    endOfTurn: () => turn,
    authenticate: () => ({ caller: root, region: 'us-east-1' }),
    transact: async (body: (transaction: object) => unknown, snapshot?: Snapshot) => {
      if (snapshot !== undefined && !held.has(snapshot)) throw new Error('the revision was released')
      revision += snapshot === undefined ? 1 : 0
      return body(snapshot?.transaction ?? { at: revision })
    },
    reads: (_service: never, transaction: object) => transaction,
    evidenceParts: (_service: never, transaction: object) => transaction,
    deps: (_service: never, transaction: object) => transaction,
    requireCurrent: () => {},
    record: () => {},
  } as unknown as Runtime
  const protocol = {
    service: madeService('iam'),
    route: () => ({ operation, decode: () => ({}), ...(isRead && { form: new Uint8Array(0) }) }),
    encode: () => ({ status: 200, headers: {}, body: '' }),
    fail: (error: { code: string }) => ({ status: 400, headers: {}, body: '', code: error.code }),
  } as unknown as Protocol
  const { status } = await answerRequest(runtime, protocol, { id: 'r', method: 'POST', headers: {}, batch: {} } as unknown as Request)
  return { status, steps, held: held.size }
}

describe('evidence', () => {
  it('that is verified within the turn is decided at the revision at which the request was authenticated', async () => {
    expect(await prove(async () => ({}))).toEqual({
      status: 200,
      steps: ['checked at 1', 'verified at 1', 'checked at 1', 'handled at 1'],
      held: 0,
    })
  })

  it('is read at a revision after the body, where that was still to come', async () => {
    const { steps, held } = await prove(async () => ({}), { isRead: false })
    expect([steps, held]).toEqual([['checked at 2', 'verified at 2', 'checked at 2', 'handled at 2'], 0])
  })

  it('that had to wait holds no revision meanwhile, and is decided at a later one', async () => {
    let whileWaiting: boolean | undefined
    const waiting: Verify = async ({ turn, isHeld }) => {
      turn()
      await new Promise(setImmediate)
      whileWaiting = isHeld()
      return {}
    }
    const { steps, held } = await prove(waiting)
    expect(steps).toEqual(['checked at 1', 'verified at 1', 'checked at 2', 'handled at 2'])
    expect([whileWaiting, held]).toEqual([false, 0])
  })

  it('keeps its revision until the end of a decision that outlasts the turn', async () => {
    const { status, steps } = await prove(async ({ turn }) => {
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(turn)
      return {}
    })
    expect([status, steps.at(-1)]).toEqual([200, 'handled at 1'])
  })

  it.each([
    ['at once', () => Promise.reject(new CommonError('AccessDenied', 'no'))],
    [
      'after a wait',
      async ({ turn }) => {
        turn()
        await new Promise(setImmediate)
        throw new CommonError('AccessDenied', 'no')
      },
    ],
  ] satisfies [string, Verify][])('that fails %s ends the request, and holds nothing', async (_when, verify) => {
    expect(await prove(verify)).toEqual({ status: 400, steps: ['checked at 1', 'verified at 1'], held: 0 })
  })
})
