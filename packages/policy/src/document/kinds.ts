import { AWS_TEXT } from './problem.js'

/**
 * What a document is for. `identity`: inline policy of a user, group or role. `managed`: customer managed policy. `boundary`: a managed policy used
 * as permissions boundary. `trust`: a role's AssumeRolePolicyDocument. `session`: the `Policy` parameter of an STS call. `s3-bucket`: a bucket
 * policy. `kms-key`: a key policy. `resource`: the policy of any other resource. `scp`, `rcp`: policies of an organization.
 *
 * @example
 * const kinds: readonly PolicyKind[] = ['identity', 'scp', 'trust']
 * console.log(kinds.filter((kind) => parsePolicy(text, kind).ok).join(' '))
 * // => identity scp
 */
export type PolicyKind = 'identity' | 'managed' | 'boundary' | 'trust' | 'session' | 's3-bucket' | 'kms-key' | 'resource' | 'scp' | 'rcp'

/**
 * Whose inline policies are summed.
 *
 * @example
 * const owners: readonly InlineOwner[] = ['user', 'group', 'role']
 * console.log(owners.map((owner) => policySizeLimit('identity', owner).size).join(' '))
 * // => 2048 5120 10240
 */
export type InlineOwner = 'user' | 'group' | 'role'

/**
 * What a size limit counts: characters but white space, all characters, or bytes of UTF-8.
 *
 * @example
 * const measures: readonly SizeMeasure[] = ['non-whitespace', 'characters', 'bytes']
 * console.log(measures.map((measure) => policySize('{ "é": 1 }', measure)).join(' '))
 * // => 7 10 11
 */
export type SizeMeasure = 'non-whitespace' | 'characters' | 'bytes'

/**
 * How large a document of a kind may be.
 *
 * @example
 * const fits = ({ size, measure }: SizeLimit) => policySize(text, measure) <= size
 * console.log(fits(policySizeLimit('managed')), fits({ size: 100, measure: 'bytes' }))
 * // => true false
 */
export interface SizeLimit {
  readonly size: number
  readonly measure: SizeMeasure
}

/** The rules in which the kinds differ; one row each in `KINDS`. */
export interface KindRules {
  /** `everyone`: there must be one, and it must be `"*"`. */
  readonly principal: 'required' | 'forbidden' | 'everyone'
  readonly notPrincipal: boolean
  readonly canonicalUser: boolean
  readonly resource: 'required' | 'forbidden'
  /** Whether the document may carry an `Id`. */
  readonly id: boolean
  /** IAM: letters and digits, unique in the document. S3: any text. */
  readonly strictSids: boolean
  /** Set when only actions of these services, lower case, make sense. */
  readonly vendors?: { readonly names: readonly string[]; readonly bareWildcard: boolean; readonly message: string }
  /** RCPs of a customer: Deny only, no NotAction, and every action names its service. */
  readonly denyNamedOnly: boolean
  /** What is said of text that is no JSON. */
  readonly notJson: string
  /** What is said of white space before the `{` on saving; absent where it may stand there. */
  readonly leadingSpace?: string
  /** What is said of a document that does not say that it is of 2012-10-17; absent where it need not. */
  readonly latestVersion?: string
  /** The same for a document that is to be saved, where stored ones may be older. */
  readonly latestVersionToSave?: string
  /** On saving: whether ARNs of resources are held to the rules of IAM. */
  readonly checksArns: boolean
  /** On saving: whether principals are held to the forms of AWS. */
  readonly checksPrincipals: boolean
  /** Whether resources and actions are checked as S3 does for a bucket policy. */
  readonly bucketRules: boolean
  /** Whether AWS quotes the offending principal in its message. */
  readonly quotesPrincipal: boolean
  readonly limit: SizeLimit
}

const MANAGED_LIMIT: SizeLimit = { size: 6_144, measure: 'non-whitespace' }

/** What most kinds have. How services other than IAM look at white space and ARNs is not known. */
const ANY_SERVICE: KindRules = {
  principal: 'forbidden',
  notPrincipal: false,
  canonicalUser: false,
  resource: 'required',
  id: false,
  strictSids: true,
  denyNamedOnly: false,
  notJson: AWS_TEXT.syntax,
  checksArns: false,
  checksPrincipals: false,
  bucketRules: false,
  quotesPrincipal: true,
  // NOTE: of a role; see INLINE_SUMS.
  limit: { size: 10_240, measure: 'non-whitespace' },
}

const IDENTITY: KindRules = { ...ANY_SERVICE, leadingSpace: AWS_TEXT.legacy, checksArns: true }

/** What CreatePolicy takes; what PutUserPolicy takes may be older (seen on AWS). */
const MANAGED: KindRules = { ...IDENTITY, latestVersionToSave: AWS_TEXT.version, limit: MANAGED_LIMIT }

/** Policies of resources, without what single services demand. */
const RESOURCE: KindRules = {
  ...ANY_SERVICE,
  principal: 'required',
  notPrincipal: true,
  id: true,
  strictSids: false,
  quotesPrincipal: false,
  limit: { size: 20_480, measure: 'bytes' },
}

const ORGANIZATION: KindRules = { ...ANY_SERVICE, notJson: AWS_TEXT.organization, latestVersion: AWS_TEXT.organization }

/** Sizes of organization policies: all characters count. SCPs had 5,120 until 15 May 2026 (Organizations User Guide, "Quotas"). */
const SCP_LIMIT: SizeLimit = { size: 10_240, measure: 'characters' }
const RCP_LIMIT: SizeLimit = { size: 5_120, measure: 'characters' }

/**
 * One row per kind. Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM and AWS STS quotas"; S3 User Guide, bucket policies;
 * Organizations User Guide, "SCP syntax", "RCP syntax"; KMS Developer Guide, "Key policies".
 */
export const KINDS: Readonly<Record<PolicyKind, KindRules>> = {
  identity: IDENTITY,
  managed: MANAGED,
  boundary: MANAGED,
  // NOTE: read by STS and not by IAM; since 2025 its messages are those of a parser that passes over white space.
  session: { ...ANY_SERVICE, checksArns: true, limit: { size: 2_048, measure: 'characters' } },
  trust: {
    ...IDENTITY,
    principal: 'required',
    resource: 'forbidden',
    id: true,
    vendors: { names: ['sts'], bareWildcard: false, message: AWS_TEXT.trustActions },
    notJson: AWS_TEXT.trustNotJson,
    leadingSpace: AWS_TEXT.leadingSpace,
    checksPrincipals: true,
    limit: { size: 2_048, measure: 'non-whitespace' },
  },
  's3-bucket': {
    ...RESOURCE,
    canonicalUser: true,
    vendors: { names: ['s3'], bareWildcard: true, message: AWS_TEXT.s3Action },
    notJson: AWS_TEXT.s3NotJson,
    leadingSpace: AWS_TEXT.s3NotJson,
    bucketRules: true,
  },
  'kms-key': {
    ...RESOURCE,
    vendors: { names: ['kms'], bareWildcard: true, message: AWS_TEXT.syntax },
    limit: { size: 32_768, measure: 'bytes' },
  },
  resource: RESOURCE,
  scp: { ...ORGANIZATION, limit: SCP_LIMIT },
  rcp: { ...ORGANIZATION, principal: 'everyone', denyNamedOnly: true, limit: RCP_LIMIT },
}

/**
 * All kinds.
 *
 * @example
 * console.log(POLICY_KINDS.filter((kind) => parsePolicy(text, kind).ok).join(' '))
 * // => identity managed boundary session scp
 */
export const POLICY_KINDS = Object.keys(KINDS) as readonly PolicyKind[]

/**
 * The kind of the policy of a resource, told by the action that is asked of it.
 *
 * @example
 * console.log(resourcePolicyKind('s3:GetObject'), resourcePolicyKind('kms:Decrypt'), resourcePolicyKind('sqs:SendMessage'))
 * // => s3-bucket kms-key resource
 */
export function resourcePolicyKind(action: string): PolicyKind {
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  if (service === 'kms') return 'kms-key'
  return service === 's3' ? 's3-bucket' : 'resource'
}

/** The sums over an entity's inline policies. Source: IAM User Guide, "IAM and AWS STS quotas". */
const INLINE_SUMS: Readonly<Record<InlineOwner, number>> = { user: 2_048, group: 5_120, role: 10_240 }

/**
 * How large a document of this kind may be, and what to count (see `policySize`). For inline policies the limit is the sum over the entity's
 * documents; `owner` tells whose. `parsePolicy` checks no size: the APIs answer a size error of their own.
 *
 * @example
 * console.log(JSON.stringify(policySizeLimit('identity', 'user')))
 * // => {"size":2048,"measure":"non-whitespace"}
 */
export function policySizeLimit(kind: PolicyKind, owner: InlineOwner = 'role'): SizeLimit {
  const { limit } = KINDS[kind]
  return kind === 'identity' ? { ...limit, size: INLINE_SUMS[owner] } : limit
}
