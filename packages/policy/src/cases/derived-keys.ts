import type { Principal } from '../matching/principal.js'
import type { Caller } from './caller.js'

/** Condition keys by their name as AWS writes it. */
export type Keys = ReadonlyMap<string, string | readonly string[]>

const PRINCIPAL_TYPES: { readonly [kind in Principal['kind']]?: string } = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  'federated-user': 'FederatedUser',
  anonymous: 'Anonymous',
}

/**
 * The keys that follow from who asks and who owns the resource. Source: IAM User Guide, "AWS global condition context keys". Those that follow
 * from time (aws:TokenIssueTime, aws:CurrentTime), MFA, organizations or the connection do not: a case gives them in its context.
 */
export function derivedKeys(caller: Caller, resourceAccount: string): Keys {
  const { principal, tags, federatedProvider, sourceIdentity } = caller
  const { kind, account, arn } = principal
  const inAccount = account !== ''
  const isService = kind === 'service'
  const all: [string, string | readonly string[] | undefined][] = [
    ['aws:PrincipalType', PRINCIPAL_TYPES[kind]],
    ['aws:PrincipalAccount', kind === 'anonymous' ? 'anonymous' : account || undefined],
    ['aws:PrincipalArn', inAccount ? (principal.roleArn ?? arn) : undefined],
    ['aws:PrincipalIsAWSService', isService ? 'true' : inAccount ? 'false' : undefined],
    ['aws:PrincipalServiceName', isService ? arn : undefined],
    ['aws:PrincipalServiceNamesList', isService ? [arn] : undefined],
    ['aws:ViaAWSService', inAccount ? 'false' : undefined],
    ['aws:userid', userId(caller)],
    ['aws:username', kind === 'user' ? caller.name : undefined],
    ['aws:FederatedProvider', federatedProvider],
    ['aws:SourceIdentity', sourceIdentity],
    ...[...tags].map(([key, value]): [string, string] => [`aws:PrincipalTag/${key}`, value]),
    ['aws:ResourceAccount', resourceAccount || undefined],
  ]
  return new Map(all.filter((entry): entry is [string, string | readonly string[]] => entry[1] !== undefined))
}

/** Absent when the unique id it begins with is not given. */
function userId({ principal, name, sessionName }: Caller): string | undefined {
  const { kind, account, id } = principal
  if (kind === 'root') return account
  if (kind === 'federated-user') return `${account}:${name}`
  if (kind === 'role') return id === undefined ? undefined : `${id}:${sessionName}`
  return id
}
