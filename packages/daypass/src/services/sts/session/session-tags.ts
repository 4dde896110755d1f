import { foldTagKey } from '../../../access/tag-key.js'
import type { Caller, Session } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { Tag } from '../../../wire/generated/sts.js'
import { StsError } from '../error.js'

type Tags = Readonly<Record<string, string>>

/** What a request says of session tags. */
interface Given {
  readonly Tags?: readonly Tag[] | undefined
  readonly TransitiveTagKeys?: readonly string[] | undefined
}

/** Tags of a session, inherited ones among them, and the keys of those that the next one inherits. */
export type SessionTags = Pick<Session, 'tags' | 'transitiveTagKeys'>

/** Session tags, at most (IAM and STS quotas). Inherited ones count: ours, AWS does not say. */
const MAX_TAGS = 50

const invalid = (message: string): WireError => new StsError('InvalidParameterValue', message)

/** The tags that a session hands on to the session made with it: the transitive ones (IAM user guide, "Chaining roles with session tags"). */
export function inheritedTags(caller: Caller): Tags {
  const session = caller.kind === 'anonymous' ? undefined : caller.session
  const transitive = new Set(session?.transitiveTagKeys?.map(foldTagKey))
  return Object.fromEntries(Object.entries(session?.tags ?? {}).filter(([key]) => transitive.has(foldTagKey(key))))
}

/** Refuses tags that STS would not take (IAM user guide, "Passing session tags in AWS STS"; texts observed, that on `aws:` is ours). */
export function checkSessionTags(given: Given, inherited: Tags): void {
  const keys = (given.Tags ?? []).map(({ Key }) => foldTagKey(Key))
  const own = new Set(keys)
  if (own.size !== keys.length) throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if ((given.Tags ?? []).some(({ Key, Value }) => foldTagKey(Key).startsWith('aws:') || foldTagKey(Value).startsWith('aws:')))
    throw invalid('Tag keys and values that begin with aws: are reserved for system use.')
  if ((given.TransitiveTagKeys ?? []).some((key) => !own.has(foldTagKey(key))))
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  if (Object.keys(inherited).some((key) => own.has(foldTagKey(key))))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  if (keys.length + Object.keys(inherited).length > MAX_TAGS) throw invalid(`A session has at most ${MAX_TAGS} tags.`)
}

/** The tags of the new session, transitive the inherited ones and those marked. */
export function sessionTags(given: Given, inherited: Tags): SessionTags {
  const entries = [...Object.entries(inherited), ...(given.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const)]
  if (entries.length === 0) return {}
  const marked = new Set(given.TransitiveTagKeys?.map(foldTagKey))
  const transitive = entries.map(([key]) => key).filter((key) => Object.hasOwn(inherited, key) || marked.has(foldTagKey(key)))
  return { tags: Object.fromEntries(entries), ...(transitive.length > 0 && { transitiveTagKeys: transitive }) }
}
