import { isDeepStrictEqual } from 'node:util'
import type { Ids } from '../../../core/ids.js'
import { accountOfKeyId } from '../../../core/key-id.js'
import { accounts } from '../../../directory/account/account.js'
import type { AwsManagedPolicies } from '../../../directory/iam/aws-managed-policies.js'
import type { Reader, Writer } from '../../../directory/state.js'
import type { ImportStage } from '../../../wire/generated/daypass.js'
import { changedMembers } from './changes.js'
import type { Fields } from './fields.js'
import { NotImportable } from './fields.js'

/** Where an entity is imported to. */
export interface Importing {
  readonly account: string
  readonly installationAccount: string
  readonly state: Writer
  readonly awsManaged: AwsManagedPolicies
  readonly ids: Ids
  /** Milliseconds since the epoch. */
  readonly now: number
  /** ARNs and ids of what would be here by now: a dry run has written nothing. */
  readonly assumed: ReadonlySet<string>
  /**
   * What of the entity is done: `narrow` only takes away, from what others share with it; `exchange` brings the users, roles and accounts that are here to what
   * the file says, apart from who may assume the roles. Everything where it is undefined.
   */
  readonly stage: ImportStage | undefined
}

/** What became of an entity, and what of it was left out. */
export interface Imported {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly notes: readonly string[]
  /** The members in which what is here differs from the file, whether or not this stage changes them. */
  readonly changes?: readonly string[]
}

/** Of a stage that leaves the entity as it is. */
export const UNTOUCHED: Imported = { outcome: 'unchanged', notes: [] }

/**
 * What becomes of an entity with the record `present`, of which this stage makes `staged` and the whole import `record`. Stages writes by `write` where
 * there is something to write.
 */
export function settle<R extends object>(
  { present, staged, record }: { readonly present: R | undefined; readonly staged: R; readonly record: R },
  notes: readonly string[],
  write: () => void,
): Imported {
  const changes = present === undefined ? [] : changedMembers(stored(present), stored(record))
  if (present !== undefined && isSame(present, staged)) return { outcome: 'unchanged', notes, changes }
  write()
  return { outcome: present === undefined ? 'created' : 'updated', notes, changes }
}

/** Imports one entity: reads and checks all of it, and only then stages writes. Throws {@link NotImportable}. */
export type Importer = (fields: Fields, at: Importing) => Imported

/** A kind of thing that has a name and a unique id in an account. */
interface Identified<R> {
  readonly noun: string
  readonly get: (state: Reader, account: string, name: string) => R | undefined
  readonly getById: (state: Reader, id: string) => R | undefined
}

/** What of an entity identifies it, and how ids of its kind begin. */
interface NameAndId {
  readonly name: string
  readonly id: string
  readonly prefix: 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA'
}

const ID = /^A[A-Z]{3}[A-Z0-9]{12,124}$/

/**
 * The record that the entity brings up to date; undefined where it is new. Refuses a unique id that something else has, and a name that has another id:
 * either would make one principal of two.
 */
export function presentOf<R extends { readonly account: string; readonly name: string; readonly id: string }>(
  kind: Identified<R>,
  { name, id, prefix }: NameAndId,
  at: Importing,
): R | undefined {
  const { state, account } = at
  if (!id.startsWith(prefix) || !ID.test(id))
    throw new NotImportable(`${id} is not the unique id of a ${kind.noun}: those begin with ${prefix}.`)
  const holder = kind.getById(state, id)
  if (holder !== undefined && (holder.account !== account || holder.name !== name))
    throw new NotImportable(`The unique id ${id} is that of ${holder.name} in account ${holder.account}.`)
  requireHome(id, at)
  const named = kind.get(state, account, name)
  if (named !== undefined && named.id !== id)
    throw new NotImportable(`${named.name} is here already with another unique id, ${named.id}. Delete it, or leave this one out.`)
  return named
}

/**
 * Refuses an id that another account here has given to someone: that one is deleted, and trust policies may still name the id. Unique ids contain their
 * account. For an id that AWS gave, what is read from it is most likely the id of no account here.
 */
function requireHome(id: string, { state, account, installationAccount }: Importing): void {
  const home = accountOfKeyId(id)
  if (home === undefined || home === account) return
  if (home === installationAccount || accounts.get(state, home) !== undefined)
    throw new NotImportable(`The unique id ${id} is one of account ${home}.`)
}

/** Refuses an ARN that is not that of the entity, so that a file of another account or partition is not taken for one of this. */
export function requireArn(fields: Fields, arn: string): void {
  const given = fields.maybeText('Arn')
  if (given !== undefined && given !== arn) throw new NotImportable(`The ARN ${given} does not fit: it must be ${arn}.`)
}

/** Whether two records are the same, whatever the order of their members. A member without a value is none. */
export const isSame = (one: object, other: object): boolean => isDeepStrictEqual(stored(one), stored(other))

const stored = (record: object): object => JSON.parse(JSON.stringify(record)) as object

/**
 * The text that is here where the other differs only by white space outside of strings; else the other. Numbers are compared as they are written: two that a
 * parser takes for the same can be two conditions.
 */
export const keptText = (present: string | undefined, given: string): string =>
  present !== undefined && compact(present) === compact(given) ? present : given

const compact = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

/** The list that is here where the other has the same elements; else the other. */
export const keptOrder = (present: readonly string[], given: readonly string[]): readonly string[] =>
  present.length === given.length && present.every((one) => given.includes(one)) ? present : given
