import { AWS_TEXT } from './problem.js'

/**
 * What a document is for. `identity`: inline policy of a user, group or role. `managed`: customer managed policy. `trust`: a role's
 * AssumeRolePolicyDocument. `session`: the `Policy` parameter of an STS call. `s3-bucket`: a bucket policy.
 */
export type PolicyKind = 'identity' | 'managed' | 'trust' | 'session' | 's3-bucket'

/** What a size limit counts: characters but white space, all characters, or bytes of UTF-8. */
export type SizeMeasure = 'non-whitespace' | 'characters' | 'bytes'

/** How large a document of a kind may be. */
export interface SizeLimit {
  readonly size: number
  readonly measure: SizeMeasure
}

/** The rules in which the kinds differ; one row each in `KINDS`. */
export interface KindRules {
  readonly principal: 'required' | 'forbidden'
  readonly notPrincipal: boolean
  readonly canonicalUser: boolean
  readonly resource: 'required' | 'forbidden'
  /** Whether the document may carry an `Id`. */
  readonly id: boolean
  /** IAM: letters and digits, unique in the document. S3: any text. */
  readonly strictSids: boolean
  /** Set when only actions of these services, lower case, make sense. */
  readonly vendors?: { readonly names: readonly string[]; readonly bareWildcard: boolean; readonly message: string }
  /** Whether resources and actions are checked as S3 does for a bucket policy. */
  readonly bucketRules: boolean
  /** Whether AWS quotes the offending principal in its message. */
  readonly quotesPrincipal: boolean
  readonly limit: SizeLimit
}

const IDENTITY: KindRules = {
  principal: 'forbidden',
  notPrincipal: false,
  canonicalUser: false,
  resource: 'required',
  id: false,
  strictSids: true,
  bucketRules: false,
  quotesPrincipal: true,
  // NOTE: the sum over an entity's inline policies counts, 10,240 for a role; 5,120 and 2,048 for groups and users are the caller's to hold.
  limit: { size: 10_240, measure: 'non-whitespace' },
}

/** One row per kind. Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM and AWS STS quotas"; S3 User Guide, bucket policies. */
export const KINDS: Readonly<Record<PolicyKind, KindRules>> = {
  identity: IDENTITY,
  managed: { ...IDENTITY, limit: { size: 6_144, measure: 'non-whitespace' } },
  session: { ...IDENTITY, limit: { size: 2_048, measure: 'characters' } },
  trust: {
    ...IDENTITY,
    principal: 'required',
    resource: 'forbidden',
    id: true,
    vendors: { names: ['sts'], bareWildcard: false, message: AWS_TEXT.trustActions },
    limit: { size: 2_048, measure: 'non-whitespace' },
  },
  's3-bucket': {
    principal: 'required',
    notPrincipal: true,
    canonicalUser: true,
    resource: 'required',
    id: true,
    strictSids: false,
    vendors: { names: ['s3'], bareWildcard: true, message: AWS_TEXT.s3Action },
    bucketRules: true,
    quotesPrincipal: false,
    limit: { size: 20_480, measure: 'bytes' },
  },
}

/**
 * How large a document of this kind may be, and what to count (see `policySize`). `parsePolicy` does not check it: the APIs answer a size
 * error of their own, and for inline policies the sum over the entity counts.
 */
export function policySizeLimit(kind: PolicyKind): SizeLimit {
  return KINDS[kind].limit
}
