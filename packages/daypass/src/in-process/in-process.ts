/**
 * in-process: `startDaypass()`, a whole server inside a test, exported as `daypass`. It owns what it keeps (memory, a port on loopback, a clock) and ends
 * all of it at `close`. It refuses to listen on any other address, and has no way past authentication and authorization. May know: everything but
 * testing and cli.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplyCaller } from '../apply/accounts.js'
import { clientOf } from '../apply/calls/client.js'
import type { AccountDocument } from '../apply/document/document.js'
import { DocumentFaults } from '../apply/document/fault.js'
import { ApplyStopped } from '../apply/perform.js'
import { lineAudit } from '../audit/audit.js'
import { systemClock } from '../core/clock.js'
import { type Ids, newAccessKeyId, newSecretAccessKey, newUuid, systemIds } from '../core/ids.js'
import { HOME_REGION } from '../core/region.js'
import type { Development } from '../installation/development/development.js'
import type { FaultRequest, WaitingFault } from '../installation/development/faults.js'
import type { SnapshotFacts } from '../installation/development/snapshots.js'
import type { TokenRequest } from '../installation/development/test-issuer.js'
import { type Installation, openInstallation } from '../installation/installation.js'
import { offsetOf } from '../server/development/clock.js'
import { operationsOf } from '../server/development/fault.js'
import { trustProxies } from '../server/proxies.js'
import { listen } from '../server/server.js'
import { type Applied, type AppliedAccount, applyInProcess, type KnownKeys } from './apply-in-process.js'
import { callsInProcess } from './call-in-process.js'
import { type Credentials, type DaypassOptions, optionProblem } from './options.js'

export type { AccountDocument, Applied, AppliedAccount, Credentials, DaypassOptions }
export { ApplyStopped, DocumentFaults }

/** An account, and the key of its root user. */
export interface DaypassAccount {
  /** 12 digits. */
  readonly id: string
  readonly credentials: Credentials
}

/** The clock of the installation: issue times, expiry and `aws:CurrentTime`. The age of signatures follows the machine's clock. */
export interface DaypassClock {
  now(): Date
  /** Moves it to a time, 1970 to 9998. */
  set(time: Date): Promise<void>
  /** Moves it by an ISO 8601 duration: `PT1H`, `P1D`, `-PT5M`. */
  advance(duration: string): Promise<void>
}

/** A running server. */
export interface Daypass {
  /** `http://127.0.0.1:<port>`: the endpoint of every service. */
  readonly endpoint: string
  readonly region: string
  /** The installation's own account. */
  readonly account: DaypassAccount
  readonly clock: DaypassClock
  /** Makes another account: one for each test that runs at the same time as others. Nothing of one can be reached from another unless its policies say so. */
  createAccount(name?: string): Promise<DaypassAccount>
  /**
   * Makes users, roles, policies, buckets, other accounts and an organization as a document says (docs/apply.md): an object, or YAML text. Applied twice,
   * it changes nothing the second time. Rejects with `DocumentFaults`, which lists everything that is wrong, or with `ApplyStopped`.
   */
  apply(document: AccountDocument | string): Promise<Applied>
  /** Brings back the state after the start: no data, the root key, the clock where the options put it, no fault. Snapshots stay. */
  reset(): Promise<void>
  /** Keeps all data, and how far the clock was moved, under a name: 1 to 64 of the characters `A-Z a-z 0-9 . _ -`. Replaces an older one of that name. */
  snapshot(name: string): Promise<SnapshotFacts>
  /** Brings a snapshot back, in one step. Sessions end, also those that are older than the snapshot; long-term keys are as they were. */
  restore(name: string): Promise<void>
  removeSnapshot(name: string): Promise<void>
  snapshots(): SnapshotFacts[]
  /** Asks for a fault for the next calls of an operation. */
  fault(request: FaultRequest): void
  /** The faults that wait for calls. */
  faults(): readonly WaitingFault[]
  clearFaults(): void
  /**
   * Makes a token of an identity provider, with any claims, of any issuer (docs/openid-connect.md): only this server takes it. Roles must trust the issuer.
   */
  mintToken(request?: TokenRequest): Promise<string>
  /** Lets requests in flight finish, then ends; all data is gone. */
  close(): Promise<void>
}

/**
 * Starts a server in this process: in memory, on 127.0.0.1, with what `--dev` opens. Throws if an option is not valid or the port is taken.
 * @example const daypass = await startDaypass()
 */
export async function startDaypass(options: DaypassOptions = {}): Promise<Daypass> {
  const problem = optionProblem(options)
  if (problem !== undefined) throw new TypeError(`startDaypass: ${problem}`)
  const { account = '000000000000', port = 0 } = options
  const ids = systemIds()
  const credentials = options.rootKey ?? { accessKeyId: newAccessKeyId(ids, 'AKIA', account), secretAccessKey: newSecretAccessKey(ids) }
  const installation = await open(options, { account, credentials, ids })
  const { development } = installation
  try {
    if (development === undefined) throw new Error('an installation with dev has no development')
    await development.reset()
    const listening = await listen(installation, { host: '127.0.0.1', port, tls: undefined, proxies: trustProxies([]), dev: true })
    const endpoint = `http://127.0.0.1:${listening.port}`
    installation.announce(endpoint)
    const close = once(async () => {
      await listening.drain()
      await installation.close()
    })
    return { endpoint, region: HOME_REGION, ...controls(installation, development, { id: account, credentials }), close }
  } catch (error) {
    await installation.close()
    throw error
  }
}

interface Identity {
  readonly account: string
  readonly credentials: Credentials
  readonly ids: Ids
}

function open({ now, explainErrors, audit }: DaypassOptions, { account, credentials, ids }: Identity): Promise<Installation> {
  return openInstallation({
    // Nothing is written there, because both keys are given.
    dataDir: join(tmpdir(), newUuid(ids)),
    store: 'memory',
    masterKey: { value: Buffer.from(ids.bytes(32)).toString('hex'), besideData: '', mayMake: false, warn: () => {} },
    account,
    root: credentials,
    audit: lineAudit(linesTo(audit), () => {}),
    explainErrors,
    // As on loopback: only this process and this machine reach it.
    s3SigV2Presign: true,
    dev: true,
    resetOffset: now === undefined ? 0 : offsetTo(now, { clock: systemClock() }),
  })
}

/** Writes the lines of the audit to a function: each is whole, because every one is written. */
const linesTo =
  (audit: DaypassOptions['audit']) =>
  (bytes: Uint8Array): number => {
    if (audit !== undefined)
      for (const line of new TextDecoder().decode(bytes).split('\n')) if (line !== '') audit(JSON.parse(line) as Record<string, unknown>)
    return bytes.length
  }

function offsetTo(time: Date, from: Pick<Installation, 'clock'>): number {
  const offset = Number.isNaN(time.getTime()) ? undefined : offsetOf({ now: time.toISOString() }, from)
  if (offset === undefined) throw new RangeError('the clock can show the years 1970 to 9998')
  return offset
}

function controls(
  installation: Installation,
  development: Development,
  account: DaypassAccount,
): Omit<Daypass, 'endpoint' | 'region' | 'close'> {
  const { faults } = development
  const caller: ApplyCaller = { transport: callsInProcess(installation), key: account.credentials, called: 'the root key of this server' }
  const known: KnownKeys = new Map()
  return {
    account,
    clock: {
      now: () => new Date(installation.clock.now()),
      set: async (time) => development.moveClock(offsetTo(time, installation)),
      async advance(duration) {
        const offset = offsetOf({ advance: duration }, installation)
        if (offset === undefined)
          throw new RangeError('the duration must be like PT1H, P1D or -PT5M, and the time in the years 1970 to 9998')
        await development.moveClock(offset)
      },
    },
    async createAccount(name = 'test') {
      const made = await clientOf(caller.transport, caller.key).daypass('CreateAccount', { Name: name })
      const { AccountId: id = '', AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = made as Record<string, string>
      const credentials = { accessKeyId, secretAccessKey }
      known.set(id, credentials)
      return { id, credentials }
    },
    apply: (document) => applyInProcess(document, caller, known),
    reset: () => development.reset(),
    snapshot: (name) => development.snapshot(name),
    restore: (name) => development.restore(name),
    removeSnapshot: (name) => development.removeSnapshot(name),
    snapshots: () => development.snapshots(),
    fault: (request) => void faults.add(request, operationsOf(installation)),
    faults: () => faults.list(),
    clearFaults: () => faults.clear(),
    mintToken: (request = {}) => development.testIssuer.mint(request),
  }
}

/** Does it at the first call; every call gets the same promise. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}
