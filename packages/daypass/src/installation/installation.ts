/**
 * installation: the one place where the parts are put together: store, keys, directory, access, services, audit. Owns the order of starting and
 * stopping, and what each service is passed. Refuses to listen and to parse a command line.
 * May know: everything but server, cli and testing.
 */
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Access } from '../access/access.js'
import type { Audit } from '../audit/audit.js'
import { elapsedClock, type MovableClock, systemClock } from '../core/clock.js'
import { type Ids, newUuid, systemIds } from '../core/ids.js'
import type { RequestEvent } from '../core/request-event.js'
import { authenticate, requireCurrent } from '../credentials/authenticate.js'
import { OpenedSecrets } from '../credentials/long-term-secret.js'
import { OpenedSessions } from '../credentials/opened-sessions.js'
import { type IssuerDocuments, issuerDocuments } from '../credentials/outbound/issuer-documents.js'
import { PasswordHashing } from '../credentials/passwords/password-hashing.js'
import { type AccountQuota, AccountQuotas } from '../directory/account/quotas.js'
import { awsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import { samlProviders } from '../directory/iam/identity-providers/saml-provider.js'
import { LastUseTracker } from '../directory/iam/last-use/last-use-tracker.js'
import { KeyRing } from '../directory/key-ring.js'
import { referencedFiles, UnreadableRecord } from '../directory/s3/referenced-files.js'
import { removeUploadGarbage } from '../directory/s3/upload-garbage.js'
import { readSnapshot } from '../directory/state.js'
import { askingProviders, type LoginEndpoints } from '../federation/access-tokens/access-tokens.js'
import type { OidcSettings } from '../federation/key-sets/key-sets.js'
import { fetchRules, type KeyFetches, type KeySetOptions, openKeySets } from '../federation/key-sets/open-key-sets.js'
import { SAML_DEFAULTS, type SamlSettings } from '../federation/saml/saml-settings.js'
import { serviceProviderMetadata } from '../federation/saml/service-provider.js'
import type { Runtime } from '../pipeline/pipeline.js'
import type { OrganizationsSetting } from '../services/organizations/organizations-deps.js'
import { bodyReaders, type OtherReaders } from '../services/s3/bodies/body-readers.js'
import { holdable } from '../services/s3/files/held-files.js'
import { makeObjectFiles, type ObjectFiles } from '../services/s3/files/object-files.js'
import type { S3Domains } from '../services/s3/host-bucket.js'
import { SigningKeys } from '../signature/signing-keys.js'
import { type Store, UNBOUNDED } from '../store/store.js'
import { type Counting, figuresOf, type InstallationFigures } from './counting/figures.js'
import { RequestsInProgress } from './counting/in-progress.js'
import { identifyDataDirectory } from './data-directory/claim.js'
import { diskRefusal } from './data-directory/disk-refusal.js'
import { endFirstStart } from './data-directory/first-start.js'
import { claimObjects, objectsFolder, placeObjects } from './data-directory/object-folder.js'
import { requirePrivateDirectory } from './data-directory/private-directory.js'
import { tidy } from './data-directory/tidy.js'
import { type Development, develop } from './development/development.js'
import { TestIssuer } from './development/test-issuer.js'
import { establish } from './establish.js'
import { flushRegularly } from './flush-last-use.js'
import { type IssuerLocation, issuerLocation } from './issuer-location.js'
import { RateLimits, type Rates } from './limits/rate-limits.js'
import { countTogether, type OtherCounters } from './limits/shared-counts.js'
import { type MasterKeySource, readMasterKey } from './master-key.js'
import { type Meta, readMeta } from './meta.js'
import { requireKnownSchema } from './migrations.js'
import { discardLostStart, identifyNode } from './nodes/identify-node.js'
import { type EtcdSetting, openNode } from './nodes/open-node.js'
import { requireSharedObjects } from './nodes/shared-objects.js'
import { type OpenedStore, openStore, type ServerRole, type StoreKind } from './open-store.js'
import { StartupError } from './operator-error.js'
import { type InstalledService, makeRuntime } from './runtime.js'
import { faultyProtocols, type Protocols, protocols } from './services.js'
import { handedKey, joinInstallation } from './workers/join-installation.js'
import type { SharedMaster } from './workers/shared-master.js'
import { holdParts, makeUpkeep, type Upkeep } from './upkeep/upkeep.js'

/** The options for opening an installation. */
export interface InstallationOptions {
  readonly dataDir: string
  readonly store: StoreKind
  /** Where etcd is; only for a store in etcd. */
  readonly etcd?: EtcdSetting | undefined
  /** The folder of object files, an absolute path, where it is not in the data directory. A node of a cluster needs the one that all nodes share. */
  readonly objectsDir?: string | undefined
  readonly masterKey: MasterKeySource
  /** Twelve digits; by default the account of the data, `000000000000` for new data. */
  readonly account: string | undefined
  /** Key id and secret; both or neither. */
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  readonly audit: Audit
  /** Called with the event of every request, and the milliseconds since it arrived, if known. Must not throw. */
  readonly observe?: ((event: RequestEvent, took: number | undefined) => void) | undefined
  /** How many requests accounts and keys may make; by default as many as they like. */
  readonly rateLimits?: Rates | undefined
  /** The base of the URLs of web identity token issuers; by default the announced address of the server. */
  readonly issuerBase?: string | undefined
  /** Whether every denial by policy within one account carries its details, sealed. */
  readonly explainErrors?: boolean | undefined
  /** Domains below which names are buckets, besides `localhost` and AWS's own. */
  readonly s3Domains?: S3Domains | undefined
  /** Whether S3 accepts URLs and forms signed with version 2; by default no. */
  readonly s3SigV2Presign?: boolean | undefined
  /** Which accounts may create an organization; by default that of the installation. */
  readonly organizations?: OrganizationsSetting | undefined
  /** How tokens of OpenID Connect providers are verified; by default only public addresses are asked for keys. */
  readonly oidc?:
    | (KeySetOptions & { readonly everyClaimOf?: readonly string[] | undefined; readonly loginEndpoints?: LoginEndpoints | undefined })
    | undefined
  /** What assertions of SAML providers must fit, where that is not the default. */
  readonly saml?: Partial<SamlSettings> | undefined
  /** What accounts may have, at most, where that is not AWS's default. */
  readonly quotas?: Partial<Record<AccountQuota, number>> | undefined
  /** Whether it has what is for development: see {@link Development}. */
  readonly dev: boolean
  /** Milliseconds from the wall clock to which a reset moves the clock; by default 0. */
  readonly resetOffset?: number
  /** By default `alone`. A worker does none of the work of a start, and moves no file: others may be putting objects. */
  readonly role?: ServerRole | undefined
  /** The other workers that read object files; absent without any. */
  readonly otherReaders?: OtherReaders | undefined
  /** The other workers that answer requests of the same accounts and keys; absent without any. */
  readonly otherCounters?: OtherCounters | undefined
  /** What hands a worker its master key; absent without a supervisor. */
  readonly sharedMaster?: SharedMaster | undefined
  /** The master keys that a supervisor hands to a worker, which then reads no other: the data has one of them. */
  readonly handedKeys?: readonly KeyObject[] | undefined
  /** Called once with the master key that has opened the data. */
  readonly keepMaster?: ((master: KeyObject) => void) | undefined
}

/** A running installation. */
export interface Installation {
  readonly account: string
  readonly rootKeyId: string
  /** Whether this start created it, in a persistent store. */
  readonly isNew: boolean
  readonly protocols: Protocols
  readonly runtime: Runtime<InstalledService>
  readonly ids: Ids
  readonly clock: MovableClock
  /** Domains below which names are buckets. */
  readonly s3Domains: S3Domains
  /** Tells it where the server listens; call this before the first request is answered. */
  announce(endpoint: string): void
  /** Why every request is refused now: the store cannot be used, or this node has not heard from it for too long. Undefined while they are not. */
  unavailable(): string | undefined
  /** Writes the audit of all requests so far: call this before an answer is sent. */
  flushAudit(): void
  /** What it has done so far, in numbers. */
  figures(): Promise<InstallationFigures>
  /** The requests that have reached a service and are not answered yet. */
  inProgress(): Iterable<RequestEvent>
  /** The documents for verifiers of web identity tokens of the issuer with this id; undefined for an unknown issuer. */
  issuerDocuments(issuerId: string): IssuerDocuments | undefined
  /** The metadata of this server for the SAML provider of an account with this `uuid`; undefined where there is none. */
  samlMetadata(account: string, uuid: string): string | undefined
  /** Backups, and the keys of the data. */
  readonly upkeep: Upkeep
  /** Only where the options have `dev`. */
  readonly development?: Development
  close(): Promise<void>
}

/** Opens an installation, and creates it first where there is none. Throws {@link StartupError} when the data does not match the options. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  if (options.account !== undefined && !/^\d{12}$/.test(options.account)) throw new StartupError('DAYPASS_ACCOUNT_ID must be 12 digits.')
  return open(options).catch((error: unknown) => {
    throw diskRefusal(error, options.dataDir) ?? error
  })
}

async function open(options: InstallationOptions): Promise<Installation> {
  requirePrivateDirectory(options.dataDir)
  const { dataDir, objectsDir, etcd } = options
  const { warn } = options.masterKey
  const ids = systemIds()
  placeObjects(dataDir, objectsDir, etcd !== undefined)
  const opened = await (etcd === undefined
    ? openStore(options.store, dataDir, { warn, role: options.role })
    : openNode(etcd, { dataDir, ids, warn }))
  try {
    return await build(options, opened, ids)
  } catch (error) {
    await opened.store.close()
    await opened.release()
    throw error
  }
}

async function build(options: InstallationOptions, opened: OpenedStore, ids: Ids): Promise<Installation> {
  const { store } = opened
  const issuers = issuerLocation(options.issuerBase, options.s3Domains)
  const identity = await whose(options, store, ids)
  const data = identity.isFirstStart ? undefined : options.dataDir
  const master = handedKey(store, options.handedKeys) ?? (await readMasterKey({ ...options.masterKey, data }, ids))
  const ring = new KeyRing(master)
  const clock = systemClock()
  const basis = { ...identity, store, ids, master, ring, clock }
  const meta = options.role === 'worker' ? joinInstallation(options, basis) : await establish(options, basis)
  options.keepMaster?.(master)
  if (options.dev) clock.move(meta.clockOffset)
  const folder = await objectFolder(options, { meta, store, ids })
  const held = holdable(
    makeObjectFiles(folder, { ids, ring, read: (body) => readSnapshot(store, body), warn: options.masterKey.warn }),
    holdParts({ clock, ids }),
  )
  const own = held.files
  if (options.otherReaders !== undefined) bodyReaders(own).join(options.otherReaders)
  if (options.store === 'lmdb' && options.role !== 'worker') {
    await removeUploadGarbage(store)
    await tidy(own, { referenced: identity.referenced, wall: clock.wall(), dataDir: options.dataDir, warn: options.masterKey.warn })
  }
  const lastUse = new LastUseTracker()
  const uses = flushRegularly({ lastUse, store, clock, warn: options.masterKey.warn, isOneOfMany: options.role === 'worker' })
  const resetOffset = options.resetOffset ?? 0
  const testIssuer = new TestIssuer({ ids, now: () => clock.now(), base: issuers.url })
  const dev = options.dev ? develop({ store, clock, ids, ring, meta, resetOffset, uses, testIssuer }, own) : undefined
  const files = dev?.files ?? own
  const { runtime, counting, inProgress } = wirePipeline({
    account: meta.account,
    options,
    store,
    ids,
    ring,
    clock,
    files,
    issuers,
    lastUse,
    dev: dev?.development,
  })
  const stopCounting = hasRates(options) && options.otherCounters ? countTogether(counting.limits, options.otherCounters) : () => {}
  return {
    account: meta.account,
    rootKeyId: meta.rootKeyId,
    isNew: identity.isFirstStart && options.store !== 'memory' && meta.installation === identity.installation,
    s3Domains: options.s3Domains ?? [],
    protocols: dev === undefined ? protocols() : faultyProtocols(dev.development.faults),
    runtime,
    ids,
    clock,
    announce: issuers.announce,
    unavailable: () => opened.problem?.(),
    flushAudit: () => options.audit.flush(),
    figures: () => figuresOf(counting),
    inProgress: () => inProgress,
    samlMetadata: (account, uuid) =>
      readSnapshot(store, (state) => {
        const isKnown = samlProviders.findByUuid(state, account, uuid) !== undefined
        return isKnown ? serviceProviderMetadata({ base: issuers.url, uuid }) : undefined
      }),
    issuerDocuments: (issuerId) =>
      readSnapshot(store, (state) => issuerDocuments(state, { issuerId, base: issuers.url(), now: clock.now() })),
    upkeep: makeUpkeep({ store, clock, ids, ring, master, held, uses, ...othersOf(options, opened) }),
    ...(dev && { development: dev.development }),
    async close() {
      stopCounting()
      await dev?.close()
      await uses.stop()
      await store.close()
      await end(options, folder, opened)
    },
  }
}

/** What else has the same data, and who is told. */
const othersOf = ({ sharedMaster, masterKey: { warn } }: InstallationOptions, { upToDate }: OpenedStore) => ({
  sharedMaster,
  upToDate,
  warn,
})

const hasRates = ({ rateLimits = {} }: InstallationOptions): boolean => Object.keys(rateLimits).length > 0

interface Ownership {
  readonly installation: string
  readonly isFirstStart: boolean
  /** The files that objects refer to. */
  readonly referenced: ReadonlySet<string>
}

/** Finds the installation that the data belongs to, with a new id for new data. A memory server does not have data that could belong to another. */
async function whose({ store: kind, dataDir, role }: InstallationOptions, store: Store, ids: Ids): Promise<Ownership> {
  if (role === 'worker') return { installation: '', isFirstStart: false, referenced: new Set() }
  if (kind === 'memory') return { installation: newUuid(ids), isFirstStart: true, referenced: new Set() }
  const meta = readSnapshot(store, readMeta)
  requireKnownSchema(meta)
  if (kind === 'etcd') {
    const hasRecords = (await store.range({ start: '', end: UNBOUNDED, limit: 1 })).entries.length > 0
    return { ...identifyNode(dataDir, { meta, hasRecords, ids }), referenced: new Set() }
  }
  const isStoreNew = (await store.revision()) === 0
  const referenced = await referencedFiles(store).catch(damaged)
  const { installation, isFirstStart } = identifyDataDirectory(dataDir, { meta, isStoreNew, referenced })
  return { installation: installation ?? newUuid(ids), isFirstStart, referenced }
}

/** A record that cannot be read may refer to any file: nothing may be swept. */
function damaged(error: unknown): never {
  if (!(error instanceof UnreadableRecord)) throw error
  throw new StartupError(
    `The store is damaged: the record ${JSON.stringify(error.key)} cannot be read. Restore the data directory from a backup (docs/backup.md).`,
  )
}

/** A memory store loses its index when it ends, so its object files are kept apart from persistent ones. */
async function objectFolder(
  { store: kind, dataDir, role }: InstallationOptions,
  { meta, store, ids }: { readonly meta: Meta; readonly store: Store; readonly ids: Ids },
): Promise<string> {
  const { installation } = meta
  if (role === 'worker') return objectsFolder(dataDir)
  if (kind === 'memory') return mkdtempSync(join(tmpdir(), 'daypass-objects-'))
  if (kind === 'etcd') {
    discardLostStart(dataDir, installation)
    await requireSharedObjects(dataDir, { store, installation, ids })
  } else claimObjects(dataDir, installation)
  endFirstStart(dataDir)
  return objectsFolder(dataDir)
}

/** Removes what a memory server kept on disk; writes the remaining audit. */
async function end(options: InstallationOptions, folder: string, opened: OpenedStore): Promise<void> {
  if (options.store === 'memory') rmSync(folder, { recursive: true, force: true })
  await opened.release()
  options.audit.flush()
}

interface WiringOptions {
  readonly account: string
  readonly options: InstallationOptions
  readonly store: Store
  readonly ids: Ids
  readonly ring: KeyRing
  readonly clock: MovableClock
  readonly files: ObjectFiles
  readonly issuers: IssuerLocation
  readonly lastUse: LastUseTracker
  readonly dev: Development | undefined
}

interface Wired {
  readonly runtime: Runtime<InstalledService>
  readonly counting: Counting
  readonly inProgress: Iterable<RequestEvent>
}

function wirePipeline({ account, options, store, ids, ring, clock, files, issuers, lastUse, dev }: WiringOptions): Wired {
  const awsManaged = awsManagedPolicies()
  const access = new Access(awsManaged)
  const limits = new RateLimits(options.rateLimits ?? {}, () => clock.monotonic())
  const fetches: KeyFetches = { succeeded: 0, failed: 0 }
  const inProgress = new RequestsInProgress()
  const resolver = { ring, secrets: new OpenedSecrets(), sessions: new OpenedSessions() }
  const by = { resolver, signingKeys: new SigningKeys(), clock, acceptsVersion2: options.s3SigV2Presign === true }
  const runtime = makeRuntime({
    account,
    store,
    clock,
    ids,
    ring,
    passwords: new PasswordHashing(ids),
    lastUse,
    quotas: new AccountQuotas(options.quotas, { isOneOfMany: options.role === 'worker' || options.store === 'etcd' }),
    access,
    awsManaged,
    files,
    issuerBase: issuers.url,
    authenticate: (request, asked) => authenticate(by, request, asked),
    requireCurrent,
    oidc: oidcSettings(options, { clock, dev, fetches }),
    saml: { ...SAML_DEFAULTS, ...options.saml },
    throttle: (caller, service) => limits.refusal(caller, service),
    begun: (event) => inProgress.begun(event),
    ended: (place) => inProgress.ended(place),
    explainErrors: options.explainErrors === true,
    organizations: options.organizations ?? 'installation',
    record: (event) => {
      const { arrivedAt } = event.request
      const took = arrivedAt === undefined ? undefined : clock.monotonic() - arrivedAt
      options.observe?.(event, took)
      options.audit.record(event, clock.now(), took)
      event.request.trace?.settle(event)
    },
  })
  return { runtime, counting: { store, access, ...resolver, signingKeys: by.signingKeys, fetches, limits }, inProgress }
}

/** Keys are kept by the machine's clocks: a test that moves the installation's does not make them older, and who sets the machine's never younger. */
function oidcSettings(
  { oidc = {} }: InstallationOptions,
  { clock, dev: development, fetches }: Pick<WiringOptions, 'clock' | 'dev'> & { readonly fetches: KeyFetches },
): OidcSettings {
  const dev = development !== undefined
  const elapsed = elapsedClock(
    () => clock.monotonic(),
    () => clock.wall(),
  )
  const keys = openKeySets(oidc, { dev, elapsed, fetches })
  return {
    keys: development?.testIssuer.before(keys) ?? keys,
    accessTokens: askingProviders(oidc.loginEndpoints ?? {}, fetchRules(oidc, dev)),
    loopbackHttp: dev,
    everyClaimOf: new Set(oidc.everyClaimOf),
  }
}
