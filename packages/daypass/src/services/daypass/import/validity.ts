import { type PolicyProblem, policySize, savingProblem } from '../../../access/policy-document.js'
import { foldTagKey } from '../../../access/tag-key.js'
import { constraintProblem } from '../../../wire/constraints.js'
import type { IamOperations } from '../../../wire/generated/iam.js'
import { loadModel } from '../../../wire/model.js'
import { type Fields, NotImportable } from './fields.js'

/** The operations of IAM that would make an entity or a part of it. */
type Making = keyof Pick<
  IamOperations,
  | 'CreateGroup'
  | 'CreateInstanceProfile'
  | 'CreatePolicy'
  | 'CreateRole'
  | 'CreateUser'
  | 'PutGroupPolicy'
  | 'PutRolePolicy'
  | 'PutUserPolicy'
>

/** Refuses what IAM's model refuses in a request for the same: names, paths, descriptions, tags, the characters and length of documents. */
export function requireValid<Name extends Making>(operation: Name, input: IamOperations[Name]['input']): void {
  const problem = constraintProblem(loadModel('iam'), `${operation}Request`, { ...input })
  if (problem !== undefined) throw new NotImportable(problem)
}

/** A tag as AWS writes it. */
export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Tags of one thing, at most (IAM quotas). */
const MOST_TAGS = 50

/**
 * The tags of an entity. Keys that differ only by case are one key (IAM user guide, "Rules for tagging"). Those that begin with `aws:` stay: only AWS can
 * have set them.
 */
export function validTags(fields: Fields): readonly Tag[] {
  const tags = fields.objects('Tags').map((tag) => ({ Key: tag.text('Key'), Value: tag.text('Value') }))
  if (tags.length > MOST_TAGS) throw new NotImportable(`There are ${tags.length} tags, and may be ${MOST_TAGS}.`)
  const keys = new Set(tags.map(({ Key }) => foldTagKey(Key)))
  if (keys.size !== tags.length) throw new NotImportable('Two tags have the same key. Tag keys are case insensitive.')
  return tags
}

/** Tags as a record stores them. */
export const tagRecord = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))

/** What a document may be. Sizes are in characters without white space, lengths with it. */
export interface DocumentLimits {
  readonly kind: 'identity' | 'managed' | 'trust'
  readonly size: number
  readonly length: number
}

/** Why IAM would not save the document today; undefined where it would. */
export function documentProblem(text: string, { kind, size, length }: DocumentLimits): string | undefined {
  const actual = policySize(text)
  if (actual > size) return `It has ${actual} characters, and may have ${size}.`
  if (text.length > length) return `It has ${text.length} characters with its white space, and may have ${length}.`
  const problem = savingProblem(text, kind)
  return problem && textOf(problem)
}

/** A problem as one sentence or two. */
export const textOf = ({ message, explanation }: PolicyProblem): string =>
  explanation === undefined ? message : `${message} ${explanation}`
