import type { Question } from '../core/operation.js'

/** The resource of a question about something that a request names: the true ARN, which decides, and the ARN as given, which a refusal shows. */
export const resourceOf = (found: string, given: string): Pick<Question, 'resource' | 'named'> =>
  found === given ? { resource: found } : { resource: found, named: given }
