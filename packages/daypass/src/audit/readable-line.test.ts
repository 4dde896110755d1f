import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, type Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { root, START, world } from '../testing/world.js'
import { readableLine } from './readable-line.js'

const asking = (resource: string, ...actions: string[]): Operation => ({
  service: 'sts',
  name: 'AssumeRole',
  summary: 'Issues credentials.',
  authorize: () => actions.map((action) => ({ action, resource })),
  handle: () => ({}),
})
const ROLE = 'arn:aws:iam::000000000000:role/none'
const GetCallerIdentity: Operation = {
  service: 'sts',
  name: 'GetCallerIdentity',
  summary: 'Says who.',
  authorize: always('of a rule'),
  handle: () => ({}),
}

async function eventOf(operation: Operation, by: 'root' | 'bob' = 'bob'): Promise<RequestEvent> {
  const here = await world()
  await here.attempt(operation, {}, by === 'root' ? root : await here.user('bob'))
  return here.events[0]!
}

describe('a line to read', () => {
  it('has time, decision, caller, action, result, duration and reason', async () => {
    expect(readableLine(await eventOf(asking(ROLE, 'sts:AssumeRole')), START, 12)).toMatch(
      /^03:04:05Z DENIED {2}000000000000:user\/bob {2}sts:AssumeRole on arn:aws:iam::000000000000:role\/none {2}400 AccessDenied 12 ms {2}\S.*\n$/,
    )
    expect(readableLine(await eventOf(GetCallerIdentity, 'root'), START, undefined)).toBe(
      '03:04:05Z allowed 000000000000:root  sts:GetCallerIdentity  200\n',
    )
  })

  it('counts the authorization requests if there were several', async () => {
    expect(readableLine(await eventOf(asking('*', 'sts:One', 'sts:Two'), 'root'), START, 1)).toContain(' (0 of 2 questions denied)\n')
  })

  it('says refused if no policy was evaluated', async () => {
    const { caller: _caller, operation: _operation, ...event } = await eventOf(GetCallerIdentity)
    const refused = { ...event, questions: [], status: 403, code: 'SignatureDoesNotMatch', reason: 'wrong' }
    expect(readableLine(refused, START, 1)).toBe('03:04:05Z refused nobody  sts:POST  403 SignatureDoesNotMatch 1 ms  wrong\n')
  })

  it('is one short line without control sequences, whatever a client sent', async () => {
    const event = await eventOf(asking(ROLE, 'sts:AssumeRole'))
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', '\r', '\u001b[2J', '\u009b31m', '\u2028', '\u202e', 'x'.repeat(3_000)),
    )
    fc.assert(
      fc.property(unit, unit, (resource, reason) => {
        const [first] = event.questions
        const line = readableLine({ ...event, reason, questions: [{ ...first!, question: { action: 'a:b', resource } }] }, START, 1)
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect([line.at(-1), line.length < 3_000]).toEqual(['\n', true])
      }),
    )
  })
})
