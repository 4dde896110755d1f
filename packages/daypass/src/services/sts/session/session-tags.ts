import { foldTagKey } from '../../../access/tag-key.js'
import type { Caller, Session } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { Tag } from '../../../wire/generated/sts.js'
import { StsError } from '../error.js'

type Tags = Readonly<Record<string, string>>

/** The parameters of a request about session tags. */
interface Given {
  readonly Tags?: readonly Tag[] | undefined
  readonly TransitiveTagKeys?: readonly string[] | undefined
}

/** The tags of a session, inherited ones included, and the keys of those that the next session inherits. */
export type SessionTags = Pick<Session, 'tags' | 'transitiveTagKeys'>

/** The maximum of session tags (IAM and STS quotas). Inherited ones count: daypass's own rule, AWS does not say. */
const MAX_TAGS = 50

const invalid = (message: string): WireError => new StsError('InvalidParameterValue', message)

/** The tags that a session passes on to a session created with it: the transitive ones (IAM user guide, "Chaining roles with session tags"). */
export function inheritedTags(caller: Caller): Tags {
  const session = caller.kind === 'anonymous' ? undefined : caller.session
  const transitive = new Set(session?.transitiveTagKeys?.map(foldTagKey))
  return Object.fromEntries(Object.entries(session?.tags ?? {}).filter(([key]) => transitive.has(foldTagKey(key))))
}

/** Refuses tags that STS would not accept (IAM user guide, "Passing session tags in AWS STS"; texts observed, except the one about `aws:`). */
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

/** The tags of the new session; the inherited ones and those marked in the request are transitive. */
export function sessionTags(given: Given, inherited: Tags): SessionTags {
  const entries = [...Object.entries(inherited), ...(given.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const)]
  if (entries.length === 0) return {}
  const marked = new Set(given.TransitiveTagKeys?.map(foldTagKey))
  const transitive = entries.map(([key]) => key).filter((key) => Object.hasOwn(inherited, key) || marked.has(foldTagKey(key)))
  return { tags: Object.fromEntries(entries), ...(transitive.length > 0 && { transitiveTagKeys: transitive }) }
}
