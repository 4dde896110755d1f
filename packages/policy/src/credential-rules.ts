/**
 * Rules that take precedence over every policy: which credentials may call which action at all. Source: IAM User Guide, "Compare AWS STS
 * credentials", and the API pages of GetCallerIdentity, GetSessionToken and AssumeRole.
 */

import type { AuthorizationRequest } from './authorization-request.js'
import { actionVendor } from './matching/action.js'
import type { Principal } from './matching/principal.js'

/** The rule that decides: `service` allows and `credentialType` denies, whatever the policies say. Undefined if policies decide. */
export type CredentialRule = 'service' | 'credentialType' | undefined

/** What a session of GetSessionToken may call in STS: AssumeRole, and the actions that belong to assuming a role. */
const SESSION_TOKEN_STS: ReadonlySet<string> = new Set(['sts:assumerole', 'sts:tagsession', 'sts:setsourceidentity'])
const NOT_FOR_ROLES: ReadonlySet<string> = new Set(['sts:getsessiontoken', 'sts:getfederationtoken'])

/** Applies the rules. `action` is in lower case. */
export function applyCredentialRules({ principal, context }: AuthorizationRequest, action: string): CredentialRule {
  const service = actionVendor(action)
  if (service !== 'sts' && service !== 'iam') return undefined
  if (action === 'sts:getcalleridentity') return isSigned(principal) ? 'service' : 'credentialType'
  switch (credentialOf(principal)) {
    case 'long-term':
      return longTermRule(principal, action)
    case 'session-token':
      return sessionTokenRule(principal, action, context.get('aws:multifactorauthpresent') === 'true')
    case 'assume-root':
      return service === 'sts' ? 'credentialType' : undefined
    case 'role':
      return NOT_FOR_ROLES.has(action) ? 'credentialType' : undefined
    case 'federation-token':
      return 'credentialType'
    default:
      return NOT_FOR_ROLES.has(action) ? 'credentialType' : undefined
  }
}

function longTermRule(principal: Principal, action: string): CredentialRule {
  if (action === 'sts:getsessiontoken') return 'service'
  return principal.kind === 'root' && action === 'sts:assumerole' ? 'credentialType' : undefined
}

function sessionTokenRule(principal: Principal, action: string, withMfa: boolean): CredentialRule {
  if (actionVendor(action) === 'iam') return withMfa ? undefined : 'credentialType'
  const may = SESSION_TOKEN_STS.has(action) && !(principal.kind === 'root' && action === 'sts:assumerole')
  return may ? undefined : 'credentialType'
}

function isSigned({ kind }: Principal): boolean {
  return kind !== 'anonymous' && kind !== 'web-identity' && kind !== 'saml'
}

type Credential = 'long-term' | 'session-token' | 'assume-root' | 'role' | 'federation-token' | 'none'

function credentialOf({ kind, credential }: Principal): Credential {
  if (kind === 'role') return 'role'
  if (kind === 'federated-user') return 'federation-token'
  if (kind !== 'user' && kind !== 'root') return 'none'
  if (credential === undefined || credential === 'long-term') return 'long-term'
  // A user has no credentials of AssumeRoot: those that claim to be get the stricter rules of a session.
  return credential === 'assume-root' && kind === 'root' ? 'assume-root' : 'session-token'
}
