import type { PrincipalEntry } from '../document/policy.js'
import { splitArn } from '../matching/arn.js'
import type { PrincipalPattern } from '../matching/principal-pattern.js'
import type { SaveOptions } from './saving.js'

/**
 * The form of service principals: one or more labels, as in `ec2.amazonaws.com` and `states.eu-west-1.amazonaws.com` (IAM User Guide, "AWS JSON
 * policy elements: Principal"). AWS knows its services by name and rejects others; there is no published list of them.
 */
const SERVICE = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+amazonaws\.com$/

/** Why IAM would not save a principal of a trust policy, although the language accepts it; undefined if it would. */
export function findPrincipalProblem(
  { type, value }: PrincipalEntry,
  { kind }: PrincipalPattern,
  { partition }: SaveOptions,
): string | undefined {
  if (kind === 'service') return SERVICE.test(value) ? undefined : `Service ${value} must be a name such as ec2.amazonaws.com`
  const named = splitArn(value)?.[1] ?? partition
  return named === partition ? undefined : `${type} ${value} must be of the partition ${partition}`
}
