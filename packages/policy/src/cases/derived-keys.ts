import type { Context } from '../context.js'
import { principalKeys } from '../principal-keys.js'
import type { CasePrincipal } from './case-principal.js'

/**
 * The keys that follow from the principal and the owner of the resource, names in lower case. Keys that depend on time (aws:TokenIssueTime,
 * aws:CurrentTime), MFA, organizations or the connection are not included: a case gives them in its context.
 */
export function derivedKeys(casePrincipal: CasePrincipal, resourceAccount: string): Context {
  const { principal, tags, name, federatedProvider, sourceIdentity } = casePrincipal
  const { kind, account, arn, roleArn } = principal
  const keys = principalKeys({
    ...{ kind, account, arn: roleArn ?? arn, userId: userId(casePrincipal), userName: kind === 'user' ? name : undefined },
    ...{ tags: Object.fromEntries(tags), session: { federatedProvider, sourceIdentity } },
  })
  if (account !== '') keys.set('aws:viaawsservice', 'false')
  if (resourceAccount !== '') keys.set('aws:resourceaccount', resourceAccount)
  return keys
}

/** Absent if the unique id that it begins with is not given. */
function userId({ principal, name, sessionName }: CasePrincipal): string | undefined {
  const { kind, account, id } = principal
  if (kind === 'root') return account
  if (kind === 'federated-user') return `${account}:${name}`
  if (kind === 'role') return id === undefined ? undefined : `${id}:${sessionName}`
  return id
}
