import { Ec2Error, invalidParameter } from '../error.js'
import { checkTaggable } from './taggable.js'

/** Records that the tags of a request may need to be unchanged, at most: a commit can expect 128, and some are those that the permissions are read from. */
const MOST_RECORDS = 100
/** Kinds whose resources are found by way of another record: they need three, and all others two. */
const FOUND_BY_ANOTHER = /^(?:key|sgr)-/

/** The resources that a request names, each once. Throws for none, too many, and for ids of no kind that can be tagged. */
export function readResourceIds(resources: readonly string[]): readonly string[] {
  const ids = [...new Set(resources)]
  if (ids.length === 0) throw new Ec2Error('MissingParameter', 'The request must contain the parameter resourceIdSet')
  if (ids.reduce((sum, id) => sum + (FOUND_BY_ANOTHER.test(id) ? 3 : 2), 0) > MOST_RECORDS)
    throw invalidParameter('A request changes the tags of at most 50 resources, or of 33 key pairs or rules. Send several.')
  checkTaggable(ids)
  return ids
}
