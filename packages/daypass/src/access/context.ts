import { type Context, foldCase, type PrincipalProperties, principalKeys } from '@daypass/policy'
import type { Asker } from '../core/caller.js'
import { isoSeconds } from '../core/clock.js'
import type { RequiredPermission } from '../core/operation.js'
import { HOME_REGION } from '../core/region.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { organizationPath, placeOf } from '../directory/organizations/organization-place.js'
import type { Reader } from '../directory/state.js'
import { federatedKeys, sessionKeys } from './session-keys.js'

/** What is known about a request apart from its sender and what it requests. `now` is the installation's time in milliseconds. */
export interface RequestAttributes {
  readonly now: number
  readonly secure: boolean
  /** Absent where a service of the installation asks by itself. */
  readonly sourceIp?: string | undefined
  readonly region: string
  readonly userAgent?: string | undefined
  readonly referer?: string | undefined
  /** Keys that follow from how the request was signed, for example `s3:authType`. */
  readonly signed: Readonly<Record<string, string | undefined>>
}

interface Asked {
  readonly caller: Asker
  readonly question: RequiredPermission
  readonly surroundings: RequestAttributes
  readonly state: Reader
}

/** The condition keys of a request, names in lower case (IAM user guide, "AWS global condition context keys"). */
export function contextOf(asked: Asked): Context {
  const { caller, question, surroundings } = asked
  const context = principalKeys({ organization: organizationOf(asked.state, caller.account), ...factsOf(caller, asked.state) })
  // The first, so that no claim of a login can stand for what the request itself is: every later key replaces it.
  if (caller.kind === 'web-identity' || caller.kind === 'saml') federatedKeys(context, caller.keys)
  if ('session' in caller && caller.session !== undefined) sessionKeys(context, caller.session, surroundings.now)
  surroundingKeys(context, question, surroundings)
  ownerKeys(context, question.resourceAccount ?? caller.account, asked.state)
  for (const [key, value] of Object.entries(surroundings.signed)) if (value !== undefined) context.set(foldCase(key), value)
  for (const [key, value] of Object.entries(question.context ?? {})) {
    if (value === undefined || (isSecret(question, caller) && isResourceTag(foldCase(key)))) continue
    context.set(foldCase(key), value)
  }
  return context
}

function ownerKeys(context: Map<string, string | readonly string[]>, owner: string, state: Reader): void {
  context.set('aws:resourceaccount', owner)
  const organization = organizationOf(state, owner)
  if (organization === undefined) return
  context.set('aws:resourceorgid', organization.id)
  context.set('aws:resourceorgpaths', organization.paths)
}

/** The organization of an account as condition keys have it, its management account included; undefined outside of any. */
export function organizationOf(state: Reader, account: string): NonNullable<PrincipalProperties['organization']> | undefined {
  const place = account === '' ? undefined : placeOf(state, account)
  return place && { id: place.organization.id, paths: [organizationPath(state, place)] }
}

/** Whether the key is about the tags of the resource. Names in lower case. */
export const isResourceTag = (key: string): boolean => key.startsWith('aws:resourcetag/') || key.startsWith('iam:resourcetag/')

/**
 * Whether the caller must not learn the tags of the resource: IAM's resources of another account, on which no other account may act. With these tags,
 * the sentence of the caller's own Deny would reveal that the resource exists, and its tags.
 */
const isSecret = ({ action, resourceAccount }: RequiredPermission, caller: Asker): boolean =>
  action.startsWith('iam:') && resourceAccount !== undefined && resourceAccount !== caller.account

/** Services with one region, whichever a request is signed for. */
const IS_GLOBAL = /^(?:account|iam|organizations):/

function surroundingKeys(
  context: Map<string, string | readonly string[]>,
  question: RequiredPermission,
  surroundings: RequestAttributes,
): void {
  context.set('aws:currenttime', isoSeconds(surroundings.now))
  context.set('aws:epochtime', String(Math.floor(surroundings.now / 1000)))
  context.set('aws:viaawsservice', 'false')
  context.set('aws:securetransport', surroundings.secure ? 'true' : 'false')
  if (surroundings.sourceIp !== undefined) context.set('aws:sourceip', surroundings.sourceIp)
  context.set('aws:requestedregion', IS_GLOBAL.test(question.action) ? HOME_REGION : surroundings.region)
  if (surroundings.userAgent !== undefined) context.set('aws:useragent', surroundings.userAgent)
  if (surroundings.referer !== undefined) context.set('aws:referer', surroundings.referer)
}

/** What the principal's keys follow from. Tags of users and roles are read as they are now. */
function factsOf(caller: Asker, state: Reader): PrincipalProperties {
  switch (caller.kind) {
    case 'service':
    case 'web-identity':
    case 'saml':
      return { kind: caller.kind, account: '', arn: caller.arn }
    case 'anonymous':
      return { kind: 'anonymous', account: '', arn: '' }
    case 'role':
      return { tags: roles.getById(state, caller.id)?.tags, ...caller, arn: caller.roleArn }
    case 'user': {
      const { kind, account, arn, userId, name: userName, session } = caller
      return { kind, account, arn, userId, userName, tags: users.getById(state, caller.id)?.tags, session }
    }
    case 'federated-user':
      return { tags: caller.issuer.kind === 'user' ? users.getById(state, caller.issuer.id)?.tags : undefined, ...caller }
    case 'root':
      return caller
  }
}
