/**
 * sts: the Security Token Service, one file per operation.
 * Owns what is particular to STS: which caller may call what, durations, and the short error of AssumeRole. Stores no sessions: a token contains its
 * session. Leaves signatures, policies and the encryption of tokens to others.
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
import type { OidcSettings } from '../../federation/key-sets/key-sets.js'
import type { SamlSettings } from '../../federation/saml/saml-settings.js'
import type { StsOperations } from '../../wire/generated/sts.js'
import { StsError } from './error.js'

/** What an STS operation may read before it is authorized. */
export interface StsReads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
  readonly evidence: Evidence
}

/** What verifying the evidence of a request may use. */
export interface StsEvidenceParts {
  /** The revision that the request began at; for reading, until verifying first waits. */
  readonly state: Reader
  readonly transact: <T>(body: (state: Writer) => T) => Promise<T>
  readonly clock: Clock
  readonly ring: KeyRing
  readonly oidc: OidcSettings
  readonly saml: SamlSettings
  /** The base URL of this server, where SAML responses may be sent to. */
  readonly issuerBase: () => string
}

/** What an STS operation may use. Nothing that it issues is stored; only the renewal of signing keys writes. */
export interface StsDeps extends StsReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  /** The beginning of the issuer URLs of web identity tokens, without a slash at the end. */
  readonly issuerBase: () => string
  /** The installation's own account, 12 digits. */
  readonly installationAccount: string
  /** The region in the signature of the request. */
  readonly region: string
  /** The kind of endpoint that the request was sent to. */
  readonly endpoint: EndpointKind
}

/** An operation of STS. */
export type StsOperation = Operation<StsReads, StsDeps, StsEvidenceParts>

/** Declares an operation of STS. */
export const operation = operationOf<StsOperations, StsReads, StsDeps, StsEvidenceParts>('sts')

/** The caller of a signed operation; the pipeline has already refused all others. */
export function signed(caller: Caller): SignedCaller {
  if (caller.kind === 'anonymous') throw new StsError('MissingAuthenticationToken', 'Request is missing Authentication Token')
  return caller
}

/** Milliseconds, rounded down to whole seconds. */
export const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000

const OWN_SECONDS = 43_200
/** Limits a session of the root user to an hour, without an error (STS API reference, GetSessionToken, GetFederationToken). */
const ROOT_SECONDS = 3_600

/** The duration of a session that a user or the root user gets for itself or issues to someone else, in seconds. */
export const ownSessionSeconds = (caller: SignedCaller, requested = OWN_SECONDS): number =>
  caller.kind === 'root' ? Math.min(requested, ROOT_SECONDS) : requested
