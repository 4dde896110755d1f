// buckets: what the policy of a bucket, and Block Public Access, add to a decision. Owns that the policy of another account's bucket never counts as one's
// own. Refuses to decide, and to know who may change a policy.

import type { AuthorizationRequest, CompiledPolicies } from '@daypass/policy'
import type { RequiredPermission } from '../../core/operation.js'
import { type BucketPolicyRecord, bucketPolicies } from '../../directory/s3/bucket-policy.js'
import { isBlocked } from '../../directory/s3/public-access.js'
import type { Reader } from '../../directory/state.js'
import type { CompiledDocuments } from '../compiled-documents.js'

/** What a bucket adds to an authorization request: its policy, and Block Public Access. */
export interface BucketLayers extends Pick<AuthorizationRequest, 'blockPublicAccess'> {
  readonly resource: CompiledPolicies
}

/** What decides which bucket it is. */
export type BucketQuestion = Pick<RequiredPermission, 'action' | 'resource'> & { readonly owner: string }

/** `arn:aws:s3:::bucket`, or that with `/` and a key. */
const BUCKET = 'arn:aws:s3:::'

/** The policies of buckets, compiled once for everyone who asks, and again only when one was put. */
export class BucketPolicies {
  readonly #documents: CompiledDocuments

  constructor(documents: CompiledDocuments) {
    this.#documents = documents
  }

  /**
   * The layers for a question of S3 on a bucket or on an object of it; undefined where the bucket has no policy. The policy counts for the account that
   * owns the bucket alone, and never for making a bucket, which is not there yet.
   */
  layers(state: Reader, { action, resource, owner }: BucketQuestion): BucketLayers | undefined {
    const bucket = resource.startsWith(BUCKET) && isAboutBucket(action) ? bucketOf(resource) : undefined
    const policy = bucket === undefined ? undefined : bucketPolicies.get(state, bucket)
    if (policy === undefined || policy.account !== owner) return undefined
    const compiled = this.#compiled(policy)
    if (!compiled.isPublic || !isBlocked(state, policy, 'RestrictPublicBuckets')) return { resource: compiled }
    return { resource: compiled, blockPublicAccess: { restrictPublicBuckets: true } }
  }

  /** Whether the policy of the bucket, if it has one, may allow callers who did not sign anything at all. */
  mayAllowEveryone(state: Reader, bucket: string): boolean {
    const policy = bucketPolicies.get(state, bucket)
    if (policy === undefined) return false
    return this.#compiled(policy).statements.some(
      ({ source: { effect, principal } }) =>
        effect === 'Allow' && principal !== undefined && (principal.negated || principal.entries.some(({ value }) => value === '*')),
    )
  }

  #compiled({ bucket, account, hash, text }: BucketPolicyRecord): CompiledPolicies {
    return this.#documents.get({ name: bucket, kind: 's3-bucket', version: hash, text: () => text, owner: account })
  }
}

const isAboutBucket = (action: string): boolean => action.startsWith('s3:') && action !== 's3:CreateBucket'

function bucketOf(resource: string): string {
  const end = resource.indexOf('/', BUCKET.length)
  return end < 0 ? resource.slice(BUCKET.length) : resource.slice(BUCKET.length, end)
}
