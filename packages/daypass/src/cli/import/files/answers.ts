// files: files with answers of the AWS CLI and of SDKs, as they are given to `daypass import aws`. Owns what can be read, and which kinds of answers there are.
// Refuses what is cut off, and what is not an answer. Leaves what an answer means to the parent.

import { UsageError } from '../../usage-error.js'

/** An object of JSON, read by {@link member}. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A member of its own: every object has a `constructor`. */
export const member = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? (of as JsonObject)[name] : undefined

/** The elements of a member that is a list; none where there is none. Anything else in its place is refused: it could have held what denies. */
export function entriesIn(of: unknown, name: string): readonly unknown[] {
  const list = member(of, name) ?? []
  if (!Array.isArray(list)) throw new UsageError(`${name} must be a list wherever it is in the files.`)
  return list
}

/** A member that is a text. */
export function textIn(of: unknown, name: string): string | undefined {
  const text = member(of, name)
  return typeof text === 'string' ? text : undefined
}

/** An answer, and of what it is: some answers do not say which parent, child or policy they are about. */
export interface AwsAnswer {
  readonly kind: Kind
  readonly of: string
  readonly value: JsonObject
}

/** The operations whose answers are read. */
export type Kind =
  | 'get-account-authorization-details'
  | 'describe-organization'
  | 'list-roots'
  | 'list-accounts'
  | 'list-organizational-units-for-parent'
  | 'list-children'
  | 'list-parents'
  | 'list-policies'
  | 'describe-policy'
  | 'list-targets-for-policy'

interface KindRule {
  readonly kind: Kind
  /** The member that only this answer has. */
  readonly has: string
  /** The member that must say what it is about: AWS's answer does not. */
  readonly of?: 'ParentId' | 'ChildId' | 'PolicyId'
}

const KINDS: readonly KindRule[] = [
  ...['UserDetailList', 'GroupDetailList', 'RoleDetailList'].map((has) => ({ kind: 'get-account-authorization-details', has }) as const),
  { kind: 'describe-organization', has: 'Organization' },
  { kind: 'list-roots', has: 'Roots' },
  { kind: 'list-accounts', has: 'Accounts' },
  { kind: 'list-organizational-units-for-parent', has: 'OrganizationalUnits', of: 'ParentId' },
  { kind: 'list-children', has: 'Children', of: 'ParentId' },
  { kind: 'list-parents', has: 'Parents', of: 'ChildId' },
  { kind: 'describe-policy', has: 'Policy' },
  { kind: 'list-targets-for-policy', has: 'Targets', of: 'PolicyId' },
  { kind: 'list-policies', has: 'Policies' },
]

/** The answers in a file: one, or a list of several. */
export function answersIn(file: string, content: unknown): readonly AwsAnswer[] {
  return (Array.isArray(content) ? content : [content]).map((value) => answerIn(file, value))
}

function answerIn(file: string, value: unknown): AwsAnswer {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${file} must hold a JSON object, or a list of objects.`)
  const rule = KINDS.find(({ has }) => Object.hasOwn(value, has))
  if (rule === undefined) throw new UsageError(`${file} is not an answer that can be imported. It has ${shown(Object.keys(value))}.`)
  const answer = value as JsonObject
  if (rule.kind === 'list-policies' && entriesIn(answer, 'Policies').some((one) => textIn(one, 'PolicyName') !== undefined))
    return { kind: 'get-account-authorization-details', of: '', value: answer }
  if (rule.kind !== 'get-account-authorization-details' && (member(answer, rule.has) ?? undefined) === undefined)
    throw new UsageError(`${file} is an answer of ${rule.kind} in which ${rule.has} is empty. Save it as docs/bring-your-account.md shows.`)
  const of = rule.of === undefined ? '' : textIn(answer, rule.of)
  if (of === undefined)
    throw new UsageError(
      `${file} is an answer of ${rule.kind} that does not say of what. Add "${rule.of}" to it, as docs/bring-your-account.md shows.`,
    )
  return { kind: rule.kind, of, value: answer }
}

const shown = (names: readonly string[]): string => (names.length === 0 ? 'no members' : names.slice(0, 5).join(', '))
