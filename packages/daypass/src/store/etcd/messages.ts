import { MalformedMessage, MessageReader, MessageWriter } from './protobuf.js'

/**
 * The messages of etcd's API version 3 that the engine sends and reads: https://etcd.io/docs/v3.4/dev-guide/api_reference_v3 (rpc.proto and kv.proto).
 * Keys and values are bytes. Revisions are etcd's own.
 */

/** A key range of etcd: from `start` (inclusive) to `end` (exclusive); without an end, the one key. */
export interface KeySpan {
  readonly start: Uint8Array
  readonly end?: Uint8Array
}

export interface KeyValue {
  readonly key: Buffer
  readonly value: Buffer
  readonly modRevision: number
}

/** A key as it is listed: with the revision that made it, which later puts do not change. */
export interface ListedKeyValue extends KeyValue {
  readonly createRevision: number
}

/** What a transaction compares: the revision that last put the key, or every key of the range. 0 is a key that does not exist. */
export interface Compare extends KeySpan {
  readonly result: 'equal' | 'less'
  readonly modRevision: number
}

export interface Put {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly lease?: number
}

/** One operation of a transaction. */
export type Op = { readonly put: Put } | { readonly del: KeySpan } | { readonly range: RangeRequest }

export interface RangeRequest extends KeySpan {
  readonly limit?: number
  /** The revision to read at; the newest without one. */
  readonly revision?: number
  readonly keysOnly?: boolean
  readonly countOnly?: boolean
}

export interface Txn {
  readonly compare: readonly Compare[]
  readonly success: readonly Op[]
  readonly failure?: readonly Op[]
}

const COMPARE_RESULT = { equal: 0, less: 2 } as const
const COMPARE_MOD = 2

const writeRange = (to: MessageWriter, { start, end }: KeySpan): MessageWriter => to.bytesOf(1, start).bytesOf(2, end)

function writeRangeRequest(to: MessageWriter, { limit, revision, keysOnly, countOnly, ...range }: RangeRequest): MessageWriter {
  return writeRange(to, range).number(3, limit).number(4, revision).number(8, keysOnly).number(9, countOnly)
}

const writePut = (to: MessageWriter, { key, value, lease }: Put): MessageWriter => to.bytesOf(1, key).bytesOf(2, value).number(3, lease)

function writeOp(to: MessageWriter, op: Op): void {
  if ('range' in op) to.message(1, (inner) => writeRangeRequest(inner, op.range))
  else if ('put' in op) to.message(2, (inner) => writePut(inner, op.put))
  else to.message(3, (inner) => writeRange(inner, op.del))
}

function writeCompare(to: MessageWriter, { result, modRevision, start, end }: Compare): void {
  to.number(1, COMPARE_RESULT[result]).number(2, COMPARE_MOD).bytesOf(3, start).chosen(6, modRevision).bytesOf(64, end)
}

/** The header of every answer: the revision of the whole etcd when it was made. */
interface Header {
  readonly revision: number
}

export interface RangeAnswer extends Header {
  readonly kvs: ListedKeyValue[]
  readonly more: boolean
  readonly count: number
}

export interface TxnAnswer extends Header {
  readonly succeeded: boolean
  /** How many keys its deletions removed. */
  readonly deleted: number
  /** The answers to its reads, in order. */
  readonly ranges: RangeAnswer[]
}

/** What happened to one key; `value` is empty for a deletion. */
export interface Event extends KeyValue {
  readonly isDelete: boolean
}

export interface WatchAnswer extends Header {
  readonly created: boolean
  readonly canceled: boolean
  /** Greater than 0 where the start of the watch is compacted: the first revision that is not. */
  readonly compactRevision: number
  readonly reason: string
  /** Whether more of the same answer follows. */
  readonly isFragment: boolean
  readonly events: Event[]
}

/** Calls `take` for each field; it returns whether it read the field. */
function eachField(from: MessageReader, take: (field: number) => boolean): void {
  for (let field = from.field(); field !== 0; field = from.field()) if (!take(field)) from.skip()
}

function readHeader(from: MessageReader): number {
  let revision = 0
  eachField(from, (field) => {
    if (field !== 3) return false
    revision = from.number()
    return true
  })
  return revision
}

const EMPTY = Buffer.alloc(0)

function readKeyValue(from: MessageReader): ListedKeyValue {
  let key: Buffer = EMPTY
  let value: Buffer = EMPTY
  let createRevision = 0
  let modRevision = 0
  for (let field = from.field(); field !== 0; field = from.field()) {
    if (field === 1) key = from.bytes()
    else if (field === 2) createRevision = from.number()
    else if (field === 3) modRevision = from.number()
    else if (field === 5) value = from.bytes()
    else from.skip()
  }
  return { key, value, createRevision, modRevision }
}

function readRangeAnswer(from: MessageReader): RangeAnswer {
  const answer = { revision: 0, kvs: [] as ListedKeyValue[], more: false, count: 0 }
  eachField(from, (field) => {
    if (field === 1) answer.revision = readHeader(from.message())
    else if (field === 2) answer.kvs.push(readKeyValue(from.message()))
    else if (field === 3) answer.more = from.number() === 1
    else if (field === 4) answer.count = from.number()
    else return false
    return true
  })
  return answer
}

function readDeleted(from: MessageReader): number {
  let deleted = 0
  eachField(from, (field) => {
    if (field !== 2) return false
    deleted = from.number()
    return true
  })
  return deleted
}

function readOpAnswer(from: MessageReader, into: { deleted: number; ranges: RangeAnswer[] }): void {
  eachField(from, (field) => {
    if (field === 1) into.ranges.push(readRangeAnswer(from.message()))
    else if (field === 3) into.deleted += readDeleted(from.message())
    else return false
    return true
  })
}

function readTxnAnswer(from: MessageReader): TxnAnswer {
  const answer = { revision: 0, succeeded: false, deleted: 0, ranges: [] as RangeAnswer[] }
  eachField(from, (field) => {
    if (field === 1) answer.revision = readHeader(from.message())
    else if (field === 2) answer.succeeded = from.number() === 1
    else if (field === 3) readOpAnswer(from.message(), answer)
    else return false
    return true
  })
  return answer
}

function readEvent(from: MessageReader): Event {
  let isDelete = false
  let kv: KeyValue | undefined
  eachField(from, (field) => {
    if (field === 1) isDelete = from.number() === 1
    else if (field === 2) kv = readKeyValue(from.message())
    else return false
    return true
  })
  if (kv === undefined) throw new MalformedMessage('an event has no key')
  return { isDelete, ...kv }
}

function readWatchAnswer(from: MessageReader): WatchAnswer {
  const answer = { revision: 0, created: false, canceled: false, compactRevision: 0, reason: '', isFragment: false, events: [] as Event[] }
  eachField(from, (field) => {
    if (field === 1) answer.revision = readHeader(from.message())
    else if (field === 3) answer.created = from.number() === 1
    else if (field === 4) answer.canceled = from.number() === 1
    else if (field === 5) answer.compactRevision = from.number()
    else if (field === 6) answer.reason = from.bytes().toString()
    else if (field === 7) answer.isFragment = from.number() === 1
    else if (field === 11) answer.events.push(readEvent(from.message()))
    else return false
    return true
  })
  return answer
}

/** The id of a new lease has 63 bits, so it is not read as a number: the client chooses one below 2^53. */
function readLeaseAnswer(from: MessageReader): { readonly ttl: number; readonly error: string } {
  const answer = { ttl: 0, error: '' }
  eachField(from, (field) => {
    if (field === 3) answer.ttl = from.number()
    else if (field === 4) answer.error = from.bytes().toString()
    else return false
    return true
  })
  return answer
}

function readToken(from: MessageReader): { readonly token: string } {
  let token = ''
  eachField(from, (field) => {
    if (field !== 2) return false
    token = from.bytes().toString()
    return true
  })
  return { token }
}

/** One method of etcd: where it is, how a question is written and an answer read. */
export interface Method<Asked, Answer> {
  readonly path: string
  /** Whether asking again can do no harm: it only reads, or the second time changes nothing. */
  readonly isRepeatable: boolean
  readonly encode: (asked: Asked) => Buffer
  readonly decode: (bytes: Buffer) => Answer
}

function method<Asked, Answer>(
  path: string,
  how: {
    readonly isRepeatable: boolean
    readonly write: (to: MessageWriter, asked: Asked) => unknown
    readonly read: (from: MessageReader) => Answer
  },
): Method<Asked, Answer> {
  return {
    path: `/etcdserverpb.${path}`,
    isRepeatable: how.isRepeatable,
    encode: (asked) => {
      const to = new MessageWriter()
      how.write(to, asked)
      return to.finish()
    },
    decode: (bytes) => how.read(new MessageReader(bytes)),
  }
}

export const RANGE = method<RangeRequest, RangeAnswer>('KV/Range', {
  isRepeatable: true,
  write: writeRangeRequest,
  read: readRangeAnswer,
})

export const TXN = method<Txn, TxnAnswer>('KV/Txn', {
  isRepeatable: false,
  write: (to, { compare, success, failure = [] }) => {
    for (const one of compare) to.message(1, (inner) => writeCompare(inner, one))
    for (const one of success) to.message(2, (inner) => writeOp(inner, one))
    for (const one of failure) to.message(3, (inner) => writeOp(inner, one))
  },
  read: readTxnAnswer,
})

/** Everything in a range, from a revision on. */
export const WATCH = method<KeySpan & { readonly from: number }, WatchAnswer>('Watch/Watch', {
  isRepeatable: true,
  write: (to, { from, ...range }) => to.message(1, (inner) => writeRange(inner, range).number(3, from).number(4, true).number(8, true)),
  read: readWatchAnswer,
})

export const LEASE_GRANT = method<{ readonly id: number; readonly seconds: number }, ReturnType<typeof readLeaseAnswer>>(
  'Lease/LeaseGrant',
  {
    isRepeatable: false,
    write: (to, { id, seconds }) => to.number(1, seconds).number(2, id),
    read: readLeaseAnswer,
  },
)

export const LEASE_KEEP_ALIVE = method<{ readonly id: number }, ReturnType<typeof readLeaseAnswer>>('Lease/LeaseKeepAlive', {
  isRepeatable: true,
  write: (to, { id }) => to.number(1, id),
  read: readLeaseAnswer,
})

export const LEASE_REVOKE = method<{ readonly id: number }, object>('Lease/LeaseRevoke', {
  isRepeatable: true,
  write: (to, { id }) => to.number(1, id),
  read: () => ({}),
})

export const AUTHENTICATE = method<{ readonly user: string; readonly password: string }, { readonly token: string }>('Auth/Authenticate', {
  isRepeatable: true,
  write: (to, { user, password }) => to.text(1, user).text(2, password),
  read: readToken,
})
