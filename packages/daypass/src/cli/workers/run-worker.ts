import { createSecretKey, type KeyObject } from 'node:crypto'
import type { CountedRequests } from '../../installation/limits/rate-limits.js'
import type { OtherCounters } from '../../installation/limits/shared-counts.js'
import type { SharedMaster } from '../../installation/workers/shared-master.js'
import type { Listening } from '../../server/server.js'
import { VERSION } from '../../server/version.js'
import type { OtherReaders } from '../../services/s3/bodies/body-readers.js'
import { joinLock } from '../../store/lmdb/lock.js'
import type { Monitor } from '../monitor/monitor.js'
import { tell } from '../output/tell.js'
import { UsageError } from '../usage-error.js'
import { AUDIT_BROKEN, type FromWorker, type ToWorker } from './messages.js'
import type { Serving } from './serving.js'
import { shareOutput } from './shared-output.js'

type Message<Do extends ToWorker['do']> = Extract<ToWorker, { readonly do: Do }>

/**
 * One worker of a server: it answers requests until its supervisor tells it to stop. It joins the lock of the data directory before it opens anything, and ends
 * at once when its supervisor is gone: whoever gets the lock after that must be alone.
 */
export async function runWorker(serving: () => Serving): Promise<void> {
  try {
    await work(serving())
  } catch (error) {
    // Its caller says why; then nothing must keep this process alive.
    process.channel?.unref()
    setTimeout(() => process.exit(1), LAST_WORDS).unref()
    throw error
  }
}

/** Milliseconds. */
const LAST_WORDS = 1_000

async function work(serving: Serving): Promise<void> {
  // The supervisor gets them too, and decides: a terminal and systemd send them to all processes of a server.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {})
  const monitor = await serving.monitor()
  const supervisor = connectToSupervisor()
  supervisor.say({ is: 'ready' })
  const { mark, version } = await supervisor.hears('join')
  if (version !== VERSION)
    throw new UsageError(
      `The installed daypass is version ${VERSION}, and the server runs version ${version}. Stop the server, and start it again: a restart of its workers does not change the version.`,
    )
  const leaveLock = await joinLock(serving.dataDir, mark)
  supervisor.say({ is: 'joined' })
  const at = await supervisor.hears('open')
  const output = shareOutput(1, serving.dataDir, (code) => {
    tell(`Standard output cannot be written (${code}). The audit goes there, and the server does not run without it.`)
    process.exit(AUDIT_BROKEN)
  })
  const audit = serving.audit(output.write)
  const { otherReaders, otherCounters, sharedMaster } = supervisor
  const handedKeys = at.masterKeys.map(keyOfText)
  const shared = { otherReaders, otherCounters, sharedMaster }
  const installation = await serving.open({ role: 'worker', audit, observe: monitor.observe, handedKeys, ...shared })
  const tracer = await serving.tracer()
  const listening = await serving.startListening(installation, { ...at, tracer })
  monitor.watch({ installation, listening, audit, tracer })
  supervisor.showMonitor(monitor)
  installation.announce(serving.endpoint(at.port))
  supervisor.say({ is: 'listening' })
  await endOf(supervisor, listening)
  await installation.close()
  await tracer?.close()
  await output.close()
  await leaveLock()
  // Its channel to the supervisor would keep it alive.
  process.exit(0)
}

const keyOfText = (base64: string): KeyObject => createSecretKey(Buffer.from(base64, 'base64'))

/** What the supervisor says, and how to answer. */
function connectToSupervisor() {
  const waiting = new Map<ToWorker['do'], (message: ToWorker) => void>()
  const removals = new Map<string, () => void>()
  let letGo: (upload: string) => Promise<void> = async () => {}
  let count: (requests: CountedRequests) => void = () => {}
  /** Whoever asks may ask again before the answer: it answers in turn. */
  const asked: ((may: boolean) => void)[] = []
  let taken: KeyObject | undefined
  let take = (next: KeyObject): void => {
    taken = next
  }
  let monitor: Pick<Monitor, 'metrics' | 'diagnose'> | undefined
  // A supervisor that is gone takes nothing: `disconnect` ends this process.
  const say = (message: FromWorker): void => void process.send?.(message, undefined, undefined, () => {})
  process.on('disconnect', () => process.exit(1))
  process.on('message', (message: ToWorker) => {
    if (message.do === 'let go') void letGo(message.upload).then(() => say({ is: 'unread', upload: message.upload }))
    else if (message.do === 'remove') {
      removals.get(message.upload)?.()
      removals.delete(message.upload)
    } else if (message.do === 'count') count(message.requests)
    else if (message.do === 'diagnose') monitor?.diagnose()
    else if (message.do === 'measure') void measure(message.number)
    else if (message.do === 'may replace') asked.shift()?.(message.may)
    else if (message.do === 'take') take(keyOfText(message.masterKey))
    else waiting.get(message.do)?.(message)
  })
  const measure = async (number: number): Promise<void> => {
    // While it stops, its store is closed: it is left out.
    const metrics = await monitor?.metrics().catch(() => [])
    say({ is: 'measured', number, metrics: metrics ?? [] })
  }
  const hears = <Do extends ToWorker['do']>(what: Do): Promise<Message<Do>> =>
    new Promise((resolve) => waiting.set(what, (message) => resolve(message as Message<Do>)))
  const otherReaders: OtherReaders = {
    letGo: (upload) =>
      new Promise((resolve) => {
        removals.set(upload, resolve)
        say({ is: 'removing', upload })
      }),
    whenAsked: (then) => {
      letGo = then
    },
  }
  const otherCounters: OtherCounters = {
    tell: (requests) => say({ is: 'counted', requests }),
    whenTold: (then) => {
      count = then
    },
  }
  const sharedMaster: SharedMaster = {
    begin: (next) =>
      new Promise((resolve) => {
        asked.push(resolve)
        say({ is: 'replacing', masterKey: next.export().toString('base64') })
      }),
    end: (how) => say({ is: 'replaced', how }),
    whenReplaced(then) {
      take = then
      // While this worker was starting.
      if (taken !== undefined) then(taken)
    },
  }
  const showMonitor = (shown: Pick<Monitor, 'metrics' | 'diagnose'>): void => {
    monitor = shown
  }
  return { say, hears, otherReaders, otherCounters, sharedMaster, showMonitor }
}

/** Resolves when the supervisor has ended what listens: one that retires can still be told to drain. */
async function endOf({ hears, say }: ReturnType<typeof connectToSupervisor>, listening: Listening): Promise<void> {
  const drained = hears('drain').then(() => listening.drain())
  const retired = hears('retire').then(() => {
    const over = listening.retire()
    say({ is: 'retiring' })
    return over
  })
  await Promise.race([drained, retired])
}
