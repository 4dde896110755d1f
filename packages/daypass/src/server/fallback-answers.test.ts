import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import type { RequestEvent } from '../core/request-event.js'
import type { Runtime } from '../pipeline/pipeline.js'
import { invalidRequest } from './fallback-answers.js'
import { headersOf } from './read-request.js'

/** The error for a request with these headers, and what is recorded about it. */
function refusal(...more: string[]) {
  const events: RequestEvent[] = []
  const runtime = { record: (event: RequestEvent) => void events.push(event) } as unknown as Runtime
  const rawHeaders = ['Host', 'localhost', ...more]
  const request = { id: 'r', method: 'GET', path: '/', query: '', rawHeaders, headers: headersOf(rawHeaders), sourceIp: '192.0.2.1' }
  return { answer: invalidRequest(runtime, request as unknown as Request), events }
}

describe('a header that becomes a condition key', () => {
  it.each([
    ['User-Agent', 4_096],
    ['Referer', 8_192],
  ])('%s may have %i bytes', (name, most) => {
    expect(refusal(name, 'x'.repeat(most))).toEqual({ answer: undefined, events: [] })
  })

  it.each([
    ['user-agent', ['x'.repeat(4_097)], 'The User-Agent header is longer than 4,096 bytes. Send a shorter one.'],
    ['USER-AGENT', ['x'.repeat(4_000), 'x'.repeat(95)], 'The User-Agent header is longer than 4,096 bytes. Send a shorter one.'],
    ['Referer', ['x'.repeat(8_193)], 'The Referer header is longer than 8,192 bytes. Send a shorter one.'],
  ])('%s is rejected and recorded when it is longer, even in pieces', (name, values, reason) => {
    const { answer, events } = refusal(...values.flatMap((value) => [name, value]))
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(`<Code>BadRequest</Code><Message>${reason}</Message>`) })
    expect(events).toMatchObject([{ status: 400, code: 'BadRequest', reason }])
  })
})
