// sending: calls of daypass:ImportAccount. Owns the order of the calls, and what became of each entity by all of them. Refuses to go on where an account would
// not be bounded. Leaves what an entity is to the parent.

import type { callService } from '../../calls/call-service.js'
import { isAccessKeyId, isMadeSecret } from '../../output/shell.js'
import { UsageError } from '../../usage-error.js'
import { type Brought, KINDS, type Result } from '../brought.js'

/** Bytes of the entities of one call, encoded; the server takes a form of 1 MiB. */
const MOST_BYTES = 900_000
/** Entities of one call, and names that a dry run takes for present. */
const MOST_ENTITIES = 200
const MOST_ASSUMED = 1_500

/** Where the entities go. */
export interface ImportTarget {
  readonly account: string
  readonly name: string | undefined
  readonly isDryRun: boolean
  /** How the server is called. */
  readonly call: typeof callService
}

/** What of the entities a call does; everything where it is undefined. */
export type SentStage = 'narrow' | 'exchange' | undefined

const flag = (value: boolean): string | undefined => (value ? 'true' : undefined)

/** One entity as it is sent. */
interface Encoded {
  readonly entity: Brought
  readonly bytes: number
}

const encoded = (entity: Brought): Encoded => ({
  entity,
  bytes: new URLSearchParams({ content: entity.content }).toString().length + 64,
})

/** Entities that go together: of one kind and level, so that all that they need came in an earlier call. */
export function* batches(entities: readonly Brought[]): Generator<readonly Encoded[]> {
  const stages = new Map<number, Brought[]>()
  for (const entity of entities) {
    const order = KINDS.indexOf(entity.type) * 10 + (entity.level ?? 0)
    const stage = stages.get(order)
    if (stage === undefined) stages.set(order, [entity])
    else stage.push(entity)
  }
  for (const [, stage] of [...stages].toSorted(([one], [other]) => one - other)) {
    let batch: Encoded[] = []
    let [bytes, needs] = [0, 0]
    for (const entity of stage) {
      const next = encoded(entity)
      const isFull = batch.length >= MOST_ENTITIES || bytes + next.bytes > MOST_BYTES || needs + entity.needs.length > MOST_ASSUMED
      if (isFull && batch.length > 0) {
        yield batch
        batch = []
        bytes = 0
        needs = 0
      }
      batch.push(next)
      bytes += next.bytes
      needs += entity.needs.length
    }
    if (batch.length > 0) yield batch
  }
}

/** What a dry run has seen that it would bring: entities that come later may need it. */
export type WouldBe = Set<string>

/** Sends entities that go together, and tells what became of each. */
export async function sendBatch(
  batch: readonly Encoded[],
  { account, name, isDryRun, call }: ImportTarget,
  { wouldBe, stage }: { readonly wouldBe: WouldBe; readonly stage?: SentStage },
): Promise<readonly Result[]> {
  const [first] = batch
  if (first !== undefined && first.bytes > MOST_BYTES)
    return [{ ...shownAs(first), outcome: 'left-out', reason: 'It is too large for one call.' }]
  const assumed = isDryRun ? [...new Set(batch.flatMap(({ entity }) => entity.needs))].filter((need) => wouldBe.has(need)) : []
  const answer = await call('ImportAccount', {
    ...{ AccountId: account, AccountName: name, DryRun: flag(isDryRun), Stage: stage },
    ...Object.fromEntries(assumed.map((need, at) => [`Assumed.member.${at + 1}`, need])),
    ...Object.fromEntries(
      batch.flatMap(({ entity }, at) => [
        [`Entities.member.${at + 1}.Type`, entity.type],
        [`Entities.member.${at + 1}.Content`, entity.content],
      ]),
    ),
  })
  const results: unknown[] = Array.isArray(answer.Results) ? answer.Results : []
  if (results.length !== batch.length) throw notDaypass()
  return batch.map((one, at) => {
    const result = resultOf(one, results[at])
    if (isDryRun && result.outcome === 'created') for (const provided of one.entity.provides) wouldBe.add(provided)
    return result
  })
}

const shownAs = ({ entity: { type, name } }: Encoded) => ({ type, name })

function resultOf(one: Encoded, result: unknown): Result {
  const { Outcome: outcome, Reason, Notes, Changes } = (result ?? {}) as Record<string, unknown>
  if (outcome !== 'created' && outcome !== 'updated' && outcome !== 'unchanged' && outcome !== 'left-out') throw notDaypass()
  return {
    ...{ ...shownAs(one), outcome },
    ...(typeof Reason === 'string' && { reason: Reason }),
    ...(Array.isArray(Notes) && Notes.length > 0 && { notes: Notes.map(String) }),
    ...(Array.isArray(Changes) && Changes.length > 0 && { changes: Changes.map(String) }),
  }
}

const notDaypass = (): UsageError =>
  new UsageError('The server at AWS_ENDPOINT_URL did not answer with what became of each entity. Is it a daypass server of this version?')

/** The key of a root user. */
export interface RootKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Makes the account where it is not here; makes a key of its root user where one is wanted. */
export async function sendAccount(
  { account, name, isDryRun, call }: ImportTarget,
  wantsKey: boolean,
): Promise<{ readonly isNew: boolean; readonly key?: RootKey }> {
  const answer = await call('ImportAccount', {
    ...{ AccountId: account, AccountName: name, DryRun: flag(isDryRun), CreateRootKey: flag(wantsKey) },
  })
  const isNew = answer.AccountOutcome === 'created'
  if (!wantsKey || isDryRun) return { isNew }
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = answer
  if (!isAccessKeyId(accessKeyId) || !isMadeSecret(secretAccessKey))
    throw new UsageError('The server at AWS_ENDPOINT_URL did not answer with a key. Its answer is not shown. Is it a daypass server?')
  return { isNew, key: { accessKeyId, secretAccessKey } }
}

/** What an account has here, and whether that is all of it. */
export interface PresentEntities {
  readonly entities: readonly { readonly type: string; readonly name: string; readonly id: string }[]
  readonly isWhole: boolean
}

/** Asks what an account has here, of the kinds that an import brings. It is made where it is not here, unless this is a dry run. */
export async function askPresent({ account, isDryRun, call }: ImportTarget): Promise<PresentEntities> {
  const answer = await call('ImportAccount', { AccountId: account, DryRun: flag(isDryRun), ListPresent: 'true' })
  if (!Array.isArray(answer.Present)) throw notDaypass()
  const entities = answer.Present.map((one: unknown) => {
    const { Type: type, Name: name, Id: id } = (one ?? {}) as Record<string, unknown>
    return { type: String(type), name: String(name), id: String(id) }
  })
  return { entities, isWhole: answer.PresentIsTruncated !== true }
}
