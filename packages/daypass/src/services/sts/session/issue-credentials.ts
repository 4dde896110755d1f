import type { Caller } from '../../../core/caller.js'
import { type EndpointKind, HOME_REGION } from '../../../core/region.js'
import { type IssuedCredentials, type Issuer, issueSession } from '../../../credentials/issue.js'
import { MAX_TOKEN, type SessionClaims } from '../../../credentials/session-token.js'
import { accountSettings, isRegionEnabled } from '../../../directory/account/account-settings.js'
import type { Reader } from '../../../directory/state.js'
import { StsError } from '../error.js'

/** What issuing needs, and where it was asked for. */
export interface Issuing extends Issuer {
  readonly region: string
  readonly endpoint: EndpointKind
}

/** What a session says of itself, but for where it was issued. */
export type Claims = Omit<SessionClaims, 'tokenVersion' | 'region'>

/** Issues temporary credentials at an endpoint: in a region that both accounts have enabled, in the token version that the account they are for has chosen. */
export function issueCredentials(caller: Caller, claims: Claims, by: Issuing): IssuedCredentials {
  requireRegion(claims.account, caller, by)
  const issued = issueSession(by, { tokenVersion: tokenVersion(claims.account, by), region: by.region, ...claims })
  requireUsable(issued.SessionToken)
  return issued
}

/** Tags that compress well have room in AWS's packed size and none in a token of ours, which holds them as they are. */
function requireUsable({ length }: string): void {
  if (length <= MAX_TOKEN) return
  const percent = Math.ceil((100 * length) / MAX_TOKEN)
  throw new StsError('PackedPolicyTooLarge', `Packed size of session tags consumes ${percent}% of allotted space.`)
}

/**
 * Whose region counts is the account the credentials are for (IAM user guide, "Manage AWS STS in an AWS Region"; text observed). Where only the
 * caller's own account has it disabled, its credentials are none there (AWS re:Post on InvalidClientTokenId: enabled in both accounts).
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
 * Version 1 comes from the global endpoint alone, and only by the preference of the account (IAM API reference, SetSecurityTokenServicePreferences).
 * NOTE An address of ours is both endpoints. Clients sign for us-east-1 what they send to the global one, so there us-east-1 counts as global; to
 * take it for regional would make version 1 unreachable without DNS. An account that chose it gets no more by it, only less.
 */
function tokenVersion(account: string, { state, region, endpoint }: Issuing): 1 | 2 {
  const isGlobal = endpoint === 'global' || (endpoint === 'custom' && region === HOME_REGION)
  return isGlobal ? accountSettings(state, account).globalTokenVersion : 2
}

/**
 * Refuses the global endpoint, as AssumeRoot and GetWebIdentityToken do (STS API reference). How AWS words it is not documented: ours. An address of
 * ours is never refused: whoever signs for us-east-1 there may as well mean its regional endpoint.
 */
export function refuseGlobalEndpoint(operation: string, endpoint: EndpointKind): void {
  if (endpoint !== 'global') return
  throw new StsError('InvalidAction', `${operation} is not available at the global endpoint. Send it to the endpoint of a region.`)
}
