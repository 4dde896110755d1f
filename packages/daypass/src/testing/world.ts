/**
 * testing: a deterministic installation in memory: a controlled clock, counted ids, a memory store; exported as daypass/testing. Owns what tests
 * share. Refuses to be imported by anything but tests.
 * May know: everything but server and cli.
 */
import { createSecretKey } from 'node:crypto'
import { Access } from '../access/access.js'
import { parseArn, rootArn, userArn } from '../core/arn.js'
import type { Caller, RootCaller, UserCaller } from '../core/caller.js'
import type { MovableClock } from '../core/clock.js'
import { COMMON_ERROR_CODES, WireError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import { newUniqueId } from '../core/ids.js'
import type { Operation } from '../core/operation.js'
import { type Endpoint, HOME_REGION } from '../core/region.js'
import type { RequestEvent } from '../core/request-event.js'
import { PasswordHashing } from '../credentials/passwords/password-hashing.js'
import { type AccountQuota, AccountQuotas } from '../directory/account/quotas.js'
import { awsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import { LastUseTracker } from '../directory/iam/last-use/last-use-tracker.js'
import { users } from '../directory/iam/user.js'
import { KeyRing } from '../directory/key-ring.js'
import { type Reader, readSnapshot, transact, type Writer } from '../directory/state.js'
import { type AccessTokens, askingProviders } from '../federation/access-tokens/access-tokens.js'
import type { KeySets } from '../federation/key-sets/key-sets.js'
import { fetchRules } from '../federation/key-sets/open-key-sets.js'
import { noKey } from '../federation/oidc/token-problem.js'
import { SAML_DEFAULTS, type SamlSettings } from '../federation/saml/saml-settings.js'
import { type InstalledService, makeRuntime, type Parts } from '../installation/runtime.js'
import { type ServiceName, servicesByName } from '../installation/services.js'
import { answerRequest, type Runtime } from '../pipeline/pipeline.js'
import type { OrganizationsSetting } from '../services/organizations/organizations-deps.js'
import { openMemoryStore } from '../store/memory/memory-store.js'
import { errorOf, loadModel } from '../wire/model.js'
import { countedIds } from './counted-ids.js'
import { worldFiles } from './world-files.js'

/** The account of every world. */
export const ACCOUNT = '000000000000'
/** 2026-01-02T03:04:05Z, the start time of every world. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5)

/** The base URL of the issuers of web identity tokens of every world. */
export const ISSUER_BASE = 'https://daypass.test'

/** The root user of a world's account. */
export const root: RootCaller = {
  kind: 'root',
  account: ACCOUNT,
  arn: rootArn(ACCOUNT),
  userId: ACCOUNT,
  accessKeyId: 'AKIAQAAAAAAATESTROOT',
}

/** The result of an operation: its output, or the error that rejected it. */
export type Outcome =
  | { readonly output: Record<string, unknown>; readonly event: RequestEvent }
  | { readonly error: unknown; readonly event: RequestEvent }

/** Hashes of passwords cost next to nothing here. */
const CHEAP = { N: 2, r: 1, p: 1 }

type HandlerOf<Called extends Operation> = Called['handle']

/** The input of an operation, as in its model; any object where its type is unknown. */
export type InputOf<Called extends Operation> = [Parameters<HandlerOf<Called>>[0]] extends [never]
  ? object
  : Parameters<HandlerOf<Called>>[0] & object

/** The output of an operation, as in its model; any record where its type is unknown. */
export type OutputOf<Called extends Operation> =
  unknown extends ReturnType<HandlerOf<Called>> ? Record<string, unknown> : Awaited<ReturnType<HandlerOf<Called>>>

const awsManaged = awsManagedPolicies()

/** The parts of an installation, in memory. */
async function makeParts(options: WorldOptions) {
  const {
    explainErrors = false,
    quotas = {},
    organizations = 'installation',
    keys = NO_KEYS,
    accessTokens = askingProviders({}, NO_NETWORK),
    everyClaimOf = [],
    saml = {},
  } = options
  const store = openMemoryStore()
  const clock = stoppedClock()
  const ids = countedIds()
  const ring = new KeyRing(createSecretKey(Buffer.alloc(32, 7)))
  await transact(store, (state) => {
    ring.rotate(state, 'storage', { ids, now: clock.now() })
    ring.rotate(state, 'session', { ids, now: clock.now() })
  })
  const files = worldFiles({ ids, ring, read: (body) => readSnapshot(store, body), warn: () => {} })
  const events: RequestEvent[] = []
  return {
    account: ACCOUNT,
    store,
    clock,
    ids,
    ring,
    passwords: new PasswordHashing(ids, CHEAP),
    lastUse: new LastUseTracker(),
    quotas: new AccountQuotas(quotas),
    files,
    awsManaged,
    access: new Access(awsManaged),
    issuerBase: () => ISSUER_BASE,
    oidc: { keys, accessTokens, loopbackHttp: false, everyClaimOf: new Set(everyClaimOf) },
    saml: { ...SAML_DEFAULTS, ...saml },
    explainErrors,
    organizations,
    rest: async () => {},
    events,
    record: (event: RequestEvent) => void events.push(event),
  }
}

type WorldParts = Omit<Parts, 'authenticate' | 'requireCurrent'> & { readonly events: readonly RequestEvent[] }

/** A world has no network: no issuer has keys, unless a test gives them. */
const NO_KEYS: KeySets = { find: async ({ issuer }) => noKey(`The issuer ${issuer} cannot be reached from a world.`) }

const NO_NETWORK = fetchRules({}, false)

/** What may differ from world to world. */
export interface WorldOptions {
  readonly explainErrors?: boolean
  /** The keys of issuers of tokens. */
  readonly keys?: KeySets
  /** Whose access tokens are. */
  readonly accessTokens?: AccessTokens
  /** Issuers whose every claim is a condition key. */
  readonly everyClaimOf?: readonly string[]
  /** What assertions must fit, where that is not the default. */
  readonly saml?: Partial<SamlSettings>
  /** Which accounts may create an organization. */
  readonly organizations?: OrganizationsSetting
  /** How many an account may have of a kind, where that is not AWS's default. */
  readonly quotas?: Partial<Record<AccountQuota, number>>
}

/** A new installation in memory. */
export async function world(options: WorldOptions = {}) {
  const parts = await makeParts(options)
  const { store } = parts
  return {
    ...parts,
    ...calls(parts),
    /** The same calls, sent to another endpoint than the custom address, signed for us-east-1. */
    at: (endpoint: Endpoint) => calls(parts, endpoint),
    /** Reads the current state. */
    read: <T>(body: (state: Reader) => T): T => readSnapshot(store, body),
    /** Changes the state directly. */
    change: <T>(body: (state: Writer) => T | Promise<T>): Promise<T> => transact(store, body),
    /** Creates a user with inline policies, and returns it as a caller with a long-term key. */
    user: (name: string, policies: Record<string, object> = {}): Promise<UserCaller> => makeUser(parts, name, policies),
  }
}

/** The result of {@link world}. */
export type World = Awaited<ReturnType<typeof world>>

function calls(parts: WorldParts, at: Endpoint = { region: HOME_REGION, kind: 'custom' }) {
  /** Runs an operation through the whole pipeline except the wire protocol: authorize, handle, commit. */
  async function attempt(operation: Operation, input: object, caller: Caller = root): Promise<Outcome> {
    const runtime = makeRuntime({
      ...parts,
      requireCurrent: () => {},
      authenticate: () => ({ caller, region: at.region, endpoint: at.kind, payload: noPayload, context: {} }),
    })
    const outcome = await run(runtime, operation, input)
    const event = parts.events.at(-1) as RequestEvent
    requireDeclared(operation, event)
    requireResources(operation, event)
    return { ...outcome, event }
  }

  /** The output of an operation that must succeed; throws its error otherwise. */
  async function call<Called extends Operation>(operation: Called, input: InputOf<Called>, caller?: Caller): Promise<OutputOf<Called>> {
    const outcome = await attempt(operation, input, caller)
    if ('error' in outcome) throw outcome.error
    return outcome.output as OutputOf<Called>
  }

  /** Code and message of the error of an operation that must fail. */
  async function refusal(operation: Operation, input: object, caller?: Caller): Promise<{ code: string; message: string }> {
    const outcome = await attempt(operation, input, caller)
    if (!('error' in outcome)) throw new Error(`${operation.name} was not refused`)
    const { code = 'defect', message } = outcome.error as { code?: string; message: string }
    return { code, message }
  }
  return { attempt, call, refusal }
}

/** Throws when an operation required an action that it does not declare: the support table would not list it. */
function requireDeclared({ name, actions }: Operation, { questions }: RequestEvent): void {
  const undeclared = questions.find(({ question }) => actions?.includes(question.action) === false)
  if (undeclared !== undefined) throw new Error(`${name} asks ${undeclared.question.action} and does not declare it`)
}

/** Throws if a required permission is not for an ARN or for everything: no policy could name it. */
function requireResources({ name }: Operation, { questions }: RequestEvent): void {
  const strange = questions.find(
    ({ question: { resource } }) => resource !== '*' && parseArn(resource) === undefined && !resource.includes('*'),
  )
  if (strange !== undefined) throw new Error(`${name} requires a permission on ${strange.question.resource}, which is not an ARN`)
}

/** Whether the model or the overlay of the service lists an error for the operation: on the wire any other is an internal error. */
function isListed(error: unknown, { service, name }: Operation): boolean {
  if (!(error instanceof WireError) || COMMON_ERROR_CODES.some((code) => code === error.code)) return true
  const model = loadModel(service)
  return !model.operations.has(name) || errorOf(model, name, error.code) !== undefined
}

const unlisted = ({ code, message }: WireError, { name }: Operation) =>
  new Error(`${name} does not list ${code} (${message}): the overlay of its service must, or the answer is a 500`)

/** The pipeline with a protocol that carries values instead of bytes. */
async function run(
  runtime: Runtime<InstalledService>,
  operation: Operation,
  input: object,
): Promise<{ output: Record<string, unknown> } | { error: unknown }> {
  let outcome: { output: Record<string, unknown> } | { error: unknown } | undefined
  const service: InstalledService | undefined = servicesByName[operation.service as ServiceName]
  if (service === undefined)
    throw new Error(`${operation.service} is not in the list of services: node tools/operation-lists.mjs writes it`)
  const protocol: Protocol<InstalledService> = {
    service,
    model: loadModel(service.name),
    route: () => ({ operation, decode: () => input }),
    encode: (_routed, output) => {
      outcome = { output: output as Record<string, unknown> }
      return { status: 200, headers: {}, body: '' }
    },
    fail: (error) => {
      outcome = { error: isListed(error, operation) ? error : unlisted(error as WireError, operation) }
      return { status: 400, headers: {}, body: '', code: (error as { code?: string }).code ?? 'InternalFailure' }
    },
  }
  await answerRequest(runtime, protocol, request)
  if (outcome === undefined) throw new Error('the pipeline gave no answer')
  return outcome
}

function makeUser(parts: WorldParts, name: string, policies: Record<string, object>): Promise<UserCaller> {
  const { store, ids, clock } = parts
  return transact(store, (state) => {
    const id = newUniqueId(ids, 'AIDA', ACCOUNT)
    const inlinePolicies = Object.fromEntries(Object.entries(policies).map(([policy, document]) => [policy, JSON.stringify(document)]))
    const base = { account: ACCOUNT, name, path: '/', id, createdAt: clock.now(), tags: {}, attachedPolicies: [], accessKeyIds: [] }
    users.put(state, { ...base, inlinePolicies })
    return { kind: 'user', account: ACCOUNT, arn: userArn(ACCOUNT, '/', name), userId: id, accessKeyId: 'AKIAQAAAAAAATESTUSER', id, name }
  })
}

/** A clock that stands still until it is moved; wall and installation time differ by the offset. */
export function stoppedClock(): MovableClock {
  let offset = 0
  const move = (next: number) => {
    offset = next
  }
  return { now: () => START + offset, wall: () => START, monotonic: () => offset, offset: () => offset, move }
}

const noPayload = {
  bytes: async () => new Uint8Array(0),
  async *stream() {},
  hasChecksum: false,
  trailers: () => new Map<string, string>(),
}

const request: Request = {
  id: '00000000-0000-4000-8000-000000000000',
  method: 'POST',
  path: '/',
  query: '',
  rawHeaders: [],
  headers: {},
  sourceIp: '127.0.0.1',
  secure: false,
  body: noPayload.stream(),
}
