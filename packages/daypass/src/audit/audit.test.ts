import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always, type Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { root, START, world } from '../testing/world.js'
import { lineAudit, lineOf } from './audit.js'
import { partsOf } from './permission-lines.js'

const AssumeRole: Operation = {
  service: 'sts',
  name: 'AssumeRole',
  summary: 'Issues credentials.',
  authorize: () => [{ action: 'sts:AssumeRole', resource: 'arn:aws:iam::000000000000:role/none' }],
  handle: () => ({}),
}
const GetCallerIdentity: Operation = {
  service: 'sts',
  name: 'GetCallerIdentity',
  summary: 'Says who.',
  authorize: always('of a rule'),
  handle: () => ({}),
}

describe('the audit line', () => {
  it('says who requested what on which resource, and how it was decided', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await here.attempt(AssumeRole, {}, bob)
    await here.attempt(GetCallerIdentity, {}, root)
    const [refused, allowed] = here.events.map((event) => lineOf(event, START))
    expect(refused).toMatchObject({
      time: '2026-01-02T03:04:05Z',
      service: 'sts',
      operation: 'AssumeRole',
      caller: bob.arn,
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::000000000000:role/none',
      decision: 'deny',
      error: 'AccessDenied',
      sourceIp: '127.0.0.1',
    })
    expect(refused?.reason).toContain('role trust policy')
    expect(allowed).toMatchObject({ operation: 'GetCallerIdentity', decision: 'allow', status: 200 })
  })

  it('has method, path and subresource only for what is not served', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    const event = here.events[0]!
    const request = { ...event.request, method: 'P'.repeat(99), path: `/b/${'k'.repeat(9_000)}`, query: 'acl&X-Amz-Signature=secret' }
    const lines = [
      { ...event, request },
      { ...event, request, status: 501 },
      { ...event, request, status: 403, unserved: { subresource: 'acl' } },
    ]
    const [plain, header, subresource] = lines.map((one) => JSON.parse(JSON.stringify(lineOf(one, START))))
    for (const name of ['method', 'path', 'subresource']) expect(plain).not.toHaveProperty(name)
    const where = { method: 'P'.repeat(32), path: request.path.slice(0, 2_048) }
    expect(header).toMatchObject(where)
    expect(subresource).toMatchObject({ ...where, subresource: 'acl', status: 403 })
    expect(JSON.stringify(subresource)).not.toContain('Signature')
  })

  it('is one line of JSON each; a defect is reported to the operator with its cause', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    const lines: string[] = []
    const reports: string[] = []
    const audit = lineAudit(
      (bytes) => {
        lines.push(Buffer.from(bytes).toString())
        return bytes.length
      },
      (text) => reports.push(text),
    )
    const event = here.events[0]!
    audit.record(event, START)
    audit.record({ ...event, status: 500, code: 'InternalFailure', cause: new Error('it broke\nhere') }, START)
    expect(lines).toEqual([])
    audit.flush()
    audit.flush()
    expect(lines).toHaveLength(1)
    const [first = '', second = '', end] = lines[0]!.split('\n')
    expect([first, second].map((line) => JSON.parse(line).operation)).toEqual(['GetCallerIdentity', 'GetCallerIdentity'])
    expect(end).toBe('')
    expect(reports).toHaveLength(1)
    expect(reports[0]).toContain('it broke')
  })

  it('is written without a flush before too much is held', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    const sizes: number[] = []
    const audit = lineAudit(
      (bytes) => sizes.push(bytes.length) && bytes.length,
      () => {},
    )
    for (let i = 0; i < 1_000; i++) audit.record(here.events[0]!, START)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThan(70_000)
  })

  it('loses no line and repeats no byte if a write fails or is only partial', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    let written = ''
    let room = 0
    const audit = lineAudit(
      (bytes) => {
        if (room === 0) throw new Error('the disk is full')
        const part = Buffer.from(bytes.subarray(0, room))
        written += part.toString()
        room -= part.length
        return part.length
      },
      () => {},
    )
    const recorded = (from: number) => {
      const event = here.events[0]!
      for (let i = from; i < from + 500; i++) {
        try {
          audit.record({ ...event, request: { ...event.request, id: String(i) } }, START)
        } catch (error) {
          expect(error).toMatchObject({ message: 'the disk is full' })
        }
      }
    }
    recorded(0)
    room = 1_234
    recorded(500)
    expect(() => audit.flush()).toThrow('the disk is full')
    room = 1_000_000
    audit.flush()
    const ids = written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).requestId)
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)))
  })

  it('has no counts and no further lines if there was one authorization request', async () => {
    const here = await world()
    await here.attempt(AssumeRole, {}, await here.user('bob'))
    const event = here.events[0]!
    expect(Object.keys(lineOf(event, START))).toEqual(
      'time requestId service operation caller accessKeyId action resource decision reason status error fault sourceIp'.split(' '),
    )
    expect(partsOf(event, START)).toEqual([])
  })

  it('names every action if all were allowed on one resource, as for AssumeRole with tags, and has further lines if they were not', async () => {
    const here = await world()
    const operation: Operation = { ...AssumeRole, authorize: () => ['sts:One', 'sts:Two'].map((action) => ({ action, resource: '*' })) }
    const allowing = (...Action: string[]) => ({ p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } })
    await here.attempt(operation, {}, await here.user('half', allowing('sts:One')))
    await here.attempt(operation, {}, await here.user('whole', allowing('sts:One', 'sts:Two')))
    expect(here.events.map((event) => lineOf(event, START))).toMatchObject([
      { decision: 'deny', action: 'sts:Two', questions: 2, allowed: 1, denied: 1 },
      { decision: 'allow', action: 'sts:One', questions: 2, allowed: 2, denied: 0, actions: ['sts:One', 'sts:Two'] },
    ])
    const told = here.events.map((event) => partsOf(event, START).map(({ action, decision, done }) => [action, decision, done]))
    expect(told).toEqual([
      [
        ['sts:One', 'allow', undefined],
        ['sts:Two', 'deny', undefined],
      ],
      [],
    ])
  })

  it('has every authorization request in lines of limited length that belong together', async () => {
    const resource = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1_100 }),
      fc.constantFrom('\u007f', '\u202e', '"', 'k', '東').chain((unit) => fc.nat(1_100).map((length) => unit.repeat(length))),
    )
    const asked = fc.record({ resource, allowed: fc.boolean(), done: fc.boolean() })
    const event = await anyEvent()
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 60 }), (each) => {
        const all = each.map((one, i) => ({ ...one, resource: `${i}/${one.resource}` }))
        const questions = all.map(({ resource, allowed, done }) => ({
          question: { action: 's3:DeleteObject', resource },
          decision: { allowed, outcome: allowed ? 'allow' : 'implicitDeny', decidedBy: 'identity', message: '', reason: 'r' } as const,
          ...(allowed ? { done } : {}),
        }))
        const lines = writtenLines({ ...event, questions })
        const [first, ...parts] = lines.map((line) => JSON.parse(line))
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(32_768)
        expect([first.questions, first.allowed + first.denied]).toEqual([all.length, all.length])
        expect(parts.map(({ part }) => part)).toEqual(parts.map((_, i) => i + 1))
        expect(parts.every((part) => part.parts === parts.length && part.requestId === first.requestId)).toBe(true)
        const told = parts.flatMap(({ resources, decision, done }) => resources.map((one: string) => JSON.stringify([one, decision, done])))
        const expected = all.map(({ resource, allowed, done }) =>
          JSON.stringify([JSON.parse(JSON.stringify(resource)), allowed ? 'allow' : 'deny', allowed ? done : undefined]),
        )
        expect(told.sort()).toEqual(expected.sort())
      }),
      { numRuns: 50 },
    )
  })

  it('escapes what a terminal or an editor would act on, and has the same meaning', async () => {
    const event = await anyEvent()
    const reason = 'DEL \u007f C1 \u009b31m separators \u2028\u2029 bidi \u202e\u2066\u200f, and names: Zoë 東京'
    const question = { action: 's3:GetObject', resource: `arn:aws:s3:::b/${reason}` }
    const decision = { allowed: false, outcome: 'explicitDeny', decidedBy: 'identity', message: '', reason } as const
    const [line = ''] = writtenLines({ ...event, questions: [{ question, decision }] })
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(line).toContain('Zoë 東京')
    expect(JSON.parse(line)).toMatchObject({ reason, resource: question.resource })
  })

  it('is kept if a defect cannot be reported', async () => {
    let written = ''
    const audit = lineAudit(
      (bytes) => {
        written += Buffer.from(bytes).toString()
        return bytes.length
      },
      () => {
        throw new Error('the disk is full')
      },
    )
    audit.record({ ...(await anyEvent()), cause: new Error('it broke') }, START)
    audit.flush()
    expect(written).toContain('"operation":"GetCallerIdentity"')
  })

  it('counts its lines and bytes, and what is not written yet', async () => {
    let isFull = true
    const write = (bytes: Uint8Array) => {
      if (isFull) throw new Error('the disk is full')
      return bytes.length
    }
    const audit = lineAudit(write, () => {})
    audit.record(await anyEvent(), START)
    audit.record(await anyEvent(), START)
    expect(() => audit.flush()).toThrow('the disk is full')
    const { lines, bytes, waiting } = audit.figures()
    expect([lines, waiting]).toEqual([2, bytes])
    isFull = false
    audit.flush()
    expect(audit.figures()).toEqual({ lines: 2, bytes, waiting: 0 })
  })
})

async function anyEvent(): Promise<RequestEvent> {
  const here = await world()
  await here.attempt(GetCallerIdentity, {}, root)
  return here.events[0]!
}

function writtenLines(event: RequestEvent): string[] {
  let written = ''
  const audit = lineAudit(
    (bytes) => {
      written += Buffer.from(bytes).toString()
      return bytes.length
    },
    () => {},
  )
  audit.record(event, START)
  audit.flush()
  return written.trimEnd().split('\n')
}
