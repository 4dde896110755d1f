// session: everything a new session consists of: its duration, its tags, its policies and their packed size, and the issued credentials. Refuses what
// would not fit into a token, and regions that an account has disabled. Leaves who may get a session to the operations, and the token format to
// credentials.

import type { Caller } from '../../../core/caller.js'
import { type EndpointKind, HOME_REGION } from '../../../core/region.js'
import { type IssuedCredentials, type Issuer, issueSession } from '../../../credentials/issue.js'
import { MAX_TOKEN, type SessionClaims } from '../../../credentials/session-token.js'
import { accountSettings, isRegionEnabled } from '../../../directory/account/account-settings.js'
import type { Reader } from '../../../directory/state.js'
import { StsError } from '../error.js'

/** What issuing needs, and where the request was sent to. */
export interface Issuing extends Issuer {
  readonly region: string
  readonly endpoint: EndpointKind
}

/** The content of a session, except where it was issued. */
export type Claims = Omit<SessionClaims, 'tokenVersion' | 'region'>

/** Issues temporary credentials at an endpoint: in a region that both accounts have enabled, with the token version that the owning account has chosen. */
export function issueCredentials(caller: Caller, claims: Claims, by: Issuing): IssuedCredentials {
  requireRegion(claims.account, caller, by)
  const issued = issueSession(by, { tokenVersion: tokenVersion(claims.account, by), region: by.region, ...claims })
  requireUsable(issued.SessionToken)
  return issued
}

/** Tags that compress well can fit into AWS's packed size but not into a daypass token, which stores them uncompressed. */
function requireUsable({ length }: string): void {
  if (length <= MAX_TOKEN) return
  const percent = Math.ceil((100 * length) / MAX_TOKEN)
  throw new StsError('PackedPolicyTooLarge', `Packed size of session tags consumes ${percent}% of allotted space.`)
}

/**
 * The region must be enabled in the account that the credentials are for (IAM user guide, "Manage AWS STS in an AWS Region"; text observed). If only
 * the caller's own account has it disabled, the caller's credentials are invalid there (AWS re:Post on InvalidClientTokenId: enabled in both
 * accounts).
 */
function requireRegion(account: string, caller: Caller, { state, region }: { state: Reader; region: string }): void {
  if (!isRegionEnabled(state, account, region)) {
    const message = `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`
    throw new StsError('RegionDisabledException', message)
  }
  if (caller.kind === 'anonymous' || isRegionEnabled(state, caller.account, region)) return
  throw new StsError('InvalidClientTokenId', 'The security token included in the request is invalid', {
    reason: 'region disabled for the account of the caller',
  })
}

/**
 * Version 1 comes only from the global endpoint, and only if the account prefers it (IAM API reference, SetSecurityTokenServicePreferences).
 * NOTE A custom address is both endpoints. Clients sign for us-east-1 what they send to the global endpoint, so on a custom address us-east-1 counts
 * as global; otherwise version 1 could not be reached without DNS. An account that chose version 1 gets less by this, never more.
 */
function tokenVersion(account: string, { state, region, endpoint }: Issuing): 1 | 2 {
  const isGlobal = endpoint === 'global' || (endpoint === 'custom' && region === HOME_REGION)
  return isGlobal ? accountSettings(state, account).globalTokenVersion : 2
}

/**
 * Refuses the global endpoint, as AssumeRoot and GetWebIdentityToken do (STS API reference). AWS does not document the text; it is daypass's own. A
 * custom address is never refused: a signature for us-east-1 can also mean the regional endpoint there.
 */
export function refuseGlobalEndpoint(operation: string, endpoint: EndpointKind): void {
  if (endpoint !== 'global') return
  throw new StsError('InvalidAction', `${operation} is not available at the global endpoint. Send it to the endpoint of a region.`)
}
