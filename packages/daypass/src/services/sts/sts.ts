/**
 * sts: the Security Token Service, one file per operation.
 * Owns what is particular to STS: who may call what, durations, the short form of AssumeRole's refusal. Refuses to keep sessions.
 * May know: core, wire, directory, credentials, access; no other service.
 */
import type { Caller, SignedCaller } from '../../core/caller.js'
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { type Evidence, type Operation, operationOf } from '../../core/operation.js'
import type { EndpointKind } from '../../core/region.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { StsOperations } from '../../wire/generated/sts.js'
import { StsError } from './error.js'

/** What an STS operation may read before it is allowed. */
export interface StsReads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
  readonly evidence: Evidence
}

/** What verifying the evidence of a request may use. */
export interface StsEvidenceParts {
  readonly transact: <T>(body: (state: Writer) => T) => Promise<T>
  readonly clock: Clock
  readonly ring: KeyRing
}

/** What an STS operation may use. Nothing it issues is written down; only the renewal of signing keys writes. */
export interface StsDeps extends StsReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  /** What the URLs of issuers of web identity tokens begin with; without a slash at the end. */
  readonly issuerBase: () => string
  /** The region the request was signed for. */
  readonly region: string
  /** Which kind of endpoint it was sent to. */
  readonly endpoint: EndpointKind
}

/** An operation of STS. */
export type StsOperation = Operation<StsReads, StsDeps, StsEvidenceParts>

/** Declares an operation of STS. */
export const operation = operationOf<StsOperations, StsReads, StsDeps, StsEvidenceParts>('sts')

/** The caller of a signed operation; the pipeline has refused all others. */
export function signed(caller: Caller): SignedCaller {
  if (caller.kind === 'anonymous') throw new StsError('MissingAuthenticationToken', 'Request is missing Authentication Token')
  return caller
}

/** Milliseconds, cut to whole seconds. */
export const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000

const OWN_SECONDS = 43_200
/** A root user's session is cut to an hour without an error (STS API reference, GetSessionToken, GetFederationToken). */
const ROOT_SECONDS = 3_600

/** How long a session lasts that a user or root user has for itself or for someone it vouches for, in seconds. */
export const ownSessionSeconds = (caller: SignedCaller, asked = OWN_SECONDS): number =>
  caller.kind === 'root' ? Math.min(asked, ROOT_SECONDS) : asked
