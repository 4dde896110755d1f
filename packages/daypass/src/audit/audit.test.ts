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
      (line) => lines.push(line),
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

  it('is written unasked before too much is held, and is held while it cannot be written', async () => {
    const here = await world()
    await here.attempt(GetCallerIdentity, {}, root)
    const written: string[] = []
    let isFull = false
    const audit = lineAudit(
      (lines) => {
        if (isFull) throw new Error('the disk is full')
        written.push(lines)
      },
      () => {},
    )
    for (let i = 0; i < 1_000; i++) audit.record(here.events[0]!, BEGINNING)
    expect(written.length).toBeGreaterThan(1)
    isFull = true
    expect(() => audit.flush()).toThrow('the disk is full')
    expect(() => {
      for (let i = 0; i < 1_000; i++) audit.record(here.events[0]!, BEGINNING)
    }).toThrow('the disk is full')
    isFull = false
    audit.flush()
    const lines = written.join('').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1_000)
    for (const line of lines) expect(JSON.parse(line).operation).toBe('GetCallerIdentity')
  })
})
