import type { ChildProcess } from 'node:child_process'
import cluster from 'node:cluster'
import { newUuid, systemIds } from '../../core/ids.js'
import { escapeLines } from '../../core/text/unprintable.js'
import { inWords } from '../../installation/data-directory/disk-refusal.js'
import { requirePrivateDirectory } from '../../installation/data-directory/private-directory.js'
import { takeLock } from '../../installation/open-store.js'
import { VERSION } from '../../server/version.js'
import { removeFromLock } from '../../store/lmdb/lock.js'
import { tell, tellAsIs } from '../output/tell.js'
import type { FromWorker } from './messages.js'
import type { Serving } from './serving.js'
import { shareOutput } from './shared-output.js'
import { Supervisor, type WorkerEvents, type WorkerProcess } from './supervisor.js'

/** How a server with several workers is started. */
export interface Supervising {
  readonly serving: Serving
  readonly workers: number
  /** Where it will listen: a port that was free. */
  readonly port: number
  /** Resolves when it has to stop. */
  readonly stopped: Promise<void>
}

/**
 * Serves with several workers: takes the lock, opens the installation once to do the work of a start, closes it again, and starts the workers. SIGHUP replaces
 * them one after another.
 */
export async function supervise({ serving, workers, port, stopped }: Supervising): Promise<void> {
  const { dataDir } = serving
  requirePrivateDirectory(dataDir)
  // From the first moment on: without a listener it would end this process.
  let supervisor: Supervisor | undefined
  process.on('SIGHUP', () => void supervisor?.replaceAll())
  process.on('SIGUSR2', () => (supervisor === undefined ? tell('No diagnostics yet: the server is starting.') : supervisor.diagnose()))
  const release = await takeLock(dataDir, tell)
  try {
    const output = inWords(dataDir, () =>
      shareOutput(1, dataDir, (code) => {
        tell(`Standard output cannot be written (${code}).`)
        process.exit(1)
      }),
    )
    let masterKey = ''
    const installation = await serving.open({
      role: 'supervisor',
      audit: serving.audit(output.write),
      keepMaster(master) {
        masterKey = master.export().toString('base64')
      },
    })
    const endpoint = serving.endpoint(port)
    const banner = serving.banner(installation)(endpoint)
    await installation.close()
    const ids = systemIds()
    const instance = newUuid(ids)
    const started = new Supervisor({
      workers,
      spawn: (events) => forkWorker({ dataDir, mark: newUuid(ids).slice(0, 8) }, events),
      version: VERSION,
      at: { instance, port },
      masterKey,
      after,
      tell,
    })
    supervisor = started
    let endMonitoring = async () => {}
    const failure = await untilTheEnd(started, async () => {
      endMonitoring = await serving.monitorWorkers(started)
      serving.keepAddress({ endpoint, instance })
      tellAsIs(escapeLines(banner), output.write)
      await Promise.race([stopped, started.failed])
    })
    await endMonitoring()
    await output.close()
    if (failure !== undefined) throw failure
    tell('stopped')
  } finally {
    await release()
  }
}

/** Starts the workers, runs `meanwhile`, and stops them. Returns why the server failed; undefined if it was told to stop. */
async function untilTheEnd(supervisor: Supervisor, meanwhile: () => Promise<void>): Promise<Error | undefined> {
  let failure: Error | undefined
  void supervisor.failed.then((reason) => {
    failure = reason
  })
  try {
    await supervisor.start()
    await meanwhile()
    tell('draining')
  } catch (error) {
    failure = error as Error
  }
  await supervisor.stop()
  return failure
}

const after = (milliseconds: number, then: () => void): (() => void) => {
  const timer = setTimeout(then, milliseconds)
  return () => clearTimeout(timer)
}

/** A process with the same command line, which finds out by itself that it is a worker. Its output is ours. */
function forkWorker({ dataDir, mark }: { readonly dataDir: string; readonly mark: string }, { said, ended }: WorkerEvents): WorkerProcess {
  // Connections go around: so a client's are spread over the workers, which share its limits.
  cluster.schedulingPolicy = cluster.SCHED_RR
  cluster.setupPrimary({ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const worker = cluster.fork()
  const { process } = worker
  worker.on('message', (message: FromWorker) => said(message))
  const closeUntaken = untakenConnection(process)
  process.once('exit', (code, signal) => {
    closeUntaken()
    removeFromLock(dataDir, process.pid ?? 0, mark)
    ended({ code, signal })
  })
  // A message to a worker that has just ended.
  process.on('error', () => {})
  return {
    pid: process.pid ?? 0,
    mark,
    send: (message) => void (process.connected && process.send(message, undefined, undefined, () => {})),
    kill: () => void process.kill('SIGKILL'),
  }
}

/**
 * Node hands a worker one connection at a time, and closes its own end once the worker has said that it took it. It forgets the connection of one that is killed
 * before: the client would wait for an answer for ever. Returns what closes it; a connection that was taken is closed here already.
 */
function untakenConnection(process: ChildProcess): () => void {
  const send = process.send.bind(process) as (message: unknown, handle?: unknown, ...others: unknown[]) => boolean
  let last: { close?: () => void } | undefined
  Object.assign(process, {
    send(message: unknown, handle?: object, ...others: unknown[]) {
      if (handle !== undefined) last = handle
      return send(message, handle, ...others)
    },
  })
  return () => last?.close?.()
}
