import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Everything of the server that outlives a call and can grow with what clients send, with its bound and who enforces it. A map, set, list or cache in a
// class or a module that is not in this list fails the test: whoever adds one says here why it does not grow without end.

const source = fileURLToPath(new URL('..', import.meta.url))
/** Commands end, and a test is not a server. */
const LEFT_OUT = new Set(['cli', 'apply', 'catalogue', 'in-process', 'testing'])

const IN_FLIGHT = 'the requests in flight: one for each connection, of which there are `connections` (server/connections/limits.ts)'
const CONNECTIONS = 'the open connections, `connections` (server/connections/limits.ts)'
const ONE_REQUEST = 'made for one request, within the limits of its body and of a commit'
const ONE_COMMIT =
  'made for one transaction; what is read in ranges has pages, and a commit takes 128 expectations and 127 writes (STORE_LIMITS)'
const DEVELOPMENT = 'only with --dev, within'
const CONSTANT = 'what the models and the code have; nothing of a client'

const BOUNDS: Readonly<Record<string, string>> = {
  'access/compiled-documents.ts #compiled': '32 MiB, MAX_COMPILED',
  'access/compiled-documents.ts #keys': '4 MiB, MAX_HASHES',
  'access/policy-document.ts awsProblems': '1 MiB',
  'access/simulation/simulated-layer.ts #documents': ONE_REQUEST,
  'access/simulation/simulated-layer.ts #named': ONE_REQUEST,
  'access/simulation/simulated-layer.ts #positions': ONE_REQUEST,
  'core/cache/bounded-cache.ts #entries': 'the bytes that the cache was made with; every entry counts 128 and its key',
  'core/cache/bounded-cache.ts #owners': 'the entries: an owner without one is forgotten',
  'core/cache/bounded-cache.ts #large': 'three: only that many can have more than a quarter',
  'core/text/unprintable.ts escapes': '65,536: one for each code unit',
  'credentials/long-term-secret.ts #kept': '8 MiB, MAX_KEPT',
  'credentials/opened-sessions.ts #kept': '16 MiB, MAX_KEPT',
  'credentials/passwords/bounded-turns.ts #waiting': '16, LIMITS of password-hashing.ts',
  'credentials/passwords/password-hashing.ts #underWay': '18 hashes at work or waiting, LIMITS',
  'directory/account/quotas.ts #counts': '10,000, MOST_COUNTS, and those of requests in flight',
  'directory/iam/last-use/held-uses.ts keys': 'MOST_HELD, with `principals`',
  'directory/iam/last-use/held-uses.ts principals': 'MOST_HELD, with `keys`',
  'directory/state.ts #staged': ONE_COMMIT,
  'federation/key-sets/calls-in-flight.ts #running': 'the calls at the same time: 32 for keys, 16 for access tokens',
  'federation/key-sets/issuer-keys.ts #kept': '1,000 issuers, MOST_ISSUERS; the keys of one come from a document of at most 256 KiB',
  'installation/development/faults.ts #waiting': `${DEVELOPMENT} FAULT_LIMITS`,
  'installation/development/faults.ts #slow': `${DEVELOPMENT} the requests in flight`,
  'installation/development/pinned-files.ts #pins': `${DEVELOPMENT} the files of snapshots`,
  'installation/development/snapshots.ts #byName': `${DEVELOPMENT} SNAPSHOT_LIMITS`,
  'installation/fair-turns.ts #small': IN_FLIGHT,
  'installation/fair-turns.ts #waiting': IN_FLIGHT,
  'installation/counting/in-progress.ts #events': IN_FLIGHT,
  'installation/counting/in-progress.ts #free': IN_FLIGHT,
  'installation/copies/open-backup.ts #missing': 'made by a command that reads a backup: the object files of its records',
  'installation/limits/token-buckets.ts #buckets': '50,000 accounts and 50,000 keys, MOST_BUCKETS',
  'server/connections/admission.ts #guests': CONNECTIONS,
  'server/connections/admission.ts #byAddress': CONNECTIONS,
  'server/connections/connection.ts #waiting': '64, `waitingRequests`, and `heldBytes` of all connections',
  'server/connections/guard-connections.ts underWay': CONNECTIONS,
  'server/connections/held-bytes.ts #byAddress': CONNECTIONS,
  'server/connections/unread-answers.ts #kept': '64 MiB, `unreadBytes`',
  'server/monitoring/request-metrics.ts #sums':
    'the combinations of operations and codes of the models: what is not one of them is `unknown`',
  'server/tracing/live-trace.ts #spans': '64 for one request, MOST_SPANS',
  'server/tracing/span-queue.ts #traces': 'the spans that may wait, MAX_QUEUE_SIZE, 2,048 by default; more are dropped and counted',
  'services/s3/bodies/body-readers.ts #reading': IN_FLIGHT,
  'services/s3/bodies/body-readers.ts #removing': IN_FLIGHT,
  'services/s3/bodies/open-body.ts #ahead': 'a page of the parts of one object',
  'services/s3/files/held-files.ts #seen': 'the backups at the same time: what is no longer in the folder is forgotten',
  'services/s3/listing/grouped-page.ts items': 'a page, 1,000 keys',
  'services/s3/listing/grouped-page.ts prefixes': 'a page, 1,000 keys',
  'services/sts/session/recent-texts.ts #texts': '64 texts of at most 2,048 characters',
  'signature/body/combine-crc.ts #powers': 'MAX_POWERS',
  'signature/headers.ts lowered': 'MAX_LOWERED names; then all are forgotten',
  'signature/signer.ts remembered': '1 MiB of text, MAX_REMEMBERED; then all are forgotten',
  'signature/signing-keys.ts #entries': '10,000 keys with names of at most 128 characters',
  'store/etcd/commit-order.ts #passing': IN_FLIGHT,
  'store/etcd/etcd-store.ts #inFlight': IN_FLIGHT,
  'store/etcd/feed.ts #events': 'the changes of one commit, 128',
  'store/etcd/grpc.ts #chunks': 'one message of etcd',
  'store/etcd/mirror.ts #changes': 'twice the last changes, keepChanges',
  'store/etcd/mirror.ts #waiting': IN_FLIGHT,
  'store/etcd/protobuf.ts #parts': ONE_COMMIT,
  'store/etcd/slots.ts #free': 'the commits at the same time',
  'store/lmdb/file/walk.ts problems': 'made while a store is examined, before the server listens',
  'store/lmdb/lmdb-store.ts #inFlight': IN_FLIGHT,
  'store/lmdb/lock.ts heldHere': 'the data directories of this process: one',
  'store/lmdb/snapshots.ts #pinned': 'the revisions that are held at once, #limit; then the oldest ends',
  'store/memory/memory-store.ts #log': 'the last changes, keepChanges',
  'store/packed-tree.ts #branches': 'the records of the store',
  'store/packed-tree.ts #leaves': 'the records of the store',
  'store/packed-tree.ts #records': 'the records of the store',
  'store/transact.ts #expect': ONE_COMMIT,
  'store/transact.ts #ranges': ONE_COMMIT,
  'store/transact.ts #seen': ONE_COMMIT,
  'store/transact.ts #within': ONE_COMMIT,
  'store/transact.ts #writes': ONE_COMMIT,
  'store/wake-up.ts #waiting': 'who follows the changes of the store: parts of the server, not clients',
  'wire/model.ts loaded': CONSTANT,
}

const GROWS = String.raw`(?:new (?:Map|Set|BoundedCache|TokenBuckets)(?:<.*>)?\(.*|\[\])$`
/** Fields of classes, and variables of modules, that start empty; also those that live in the closure of the server. */
const FIELD = new RegExp(String.raw`^  (?:readonly )?(#?\w+)(?:: .*)? = ${GROWS}`, 'gm')
const VARIABLE = new RegExp(
  String.raw`^(?:export )?(?:const|let) (\w+) = ${GROWS.replace(String.raw`\(.*`, String.raw`\((?:\d[\d_]*)?\)`)}`,
  'gm',
)
const TYPED_LIST = /^(?:export )?(?:const|let) (\w+): (?!readonly )[^=]*\[\] = \[\]$/gm
const CLOSURE = /^ {2}const (underWay) = new (?:Map|Set)/gm

function growing(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const own = files.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !LEFT_OUT.has(path.split('/')[0] ?? ''))
  return own.flatMap((path) => {
    const text = readFileSync(join(source, path), 'utf8')
    const names = [FIELD, VARIABLE, TYPED_LIST, CLOSURE].flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name))
    return [...new Set(names)].filter((name) => !name.startsWith('NO')).map((name) => `${relative('.', path)} ${name}`)
  })
}

describe('what the server keeps between calls', () => {
  it('has a bound, and this list says which', () => {
    const found = growing().toSorted()
    expect(found.filter((one) => BOUNDS[one] === undefined)).toEqual([])
    expect(Object.keys(BOUNDS).filter((one) => !found.includes(one))).toEqual([])
  })
})
