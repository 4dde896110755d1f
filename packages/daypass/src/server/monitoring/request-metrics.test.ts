import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { RequestEvent } from '../../core/request-event.js'
import { knownLabels } from './known-labels.js'
import { requestMetrics } from './request-metrics.js'

const event = (of: Partial<RequestEvent>): RequestEvent => ({ service: 'sts', questions: [], status: 200, ...of }) as RequestEvent

const decided = (outcome: 'allow' | 'implicitDeny', decidedBy: string) =>
  ({ decision: { outcome, decidedBy } }) as unknown as RequestEvent['questions'][number]

/** The lines of one metric after these events. */
async function linesOf(name: string, events: readonly (readonly [RequestEvent, number?])[]): Promise<string[]> {
  const registry = new Registry()
  const observe = requestMetrics([registry], knownLabels())
  for (const [one, took] of events) observe(one, took)
  // Reading twice must not count twice.
  await registry.metrics()
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith(name))
}

describe('the metrics of requests', () => {
  it('count requests by service, operation and code', async () => {
    const ok = event({ operation: 'AssumeRole' })
    const denied = event({ operation: 'AssumeRole', status: 403, code: 'AccessDenied' })
    expect(await linesOf('daypass_requests_total', [[ok], [ok], [denied]])).toEqual([
      'daypass_requests_total{service="sts",operation="AssumeRole",code="ok"} 2',
      'daypass_requests_total{service="sts",operation="AssumeRole",code="AccessDenied"} 1',
    ])
  })

  it.each<[what: string, event: Partial<RequestEvent>, labels: string]>([
    ['a service that a client made up', { service: 'x'.repeat(40) }, 'service="unknown",operation="unknown",code="ok"'],
    ['an operation that no model has', { operation: 'a"b\nc' }, 'service="sts",operation="unknown",code="ok"'],
    ['an operation of another service', { operation: 'CreateUser' }, 'service="sts",operation="unknown",code="ok"'],
    [
      'an operation that is not served',
      { service: 's3', operation: 'SelectObjectContent' },
      'service="s3",operation="SelectObjectContent",code="ok"',
    ],
    ['a code that no table has', { code: 'Stub' }, 'service="sts",operation="unknown",code="unknown"'],
    ['bytes that are not HTTP', { service: 'http', code: 'BadRequest' }, 'service="http",operation="unknown",code="BadRequest"'],
    ['a defect', { operation: 'AssumeRole', code: 'InternalFailure' }, 'service="sts",operation="AssumeRole",code="InternalFailure"'],
    [
      'an error of S3 alone',
      { service: 's3', operation: 'GetObject', code: 'NoSuchKey' },
      'service="s3",operation="GetObject",code="NoSuchKey"',
    ],
  ])('have bounded labels: %s', async (_what, of, labels) => {
    expect(await linesOf('daypass_requests_total', [[event(of)]])).toEqual([`daypass_requests_total{${labels}} 1`])
  })

  it('count each decision of a request, by outcome and by what decided', async () => {
    const both = event({ questions: [decided('allow', 'identity'), decided('implicitDeny', 'scp'), decided('allow', 'identity')] })
    expect(await linesOf('daypass_decisions_total', [[both]])).toEqual([
      'daypass_decisions_total{outcome="allow",decided_by="identity"} 2',
      'daypass_decisions_total{outcome="implicitDeny",decided_by="scp"} 1',
    ])
  })

  it('measure durations in seconds, of requests whose arrival is known', async () => {
    const lines = await linesOf('daypass_request_duration_seconds', [[event({}), 2], [event({}), 700], [event({})]])
    expect(lines).toContain('daypass_request_duration_seconds_bucket{le="0.0025",service="sts"} 1')
    expect(lines).toContain('daypass_request_duration_seconds_sum{service="sts"} 0.702')
    expect(lines).toContain('daypass_request_duration_seconds_count{service="sts"} 2')
  })
})
