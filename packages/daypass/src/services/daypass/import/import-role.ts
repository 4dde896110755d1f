import { type ImportedPrincipals, importedTrust, trustsServicesOnly } from '../../../access/trust-document.js'
import { parseIamArn, roleArn } from '../../../core/arn.js'
import { setBoundary } from '../../../directory/iam/attachment.js'
import { newerUse, recentUse, storedUses, UNKNOWN_SERVICE } from '../../../directory/iam/last-use/last-use.js'
import { isServiceLinkedPath, type RoleRecord, reservedPrefix, roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { type Fields, NotImportable } from './fields.js'
import { boundaryIn, heldIn, keptPolicies, stageAttached } from './held-policies.js'
import { type Importer, type Importing, keptText, presentOf, requireArn, settle, UNTOUCHED } from './importing.js'
import { between } from './narrowing/between.js'
import { documentProblem, requireValid, tagRecord, validTags } from './validity.js'

const DEFAULT_SECONDS = 3_600
/** The most to which AWS raises the quota for an account that asks (IAM quotas). */
const TRUST = { kind: 'trust', size: 4_096, length: 65_536 } as const

/**
 * Imports a role with its trust policy, policies, boundary, tags and last use. AWS's listing has no description and no duration: those here stay. Narrowed, it
 * trusts who is trusted before and after; an exchange keeps the trust policy that is here. Neither makes a role.
 */
export const importRole: Importer = (fields, at) => {
  const { account, state } = at
  const [name, id, path] = [fields.text('RoleName'), fields.text('RoleId'), fields.maybeText('Path') ?? '/']
  const tags = validTags(fields)
  const [Description, MaxSessionDuration] = [fields.maybeText('Description'), fields.maybeNumber('MaxSessionDuration')]
  const text = fields.text('AssumeRolePolicyDocument')
  requireValid('CreateRole', { RoleName: name, Path: path, Tags: tags, Description, MaxSessionDuration, AssumeRolePolicyDocument: text })
  requireArn(fields, roleArn(account, path, name))
  const present = presentOf({ ...roles, noun: 'role' }, { name, id, prefix: 'AROA' }, at)
  if (at.stage !== undefined && present === undefined) return UNTOUCHED
  const trust = keptText(present?.trust, trustIn(text, principalsIn(fields, at), at))
  const ownedBy = ownerOf(path, text)
  // Neither changes on AWS; and sessions of a role that became a service's would no longer be bound by the policies of the organization.
  if (present !== undefined && (present.path !== path || present.ownedBy !== ownedBy))
    throw new NotImportable(`The role is here with the path ${present.path}, which cannot change, nor who made it.`)
  const held = heldIn({ kind: 'role', name, isOfService: ownedBy === 'service' }, fields, at)
  const { boundary, notes } = boundaryIn(fields, at)
  const description = Description ?? present?.description
  const record: RoleRecord = {
    ...{ ...(present === undefined ? { importedAt: state.revision } : unowned(present)), account, name, path, id, trust, boundary },
    ...{ createdAt: fields.time('CreateDate'), tags: tagRecord(tags), ...(ownedBy !== undefined && { ownedBy }) },
    ...{
      maxSessionDuration: MaxSessionDuration ?? present?.maxSessionDuration ?? DEFAULT_SECONDS,
      ...(description !== undefined && { description }),
    },
    ...keptPolicies(present, held),
  }
  const staged = stagedRole(present, record, at)
  const isUseNew = at.stage === undefined && stageUse(fields, id, at)
  const settled = settle({ present, staged, record }, [...held.notes, ...notes], () => {
    stageAttached(at, 'role', { present, record: staged })
    setBoundary(state, 'role', { record: { ...staged, boundary: present?.boundary }, arn: staged.boundary })
    roles.put(state, staged)
  })
  return isUseNew && settled.outcome === 'unchanged' ? { ...settled, outcome: 'updated', changes: ['RoleLastUsed'] } : settled
}

function stagedRole(present: RoleRecord | undefined, record: RoleRecord, { stage }: Importing): RoleRecord {
  if (present === undefined || stage === undefined) return record
  if (stage === 'exchange') return { ...record, trust: present.trust }
  return { ...present, trust: between(present.trust, record.trust, 'trust') }
}

function unowned({ ownedBy: _owner, ...role }: RoleRecord): RoleRecord {
  return role
}

/** The trust policy as it is stored. */
function trustIn(text: string, principals: ImportedPrincipals, { state }: Importing): string {
  const problem = documentProblem(text, TRUST)
  if (problem !== undefined) throw new NotImportable(`Trust policy: ${problem}`)
  return importedTrust(text, state, principals)
}

/**
 * The users and roles of the account that the trust policy names, with their unique ids on AWS. They need not be here yet; one that is here must be the same:
 * an id that is someone else's would trust that one.
 */
function principalsIn(fields: Fields, { account, state }: Importing): ImportedPrincipals {
  return new Map(
    fields.objects('Principals').map((one) => {
      const [arn, id] = [one.text('Arn'), one.text('Id')]
      const kind = id.startsWith('AIDA') ? 'user' : 'role'
      if (!/^(?:AIDA|AROA)[A-Z0-9]{17}$/.test(id) || parseIamArn(arn, kind)?.account !== account)
        throw new NotImportable(`The trust policy names ${arn}, whose unique id cannot be ${id}.`)
      const present = kind === 'user' ? arnOf(users, id, state) : arnOf(roles, id, state)
      if (present !== undefined && present !== arn)
        throw new NotImportable(`The trust policy names ${arn}; its unique id ${id} is that of ${present}.`)
      return [arn, id] as const
    }),
  )
}

function arnOf<R>(
  holders: { readonly getReferredById: (state: Reader, id: string) => R | undefined; readonly arn: (one: R) => string },
  id: string,
  state: Reader,
): string | undefined {
  const present = holders.getReferredById(state, id)
  return present && holders.arn(present)
}

/**
 * Who made a role, by a path that only AWS gives: a service, where it alone is trusted, or IAM Identity Center. Accounts could once make roles there: one
 * that trusts others would be refused by CreateRole today.
 */
function ownerOf(path: string, trust: string): RoleRecord['ownedBy'] {
  if (reservedPrefix(path) === undefined) return undefined
  if (!isServiceLinkedPath(path)) return 'identity-center'
  if (trustsServicesOnly(trust)) return 'service'
  throw new NotImportable(`The path ${path} is for service-linked roles, and this role trusts others than a service.`)
}

function regionIn(used: Fields): string {
  const region = used.maybeText('Region') ?? ''
  if (!/^[a-z0-9-]{0,32}$/.test(region)) throw new NotImportable('RoleLastUsed.Region must be the name of a region.')
  return region
}

/** Stages when the role was last used, where AWS knows of a later use than is known here. AWS does not say of which service. */
function stageUse(fields: Fields, id: string, { state, now }: Importing): boolean {
  const used = fields.maybeObject('RoleLastUsed')
  const at = used?.maybeTime('LastUsedDate')
  // A use that is still to come would never give way to a later one.
  if (used === undefined || at === undefined || at > now) return false
  const known = storedUses.ofPrincipal(state, id)
  const use = { at, region: regionIn(used) }
  const before = known.services[UNKNOWN_SERVICE]
  if (newerUse(before, use) === before) return false
  const noted = recentUse({ services: { [UNKNOWN_SERVICE]: use }, actions: {} }, now).services
  if (noted[UNKNOWN_SERVICE] === undefined) return false
  storedUses.putPrincipal(state, id, { ...known, services: { ...known.services, ...noted } })
  return true
}
