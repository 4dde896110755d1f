import type { Question } from '../core/operation.js'

/**
 * The resource of an authorization request about something that a request names: the true ARN, which decides, and the ARN as given, which a denial
 * shows.
 */
export const resourceOf = (found: string, given: string): Pick<Question, 'resource' | 'named'> =>
  found === given ? { resource: found } : { resource: found, named: given }
