import { describe, expect, it } from 'vitest'
import { always, type Operation } from '../core/operation.js'
import { BEGINNING, root, world } from '../testing/world.js'
import { lineAudit, lineOf } from './audit.js'

const AssumeRole: Operation = {
  service: 'sts',
  name: 'AssumeRole',
  authorize: () => [{ action: 'sts:AssumeRole', resource: 'arn:aws:iam::000000000000:role/none' }],
  handle: () => ({}),
}
const GetCallerIdentity: Operation = { service: 'sts', name: 'GetCallerIdentity', authorize: always('of a rule'), handle: () => ({}) }

describe('the audit line', () => {
  it('says who asked what of what, and how it was decided', async () => {
    const here = await world()
    const bob = await here.user('bob')
    await here.attempt(AssumeRole, {}, bob)
    await here.attempt(GetCallerIdentity, {}, root)
    const [refused, allowed] = here.events.map((event) => lineOf(event, BEGINNING))
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

  it('is one line of JSON each, and a defect goes to the operator with its cause', async () => {
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
    audit.record(event, BEGINNING)
    audit.record({ ...event, status: 500, code: 'InternalFailure', cause: new Error('it broke\nhere') }, BEGINNING)
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

  it('is written unasked before too much is held', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    const sizes: number[] = []
    const audit = lineAudit(
      (bytes) => sizes.push(bytes.length) && bytes.length,
      () => {},
    )
    for (let i = 0; i < 1_000; i++) audit.record(here.events[0]!, BEGINNING)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThan(70_000)
  })

  it('loses no line and repeats no byte when only a part can be written, or nothing', async () => {
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
          audit.record({ ...event, request: { ...event.request, id: String(i) } }, BEGINNING)
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
})
