/**
 * sts: the Security Token Service, one file per operation.
 * Owns what is particular to STS: who may call what, durations, the short form of AssumeRole's refusal. Refuses to keep sessions.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Caller, SignedCaller } from '../../core/caller.js'
import type { Clock } from '../../core/clock.js'
import { WireError } from '../../core/error.js'
import type { Ids } from '../../core/ids.js'
import { operationOf } from '../../core/operation.js'
import type { AwsManagedPolicies } from '../../directory/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'
import type { StsOperations } from '../../wire/generated/sts.js'

/** What an STS operation may read before it is allowed. */
export interface StsReads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
}

/** What an STS operation may use. It writes nothing. */
export interface StsDeps extends StsReads {
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
}

/** Declares an operation of STS. */
export const operation = operationOf<StsOperations, StsReads, StsDeps>('sts')

/** The caller of a signed operation; the pipeline has refused all others. */
export function signed(caller: Caller): SignedCaller {
  if (caller.kind === 'anonymous') throw new WireError('MissingAuthenticationToken', 'Request is missing Authentication Token')
  return caller
}

/** Milliseconds, cut to whole seconds. */
export const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000

/** MFA comes with its own issue; until then no caller has a device, and AWS's answer to a device that is not the caller's is the true one. */
export function refuseMfa(input: { readonly SerialNumber?: string | undefined; readonly TokenCode?: string | undefined }): void {
  if (input.SerialNumber === undefined && input.TokenCode === undefined) return
  const text =
    input.SerialNumber === undefined || input.TokenCode === undefined
      ? 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      : 'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.'
  throw new WireError('AccessDenied', text)
}
