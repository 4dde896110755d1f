import { AWS_TEXT } from './problem.js'

/**
 * The purpose of a document. `identity`: inline policy of a user, group or role. `managed`: customer managed policy. `boundary`: a managed policy
 * used as a permissions boundary. `trust`: a role's AssumeRolePolicyDocument. `session`: the `Policy` parameter of an STS call. `s3-bucket`: a bucket
 * policy. `kms-key`: a key policy. `resource`: the policy of any other resource. `scp`, `rcp`: policies of an organization.
 *
 * @example
 * const kinds: readonly PolicyKind[] = ['identity', 'scp', 'trust']
 * console.log(kinds.filter((kind) => parsePolicy(text, kind).ok).join(' '))
 * // => identity scp
 */
export type PolicyKind = 'identity' | 'managed' | 'boundary' | 'trust' | 'session' | 's3-bucket' | 'kms-key' | 'resource' | 'scp' | 'rcp'

/**
 * The owner of inline policies, whose sizes are added up.
 *
 * @example
 * const owners: readonly InlineOwner[] = ['user', 'group', 'role']
 * console.log(owners.map((owner) => policySizeLimit('identity', owner).size).join(' '))
 * // => 2048 5120 10240
 */
export type InlineOwner = 'user' | 'group' | 'role'

/**
 * What a size limit counts: characters without white space, all characters, or bytes of UTF-8.
 *
 * @example
 * const measures: readonly SizeMeasure[] = ['non-whitespace', 'characters', 'bytes']
 * console.log(measures.map((measure) => policySize('{ "é": 1 }', measure)).join(' '))
 * // => 7 10 11
 */
export type SizeMeasure = 'non-whitespace' | 'characters' | 'bytes'

/**
 * The size limit of a document.
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

/** The rules in which the kinds differ; `KINDS` has one row for each kind. */
export interface KindRules {
  /** `everyone`: a Principal is required and must be `"*"`. */
  readonly principal: 'required' | 'forbidden' | 'everyone'
  readonly notPrincipal: boolean
  readonly canonicalUser: boolean
  readonly resource: 'required' | 'forbidden'
  /** Whether the document may have an `Id`. */
  readonly id: boolean
  /** IAM: letters and digits, unique in the document. S3: any text. */
  readonly strictSids: boolean
  /** Set if only actions of these services (lower case) are allowed. */
  readonly vendors?: { readonly names: readonly string[]; readonly bareWildcard: boolean; readonly message: string }
  /** RCPs of a customer: Deny only, no NotAction, and every action names its service. */
  readonly denyNamedOnly: boolean
  /** The message for text that is not JSON. */
  readonly notJson: string
  /** The message for white space before the `{` on saving; absent if white space is allowed there. */
  readonly leadingSpace?: string
  /** The message for a document whose Version is not 2012-10-17; absent if an older version is allowed. */
  readonly latestVersion?: string
  /** The same for a document that is to be saved, if stored documents may be older. */
  readonly latestVersionToSave?: string
  /** Whether AWS names the element that is missing or unknown, as S3 does, instead of answering with one sentence for all. */
  readonly namesElements: boolean
  /** On saving: whether ARNs of resources must follow the rules of IAM. */
  readonly checksArns: boolean
  /** On saving: whether principals must have the forms that AWS accepts. */
  readonly checksPrincipals: boolean
  /** Whether resources and actions are checked as S3 does for a bucket policy. */
  readonly bucketRules: boolean
  /** Whether AWS quotes the invalid principal in its message. */
  readonly quotesPrincipal: boolean
  readonly limit: SizeLimit
}

const MANAGED_LIMIT: SizeLimit = { size: 6_144, measure: 'non-whitespace' }

/** What most kinds have. How services other than IAM treat white space and ARNs is not known. */
const ANY_SERVICE: KindRules = {
  principal: 'forbidden',
  notPrincipal: false,
  canonicalUser: false,
  resource: 'required',
  id: false,
  strictSids: true,
  denyNamedOnly: false,
  notJson: AWS_TEXT.syntax,
  namesElements: false,
  checksArns: false,
  checksPrincipals: false,
  bucketRules: false,
  quotesPrincipal: true,
  // NOTE: the limit of a role; see INLINE_SUMS.
  limit: { size: 10_240, measure: 'non-whitespace' },
}

const IDENTITY: KindRules = { ...ANY_SERVICE, leadingSpace: AWS_TEXT.legacy, checksArns: true }

/** What CreatePolicy accepts; PutUserPolicy also accepts an older version (seen on AWS). */
const MANAGED: KindRules = { ...IDENTITY, latestVersionToSave: AWS_TEXT.version, limit: MANAGED_LIMIT }

/** Resource-based policies, without the rules of single services. */
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

/** Size limits of organization policies: all characters count. The limit of SCPs was 5,120 until 15 May 2026 (Organizations User Guide, "Quotas"). */
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
  // NOTE: STS parses these, not IAM; since 2025 its messages are those of a parser that skips white space.
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
    namesElements: true,
    checksPrincipals: true,
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
 * The kind of a resource's policy, derived from the action.
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

/** The limits for the sum of an entity's inline policies. Source: IAM User Guide, "IAM and AWS STS quotas". */
const INLINE_SUMS: Readonly<Record<InlineOwner, number>> = { user: 2_048, group: 5_120, role: 10_240 }

/**
 * The size limit of this kind of document, and what to count (see `policySize`). For inline policies the limit applies to the sum of the entity's
 * documents; `owner` is the kind of entity. `parsePolicy` does not check sizes, because the APIs return a separate error for them.
 *
 * @example
 * console.log(JSON.stringify(policySizeLimit('identity', 'user')))
 * // => {"size":2048,"measure":"non-whitespace"}
 */
export function policySizeLimit(kind: PolicyKind, owner: InlineOwner = 'role'): SizeLimit {
  const { limit } = KINDS[kind]
  return kind === 'identity' ? { ...limit, size: INLINE_SUMS[owner] } : limit
}
