import { describe, expect, it } from 'vitest'
import { AUDIT_BROKEN, type ToWorker } from './messages.js'
import { Supervisor, type WorkerEvents } from './supervisor.js'

const AT = { instance: 'i', port: 1 }

/** A worker that does what a test says, and the timers of its supervisor. */
function given(workers = 2) {
  const told: string[] = []
  const timers: { milliseconds: number; then: () => void }[] = []
  const spawned: { sent: ToWorker[]; killed: boolean; events: WorkerEvents }[] = []
  const supervisor = new Supervisor({
    workers,
    spawn(events) {
      const one = { sent: [] as ToWorker[], killed: false, events }
      spawned.push(one)
      return {
        pid: 100 + spawned.length,
        mark: 'm',
        send: (message) => void one.sent.push(message),
        kill: () => void Object.assign(one, { killed: true }),
      }
    },
    version: '1',
    at: AT,
    masterKey: 'first',
    after(milliseconds, then) {
      const timer = { milliseconds, then }
      timers.push(timer)
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
    },
    tell: (text) => void told.push(text),
  })
  const listens = (n: number) => spawned[n]!.events.said({ is: 'listening' })
  const retires = (n: number) => spawned[n]!.events.said({ is: 'retiring' })
  const ends = (n: number, how: { code?: number; signal?: string } = { signal: 'SIGKILL' }) =>
    spawned[n]!.events.ended({ code: how.code ?? null, signal: how.signal ?? null })
  /** Runs the timer of the next start; the others are of minutes. */
  const pass = () => {
    const timer = timers.find(({ milliseconds }) => milliseconds <= 10_000)!
    timers.splice(timers.indexOf(timer), 1)
    timer.then()
    return timer.milliseconds
  }
  const sent = (n: number) => spawned[n]!.sent.map((message) => message.do)
  return { supervisor, told, timers, spawned, listens, retires, ends, pass, sent }
}

/** The same, with all workers listening. */
async function running(workers = 2) {
  const g = given(workers)
  const started = g.supervisor.start()
  for (let n = 0; n < workers; n++) g.listens(n)
  await started
  return g
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a start', () => {
  it('lets a worker open the store only after it has joined the lock', async () => {
    const { supervisor, spawned, sent } = given(1)
    void supervisor.start()
    spawned[0]!.events.said({ is: 'ready' })
    expect(sent(0)).toEqual(['join'])
    spawned[0]!.events.said({ is: 'joined' })
    expect(sent(0)).toEqual(['join', 'open'])
    expect(spawned[0]!.sent[1]).toEqual({ do: 'open', ...AT, masterKeys: ['first'] })
  })

  it('is over when all workers listen', async () => {
    const { supervisor, listens, spawned } = given(3)
    let isOver = false
    const started = supervisor.start().then(() => (isOver = true))
    for (const n of [0, 2]) listens(n)
    await settled()
    expect([spawned.length, isOver]).toEqual([3, false])
    listens(1)
    await started
  })

  it('fails when one does not start', async () => {
    const { supervisor, listens, ends, spawned } = given()
    const started = supervisor.start()
    listens(0)
    ends(1, { code: 1 })
    await expect(started).rejects.toThrow('Worker 2 of 2 did not start.')
    expect(spawned).toHaveLength(2)
  })

  it('ends a worker that does not listen within a minute', async () => {
    const { supervisor, listens, spawned, timers } = given()
    void supervisor.start()
    listens(0)
    for (const { then } of timers.filter(({ milliseconds }) => milliseconds === 60_000)) then()
    expect(spawned.map(({ killed }) => killed)).toEqual([false, true])
  })
})

describe('a worker that ends', () => {
  it('is started again, later each time', async () => {
    const { told, ends, pass, listens, spawned } = await running()
    const pauses = []
    for (let n = 1; n < 12; n++) {
      ends(n)
      pauses.push(pass())
      listens(n + 1)
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000])
    expect(spawned).toHaveLength(13)
    expect(told[0]).toBe('worker 2 (process 102) ended: SIGKILL.')
  })

  it('starts soon again after it has run for a while', async () => {
    const { ends, pass, listens, timers } = await running(1)
    ends(0)
    pass()
    ends(1)
    expect(pass()).toBe(200)
    listens(2)
    for (const { then } of timers.filter(({ milliseconds }) => milliseconds === 30_000)) then()
    ends(2)
    expect(pass()).toBe(100)
  })

  it('ends the server when it cannot be started eight times in a row', async () => {
    const { supervisor, ends, pass, spawned } = await running(1)
    ends(0)
    for (let n = 1; n <= 7; n++) {
      pass()
      ends(n, { code: 1 })
    }
    pass()
    ends(8, { code: 1 })
    expect(await supervisor.failed).toMatchObject({ message: 'Worker 1 does not start, however often it is tried. It said why above.' })
    expect(spawned).toHaveLength(9)
  })

  it('ends the server when it could not write the audit', async () => {
    const { supervisor, ends, timers } = await running()
    const before = timers.length
    ends(0, { code: AUDIT_BROKEN })
    expect((await supervisor.failed).message).toContain('The audit cannot be written')
    expect(timers).toHaveLength(before)
  })
})

describe('replacing all workers', () => {
  it('lets each accept connections until its successor does, one after another', async () => {
    const { supervisor, listens, retires, ends, sent, spawned, told } = await running()
    const replaced = supervisor.replaceAll()
    expect([spawned.length, sent(0)]).toEqual([3, []])
    listens(2)
    expect([sent(0), sent(1)]).toEqual([['retire'], []])
    await settled()
    // The first one may still accept a connection.
    expect(spawned).toHaveLength(3)
    retires(0)
    await settled()
    expect(spawned).toHaveLength(4)
    listens(3)
    retires(1)
    await replaced
    expect([sent(0), sent(1)]).toEqual([['retire'], ['retire']])
    // They leave when their clients do, and nobody takes their places.
    for (const n of [0, 1]) ends(n, { code: 0 })
    expect([spawned.length, told.at(-1)]).toEqual([4, 'restarted the workers'])
  })

  it('stops where one does not start, and keeps those that listen', async () => {
    const { supervisor, ends, sent, spawned, told } = await running()
    const replaced = supervisor.replaceAll()
    ends(2, { code: 1 })
    await replaced
    expect([spawned.length, sent(0), sent(1)]).toEqual([3, [], []])
    expect(told.at(-1)).toBe('The restart has stopped: a new worker 1 did not start. The workers of before go on.')
  })

  it('is done again for a signal that comes meanwhile, once', async () => {
    const { supervisor, listens, retires, spawned } = await running(1)
    const replaced = supervisor.replaceAll()
    for (let times = 0; times < 3; times++) await supervisor.replaceAll()
    for (const n of [1, 2]) {
      listens(n)
      retires(n - 1)
      await settled()
    }
    await replaced
    expect(spawned).toHaveLength(3)
  })

  it('takes the place of one that has ended meanwhile', async () => {
    const { supervisor, listens, ends, timers, spawned } = await running(1)
    const replaced = supervisor.replaceAll()
    ends(0)
    listens(1)
    await replaced
    expect([timers.filter(({ milliseconds }) => milliseconds === 100), spawned.length]).toEqual([[], 2])
  })

  it('leaves out one that was starting again when the signal came', async () => {
    const { supervisor, listens, ends, pass, sent, spawned } = await running(1)
    ends(0)
    pass()
    const replaced = supervisor.replaceAll()
    listens(2)
    await replaced
    // It may say so before it ends: it has the files of before the signal.
    listens(1)
    ends(1)
    expect(spawned.map(({ killed }) => killed)).toEqual([false, true, false])
    expect([sent(1), sent(2), spawned.length, supervisor.isListening]).toEqual([['retire'], [], 3, true])
  })

  it('waits for one that listened again meanwhile', async () => {
    const { supervisor, listens, retires, ends, pass, sent, told } = await running(1)
    ends(0)
    pass()
    const replaced = supervisor.replaceAll()
    listens(1)
    listens(2)
    await settled()
    expect([sent(1), told.at(-1)]).toEqual([['retire'], 'restarting the workers one after another'])
    retires(1)
    await replaced
    expect(told.at(-1)).toBe('restarted the workers')
  })

  it('tells one that has not left after an hour to drain', async () => {
    const { supervisor, listens, retires, timers, sent } = await running(1)
    const replaced = supervisor.replaceAll()
    listens(1)
    retires(0)
    await replaced
    timers.find(({ milliseconds }) => milliseconds === 3_600_000)!.then()
    expect(sent(0)).toEqual(['retire', 'drain'])
  })
})

describe('a stop', () => {
  it('drains all workers, also one that is leaving, kills those that start, and waits for all', async () => {
    const { supervisor, listens, retires, ends, sent, spawned, timers } = await running()
    const replaced = supervisor.replaceAll()
    listens(2)
    retires(0)
    await settled()
    let isOver = false
    const stopped = supervisor.stop().then(() => (isOver = true))
    expect([sent(0).at(-1), sent(1).at(-1), sent(2).at(-1)]).toEqual(['drain', 'drain', 'drain'])
    expect(spawned.map(({ killed }) => killed)).toEqual([false, false, false, true])
    for (const n of [0, 1, 3]) ends(n, { code: 0 })
    await settled()
    expect(isOver).toBe(false)
    ends(2, { code: 0 })
    await stopped
    await replaced
    expect([spawned.length, timers]).toEqual([4, []])
  })

  it('kills what has not ended after 13 seconds', async () => {
    const { supervisor, ends, spawned, timers } = await running(1)
    const stopped = supervisor.stop()
    timers.find(({ milliseconds }) => milliseconds === 13_000)!.then()
    expect(spawned[0]!.killed).toBe(true)
    ends(0)
    await stopped
  })

  it('starts no worker that was to be started again', async () => {
    const { supervisor, ends, timers, spawned } = await running(1)
    ends(0)
    await supervisor.stop()
    expect([timers, spawned.length]).toEqual([[], 1])
  })
})

describe('the parts of an upload', () => {
  it('are removed when every other worker has let go of them', async () => {
    const { spawned, sent, ends } = await running(3)
    const [a, b, c] = spawned
    a!.events.said({ is: 'removing', upload: 'u' })
    expect([sent(0), sent(1), sent(2)]).toEqual([[], ['let go'], ['let go']])
    b!.events.said({ is: 'unread', upload: 'u' })
    expect(sent(0)).toEqual([])
    // One that has ended reads nothing.
    ends(2)
    expect(c!.sent).toHaveLength(1)
    expect(a!.sent).toEqual([{ do: 'remove', upload: 'u' }])
  })

  it('are removed at once where there is no other worker', async () => {
    const { spawned } = await running(1)
    spawned[0]!.events.said({ is: 'removing', upload: 'u' })
    expect(spawned[0]!.sent).toEqual([{ do: 'remove', upload: 'u' }])
  })
})

describe('what workers tell each other', () => {
  it('is passed on to those that answer requests, and not back', async () => {
    const { supervisor, spawned, sent } = await running(3)
    void supervisor.replaceAll()
    spawned[0]!.events.said({ is: 'counted', requests: { key: [['K', 1]] } })
    expect([0, 1, 2, 3].map(sent)).toEqual([[], ['count'], ['count'], []])
  })

  it('is what the supervisor asks of each: metrics, and diagnostics', async () => {
    const { supervisor, spawned, sent, ends } = await running(3)
    const metrics = supervisor.metrics()
    spawned[1]!.events.said({ is: 'measured', number: 1, metrics: [{ name: 'a' }] })
    ends(2)
    spawned[0]!.events.said({ is: 'measured', number: 1, metrics: [] })
    expect(await metrics).toEqual([[{ name: 'a' }], []])
    supervisor.diagnose()
    expect([0, 1, 2].map(sent)).toEqual([['measure', 'diagnose'], ['measure', 'diagnose'], ['measure']])
  })

  it('says whether one of them takes connections', async () => {
    const { supervisor, ends } = await running(1)
    expect([supervisor.isListening, supervisor.isStopping]).toEqual([true, false])
    ends(0)
    expect(supervisor.isListening).toBe(false)
    void supervisor.stop()
    expect(supervisor.isStopping).toBe(true)
  })
})

describe('a master key that a worker replaces', () => {
  const handedTo = (g: Awaited<ReturnType<typeof running>>, n: number) => {
    g.spawned[n]!.events.said({ is: 'joined' })
    const opened = g.spawned[n]!.sent.find((message) => message.do === 'open')
    return opened?.do === 'open' ? opened.masterKeys : undefined
  }

  it('is taken by every other worker, starting ones too, and handed to those that are started later', async () => {
    const g = await running(3)
    g.ends(2)
    g.pass()
    g.spawned[0]!.events.said({ is: 'replacing', masterKey: 'second' })
    expect(g.spawned.map(({ sent }) => sent)).toEqual([[{ do: 'may replace', may: true }], [], [], []])
    g.spawned[0]!.events.said({ is: 'replaced', how: 'replaced' })
    expect([1, 3].map((n) => g.spawned[n]!.sent)).toEqual(Array(2).fill([{ do: 'take', masterKey: 'second' }]))
    expect(g.sent(0)).toEqual(['may replace'])
    expect(handedTo(g, 3)).toEqual(['second'])
  })

  it('is handed over next to the former one where the worker was killed before it could say what became of it', async () => {
    const g = await running(2)
    g.spawned[0]!.events.said({ is: 'replacing', masterKey: 'second' })
    g.ends(0)
    g.pass()
    expect(handedTo(g, 2)).toEqual(['first', 'second'])
    expect(g.sent(1)).toEqual([])
  })

  it('is forgotten where it was not replaced', async () => {
    const g = await running(2)
    g.spawned[0]!.events.said({ is: 'replacing', masterKey: 'second' })
    g.spawned[0]!.events.said({ is: 'replaced', how: 'as before' })
    g.ends(1)
    g.pass()
    expect([handedTo(g, 2), g.sent(1)]).toEqual([['first'], []])
  })

  it('is replaced by one worker at a time', async () => {
    const g = await running(2)
    g.spawned[0]!.events.said({ is: 'replacing', masterKey: 'second' })
    g.spawned[1]!.events.said({ is: 'replacing', masterKey: 'third' })
    expect(g.spawned[1]!.sent).toEqual([{ do: 'may replace', may: false }])
  })
})
