import { describe, expect, it } from 'vitest'
import type { SpanTree } from './span.js'
import { type BatchOutcome, SpanQueue } from './span-queue.js'

const trace = (spans: number, name = 'x'): SpanTree => ({
  traceId: name,
  state: '',
  spans: Array.from({ length: spans }, () => ({}) as SpanTree['spans'][number]),
})
const OK: BatchOutcome = { ok: true, rejected: 0 }
const failing = (given: Partial<Extract<BatchOutcome, { ok: false }>> = {}): BatchOutcome => ({
  ok: false,
  problem: 'ECONNREFUSED',
  mayRetry: true,
  ...given,
})

/** A queue whose time passes by hand, and whose collector answers as it is told. */
function open(limits: Partial<ConstructorParameters<typeof SpanQueue>[0]['limits']> = {}) {
  const timers = new Map<object, { readonly at: number; readonly then: () => void }>()
  const batches: string[][] = []
  const answers: (BatchOutcome | Promise<BatchOutcome>)[] = []
  const told: string[] = []
  let now = 0
  const queue = new SpanQueue({
    origin: 'http://c:4318',
    limits: { spans: 20, batch: 10, delay: 5_000, exporting: 30_000, ...limits },
    async send(traces, signal) {
      batches.push(traces.map(({ traceId }) => traceId))
      const over = new Promise<BatchOutcome>((resolve) => signal.addEventListener('abort', () => resolve(failing({ problem: 'ended' }))))
      return Promise.race([answers.shift() ?? OK, over])
    },
    after(milliseconds, then) {
      const key = {}
      timers.set(key, { at: now + milliseconds, then })
      return () => timers.delete(key)
    },
    now: () => now,
    random: () => 0.5,
    warn: (text) => void told.push(text),
  })
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  const pass = async (milliseconds: number) => {
    const end = now + milliseconds
    for (;;) {
      await settle()
      const next = [...timers].filter(([, { at }]) => at <= end).toSorted(([, one], [, other]) => one.at - other.at)[0]
      if (next === undefined) break
      timers.delete(next[0])
      now = next[1].at
      next[1].then()
    }
    now = end
  }
  return { queue, batches, answers, told, pass, settle, timers }
}

describe('the queue of spans', () => {
  it('sends nothing before its time, and then all that waits', async () => {
    const { queue, batches, pass } = open()
    queue.add(trace(2, 'a'))
    queue.add(trace(2, 'b'))
    await pass(4_999)
    expect(batches).toEqual([])
    await pass(1)
    expect(batches).toEqual([['a', 'b']])
    expect(queue.figures()).toEqual({ waiting: 0, sent: 4, rejected: 0, failed: 0, dropped: 0 })
  })

  it('sends a full batch soon, but not while a request waits, and leaves the rest for later', async () => {
    const { queue, batches, pass } = open()
    queue.add(trace(6, 'a'))
    queue.add(trace(6, 'b'))
    expect(batches).toEqual([])
    await pass(0)
    expect(batches).toEqual([['a']])
    await pass(5_000)
    expect(batches).toEqual([['a'], ['b']])
  })

  it('sends a trace that is larger than a batch alone', async () => {
    const { queue, batches, pass } = open()
    queue.add(trace(15, 'large'))
    await pass(0)
    expect(batches).toEqual([['large']])
  })

  it('drops what has no room, and counts it', async () => {
    const { queue, answers, pass } = open()
    let answer: (sent: BatchOutcome) => void = () => {}
    answers.push(
      new Promise<BatchOutcome>((resolve) => {
        answer = resolve
      }),
    )
    for (let i = 0; i < 10; i++) queue.add(trace(3))
    await pass(0)
    expect(queue.figures()).toMatchObject({ waiting: 18, dropped: 12 })
    answer(OK)
    await pass(5_000)
    expect(queue.figures()).toMatchObject({ waiting: 0, sent: 18, dropped: 12 })
  })

  it('tries again after rising waits, and gives up when the time of the batch is over', async () => {
    const { queue, batches, answers, told, pass } = open()
    answers.push(...Array.from({ length: 20 }, () => failing()))
    queue.add(trace(1, 'a'))
    await pass(5_000 + 999)
    expect(batches.length).toBe(1)
    await pass(1)
    expect(batches.length).toBe(2)
    await pass(2_000)
    expect(batches.length).toBe(3)
    await pass(30_000)
    expect([batches.length, queue.figures().failed]).toEqual([6, 1])
    expect(told).toEqual([
      'The collector at http://c:4318 does not take traces: ECONNREFUSED. Traces are dropped until it does; requests are answered as before.',
    ])
  })

  it('waits as long as the collector asks, if that is not too long', async () => {
    const { queue, batches, answers, pass } = open()
    answers.push(failing({ retryAfter: 20_000 }), failing({ retryAfter: 20_000 }))
    queue.add(trace(1))
    await pass(5_000 + 19_999)
    expect(batches.length).toBe(1)
    await pass(1)
    expect([batches.length, queue.figures().failed]).toEqual([2, 1])
  })

  it('does not try more often because the collector asks for that', async () => {
    const { queue, batches, answers, pass } = open()
    answers.push(...Array.from({ length: 20 }, () => failing({ retryAfter: 0 })))
    queue.add(trace(1))
    await pass(5_000 + 999)
    expect(batches.length).toBe(1)
    await pass(30_000)
    expect([batches.length, queue.figures().failed]).toEqual([6, 1])
  })

  it('does not repeat what will not be taken, and says once that it fails and once that it works', async () => {
    const { queue, batches, answers, told, pass } = open()
    const refused = failing({ mayRetry: false, problem: 'it answers with status 401' })
    answers.push(refused, refused)
    for (let i = 0; i < 4; i++) {
      queue.add(trace(1))
      await pass(5_000)
    }
    expect([batches.length, queue.figures()]).toEqual([4, { waiting: 0, sent: 2, rejected: 0, failed: 2, dropped: 0 }])
    expect(told.map((text) => text.slice(0, 62))).toEqual([
      'The collector at http://c:4318 does not take traces: it answer',
      'The collector at http://c:4318 takes traces again.',
    ])
  })

  it('counts what the collector rejects of a batch', async () => {
    const { queue, answers, pass } = open()
    answers.push({ ok: true, rejected: 2 }, { ok: true, rejected: 1_000 })
    queue.add(trace(3))
    await pass(5_000)
    queue.add(trace(3))
    await pass(5_000)
    expect(queue.figures()).toMatchObject({ sent: 1, rejected: 5 })
  })

  it('sends all that waits when it is closed, and takes no more', async () => {
    const { queue, batches, settle, timers } = open()
    for (const name of ['a', 'b', 'c']) queue.add(trace(6, name))
    const closed = queue.close(2_000)
    queue.add(trace(1, 'late'))
    await settle()
    await closed
    expect([batches, queue.figures().dropped, timers.size]).toEqual([[['a'], ['b'], ['c']], 1, 0])
  })

  it('ends its wait for a retry when it is closed, and tries once more', async () => {
    const { queue, batches, answers, pass, settle } = open()
    answers.push(failing(), failing())
    queue.add(trace(1))
    await pass(5_000)
    const closed = queue.close(2_000)
    await settle()
    await closed
    expect([batches.length, queue.figures()]).toEqual([2, { waiting: 0, sent: 0, rejected: 0, failed: 1, dropped: 0 }])
  })

  it('is closed in time where the collector does not answer', async () => {
    const { queue, answers, pass } = open()
    answers.push(new Promise<BatchOutcome>(() => {}))
    for (const name of ['a', 'b']) queue.add(trace(6, name))
    await pass(0)
    let isClosed = false
    const closed = queue.close(2_000).then(() => {
      isClosed = true
    })
    await pass(1_999)
    expect(isClosed).toBe(false)
    await pass(1)
    await closed
    expect(queue.figures()).toEqual({ waiting: 0, sent: 0, rejected: 0, failed: 6, dropped: 6 })
  })
})
