import { createHash } from 'node:crypto'
import { type InstanceRecord, type InstancesAt, storedInstance } from '../../../directory/ec2/instance.js'
import { findLaunchToken, putLaunchToken } from '../../../directory/ec2/launch-token.js'
import type { Writer } from '../../../directory/state.js'
import type { RunInstancesRequest } from '../../../wire/generated/ec2.js'
import { Ec2Error } from '../error.js'

/**
 * The instances that an earlier request with the same client token launched, within a day; undefined where there was none. Throws where that request had other
 * parameters, or what it launched has ended (EC2 API reference, "Ensuring idempotency"; EC2 user guide, "Error codes for the Amazon EC2 API").
 */
export function launchedBefore(input: RunInstancesRequest, at: InstancesAt): readonly InstanceRecord[] | undefined {
  if (input.ClientToken === undefined) return undefined
  const known = findLaunchToken(at, input.ClientToken)
  if (known === undefined) return undefined
  if (known.parameters !== parametersOf(input))
    throw new Ec2Error(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    )
  const launched = known.instances.flatMap((id) => storedInstance(at.state, at, id) ?? [])
  if (launched.every(({ last }) => last.kind === 'terminate'))
    throw new Ec2Error(
      'IdempotentInstanceTerminated',
      'The request uses the same client token as a previous request for which the instance has been terminated. Use another token.',
    )
  return launched
}

/** Remembers what a client token launched. */
export function rememberLaunch(
  input: RunInstancesRequest,
  launched: readonly InstanceRecord[],
  { state, account, region, now }: InstancesAt & { readonly state: Writer },
): void {
  const { ClientToken: token } = input
  if (token === undefined) return
  const instances = launched.map(({ id }) => id)
  putLaunchToken(state, { account, region, token, parameters: parametersOf(input), at: now, instances })
}

/** The hash of what is asked for; whether it was a dry run does not matter, which never gets here. */
function parametersOf({ ClientToken: _token, DryRun: _dryRun, ...rest }: RunInstancesRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('base64url')
}

/** The same value with the members of objects in one order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
