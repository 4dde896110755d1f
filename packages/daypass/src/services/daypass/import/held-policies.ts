import { deniesNothing, managedProblem, policySize } from '../../../access/policy-document.js'
import { parseIamArn } from '../../../core/arn.js'
import { attach, detach } from '../../../directory/iam/attachment.js'
import { managedPolicy } from '../../../directory/iam/policy.js'
import type { PolicyHolderKind, PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { type Fields, NotImportable } from './fields.js'
import { type Importing, keptOrder, keptText } from './importing.js'
import { differenceOf } from './narrowing/between.js'
import { documentProblem, requireValid, textOf } from './validity.js'

/** What a kind of holder may hold: all inline policies together, in characters without white space, and managed policies attached (IAM quotas). */
interface HolderLimits {
  readonly list: string
  readonly inlineSize: number
  /** The most to which AWS raises the quota for an account that asks: an account that comes from AWS may have been granted it. */
  readonly attached: number
}

const LIMITS: Readonly<Record<PolicyHolderKind, HolderLimits>> = {
  user: { list: 'UserPolicyList', inlineSize: 2_048, attached: 20 },
  group: { list: 'GroupPolicyList', inlineSize: 5_120, attached: 10 },
  role: { list: 'RolePolicyList', inlineSize: 10_240, attached: 25 },
}

/** All inline policies of one holder with their white space: it is one record, and must fit into the store. */
const MOST_TEXT = 262_144

/** The policies that a user, group or role brings. */
export interface HeldPolicies {
  readonly inline: Readonly<Record<string, string>>
  readonly attached: readonly string[]
  readonly notes: readonly string[]
}

/** What a holder is, as far as its policies depend on it. */
interface Holder {
  readonly kind: PolicyHolderKind
  readonly name: string
  /** Set on roles that AWS made: only these have policies of `aws-service-role`. */
  readonly isOfService?: boolean
}

/**
 * The inline and attached policies of an entity. Refuses the whole entity where one of them cannot be here: it may be the one that denies. Only a policy of
 * AWS that this version does not have, and that is shown to deny nothing, is left out by itself.
 */
export function heldIn(holder: Holder, fields: Fields, at: Importing): HeldPolicies {
  const notes: string[] = []
  const attached: string[] = []
  for (const entry of fields.objects('AttachedManagedPolicies')) {
    const arn = entry.text('PolicyArn')
    if (attached.includes(arn)) continue
    if (isAws(arn) && at.awsManaged.get(arn) === undefined && entry.isSet('AllowsOnly'))
      notes.push(`${arn} is not attached: this version of daypass does not have it.`)
    else {
      requireHoldable(arn, { isOfService: holder.isOfService === true, isBoundary: false, shown: entry }, at)
      attached.push(arn)
    }
  }
  const most = LIMITS[holder.kind].attached
  if (attached.length > most) throw new NotImportable(`It has ${attached.length} policies attached, and may have ${most}.`)
  return { inline: inlineIn(holder, fields), attached, notes }
}

/** A permissions boundary, and what is to be said of it. */
interface GivenBoundary {
  readonly boundary: string | undefined
  readonly notes: readonly string[]
}

/** The ARN of the permissions boundary. One that is not here is never left out: without it the entity would be allowed more. */
export function boundaryIn(fields: Fields, at: Importing): GivenBoundary {
  const shown = fields.maybeObject('PermissionsBoundary')
  if (shown === undefined) return { boundary: undefined, notes: [] }
  const boundary = shown.text('PermissionsBoundaryArn')
  requireHoldable(boundary, { isOfService: false, isBoundary: true, shown }, at)
  const isUnknown = isAws(boundary) && !shown.has('Document')
  return {
    boundary,
    notes: isUnknown ? [`Its boundary ${boundary} is the version that is here: the files do not show which one AWS has.`] : [],
  }
}

const isAws = (arn: string): boolean => parseIamArn(arn, 'policy')?.account === 'aws'

/** What of a policy's holder, and of the policy on AWS, decides whether it can be held here. */
interface Holding {
  readonly isOfService: boolean
  readonly isBoundary: boolean
  /** What the file tells of the version of AWS's policy that is in effect on AWS: its document, or whether it may deny something. */
  readonly shown: Fields
}

function requireHoldable(
  arn: string,
  { isOfService, isBoundary, shown }: Holding,
  { account, state, awsManaged, assumed }: Importing,
): void {
  if (assumed.has(arn)) return
  const ours = isAws(arn) || parseIamArn(arn, 'policy')?.account === account
  const policy = ours ? managedPolicy(state, awsManaged, { arn }) : undefined
  if (policy === undefined) throw new NotImportable(`The policy ${arn} is not here.`)
  if (arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/') && !isOfService)
    throw new NotImportable(`The policy ${arn} is only for service-linked roles.`)
  if (isAws(arn)) requireAsStrict(arn, policy.text(), { isBoundary, shown })
  const problem = managedProblem(arn, policy)
  if (problem !== undefined) throw new NotImportable(textOf(problem))
}

/** Refuses a policy of AWS of which the version here gives its holder more: it denies less, or it is a boundary and allows more. */
function requireAsStrict(arn: string, here: string, { isBoundary, shown }: Omit<Holding, 'isOfService'>): void {
  if (shown.isSet('MayDeny') && deniesNothing(here))
    throw new NotImportable(`The policy ${arn} may deny something on AWS, and the version of it that is here denies nothing.`)
  const document = shown.maybeText('Document')
  const difference = document === undefined ? undefined : differenceOf(here, document)
  if (difference?.deniesLess === true)
    throw new NotImportable(`The policy ${arn} denies something in the files that the version of it that is here does not deny.`)
  if (isBoundary && difference?.allowsMore === true)
    throw new NotImportable(`The boundary ${arn} allows something here that the version of it in the files does not allow.`)
}

function inlineIn({ kind, name }: Holder, fields: Fields): Readonly<Record<string, string>> {
  const { list, inlineSize } = LIMITS[kind]
  const entries = fields.objects(list).map((one) => [one.text('PolicyName'), one.text('PolicyDocument')] as const)
  for (const [PolicyName, PolicyDocument] of entries) {
    if (kind === 'user') requireValid('PutUserPolicy', { UserName: name, PolicyName, PolicyDocument })
    else if (kind === 'group') requireValid('PutGroupPolicy', { GroupName: name, PolicyName, PolicyDocument })
    else requireValid('PutRolePolicy', { RoleName: name, PolicyName, PolicyDocument })
    const problem = documentProblem(PolicyDocument, { kind: 'identity', size: inlineSize, length: MOST_TEXT })
    if (problem !== undefined) throw new NotImportable(`Inline policy ${PolicyName}: ${problem}`)
  }
  const inline = Object.fromEntries(entries)
  if (Object.keys(inline).length !== entries.length) throw new NotImportable('Two inline policies have the same name.')
  const size = entries.reduce((sum, [, text]) => sum + policySize(text), 0)
  if (size > inlineSize) throw new NotImportable(`Its inline policies have ${size} characters, and may have ${inlineSize}.`)
  if (entries.reduce((sum, [, text]) => sum + text.length, 0) > MOST_TEXT)
    throw new NotImportable(`Its inline policies have more than ${MOST_TEXT} characters with their white space.`)
  return inline
}

/** The policies as they are to be stored: what says the same as what is here stays as it is here. */
export const keptPolicies = (
  present: Pick<PolicyHolderRecord, 'inlinePolicies' | 'attachedPolicies'> | undefined,
  { inline, attached }: HeldPolicies,
): Pick<PolicyHolderRecord, 'inlinePolicies' | 'attachedPolicies'> => ({
  inlinePolicies: Object.fromEntries(
    Object.entries(inline).map(([name, text]) => [name, keptText(textIn(present?.inlinePolicies, name), text)]),
  ),
  attachedPolicies: keptOrder(present?.attachedPolicies ?? [], attached),
})

const textIn = (policies: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  policies !== undefined && Object.hasOwn(policies, name) ? policies[name] : undefined

/** Stages that the policies of `record` are attached to it, in place of those of `present`. */
export function stageAttached<P extends PolicyHolderRecord>(
  at: Importing,
  kind: PolicyHolderKind,
  change: { present: P | undefined; record: P },
): void {
  const { present, record } = change
  const before = present?.attachedPolicies ?? []
  const now = record.attachedPolicies
  for (const arn of before) if (!now.includes(arn)) detach(at.state, kind, { record, arn })
  for (const arn of now) if (!before.includes(arn)) attach(at.state, kind, { record, arn })
}
