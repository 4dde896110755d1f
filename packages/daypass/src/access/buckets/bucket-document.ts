import { isPublicPolicy, parsePolicy, policySize, policySizeLimit } from '@daypass/policy'
import { PARTITION } from '../../core/arn.js'
import type { BucketRecord } from '../../directory/s3/bucket.js'
import { bucketPolicies } from '../../directory/s3/bucket-policy.js'
import type { Reader } from '../../directory/state.js'
import { explanationOf, type PolicyProblem } from '../policy-document.js'
import { principalsToArns, principalsToIds, type TrustedPrincipal } from '../trust-document.js'

/** A bucket policy as it will be stored, or what is wrong with it in S3's words; `principal` is set where that is one that does not exist. */
export type AcceptedBucketPolicy =
  | { readonly ok: true; readonly text: string; readonly isPublic: boolean }
  | { readonly ok: false; readonly problem: PolicyProblem; readonly principal?: TrustedPrincipal }

/**
 * Accepts a policy for a bucket as S3 does on saving: every resource is of this bucket, every action has one, every principal exists (S3 User Guide,
 * "Bucket policies"; IAM User Guide, "AWS JSON policy elements: Principal"). Users and roles are stored by unique id, so that one who gets the name later
 * is somebody else.
 */
export function acceptBucketPolicy(text: string, bucket: BucketRecord, state: Reader): AcceptedBucketPolicy {
  const parsed = parsePolicy(text, 's3-bucket', { bucket: bucket.name, saving: { partition: PARTITION } })
  if (!parsed.ok) {
    const [problem = { message: 'Invalid policy syntax.', detail: 'It is not a policy.', line: 1, column: 1 }] = parsed.problems
    return { ok: false, problem: { message: problem.message, explanation: explanationOf(problem) } }
  }
  const entries = parsed.policy.statements.flatMap(({ principal }) => principal?.entries ?? [])
  const canonical = entries.find(({ type }) => type === 'CanonicalUser')
  // Ignored in a Deny, it would let somebody in.
  if (canonical !== undefined) return invalidPrincipal(canonical, 'daypass has no canonical users: name the account instead.')
  const stored = bucketPolicies.get(state, bucket.name)?.text
  const frozen = principalsToIds(text, state, { account: bucket.account, stored, kind: 's3-bucket' })
  if (!frozen.ok) return invalidPrincipal(frozen.principal, `There is no ${frozen.principal.value}.`)
  return { ok: true, text: frozen.text, isPublic: isPublicPolicy(parsed.policy) }
}

const invalidPrincipal = (principal: TrustedPrincipal, explanation: string): AcceptedBucketPolicy => ({
  ok: false,
  problem: { message: 'Invalid principal in policy', explanation },
  principal,
})

/** Whether a policy is longer than a bucket's may be (S3 User Guide, "Bucket policies": 20 KB). */
export function isTooLargeForBucket(text: string): boolean {
  const { size, measure } = policySizeLimit('s3-bucket')
  return policySize(text, measure) > size
}

/** A bucket's policy as it is shown: ids are ARNs again while their users and roles exist. */
export const shownBucketPolicy = (text: string, state: Reader): string => principalsToArns(text, state, 's3-bucket')

/** Whether a stored policy is public (S3 User Guide, "The meaning of public"). */
export function isPublicBucketPolicy(text: string): boolean {
  const parsed = parsePolicy(text, 's3-bucket')
  return !parsed.ok || isPublicPolicy(parsed.policy)
}
