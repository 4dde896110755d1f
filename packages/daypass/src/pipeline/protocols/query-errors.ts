import type { WholeBodyErrors } from '../../core/body.js'
import { WireError } from '../../core/error.js'

/** What every service of the query protocol may return, and, by other names, every service of the ec2 protocol. */
export const QUERY_ERROR_CODES = [
  'InvalidAction',
  'MalformedInput',
  'MissingAuthenticationToken',
  'RequestEntityTooLarge',
  'ValidationError',
] as const

/** An error in a form. */
export const QueryError = WireError<(typeof QUERY_ERROR_CODES)[number]>

/** The errors of a form of at most `limit` bytes. */
export const formErrors = (limit: number): WholeBodyErrors => ({
  tooLarge: () => new QueryError('RequestEntityTooLarge', `The request is larger than ${limit} bytes.`),
  unreadable: (message) => new QueryError('MalformedInput', message),
})
