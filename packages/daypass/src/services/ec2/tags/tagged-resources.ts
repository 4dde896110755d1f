import { Ec2Error, invalidParameter } from '../error.js'
import { checkTaggable } from './taggable.js'

/**
 * Resources of one request, at most. AWS advises against more than 1,000; here each is two of the 128 records that a commit can expect to be unchanged.
 */
const MOST_RESOURCES = 50

/** The resources that a request names, each once. Throws for none, too many, and for ids of no kind that can be tagged. */
export function readResourceIds(resources: readonly string[]): readonly string[] {
  const ids = [...new Set(resources)]
  if (ids.length === 0) throw new Ec2Error('MissingParameter', 'The request must contain the parameter resourceIdSet')
  if (ids.length > MOST_RESOURCES)
    throw invalidParameter(`A request changes the tags of at most ${MOST_RESOURCES} resources. Send several.`)
  checkTaggable(ids)
  return ids
}
