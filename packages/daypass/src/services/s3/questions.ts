import { bucketArn, objectArn } from '../../core/arn.js'
import type { Caller } from '../../core/caller.js'
import type { Question } from '../../core/operation.js'
import { buckets } from '../../directory/s3/bucket.js'
import type { S3Reads } from './s3.js'

interface Asking {
  readonly caller: Caller
  readonly reads: S3Reads
  readonly context?: Question['context']
}

/** May the caller do this to the bucket? The bucket's account is the resource's; for a bucket that does not exist, the caller's own. */
export function bucketQuestion(action: string, input: { readonly Bucket: string }, asking: Asking): Question {
  return ownedQuestion({ action, resource: bucketArn(input.Bucket) }, input.Bucket, asking)
}

/** May the caller do this to the object? The bucket's account is the resource's, whoever wrote the object. */
export function objectQuestion(action: string, input: { readonly Bucket: string; readonly Key: string }, asking: Asking): Question {
  return ownedQuestion({ action, resource: objectArn(input.Bucket, input.Key) }, input.Bucket, asking)
}

/** The same for many objects of one bucket, which is looked up once. */
export function objectQuestions(
  action: string,
  input: { readonly Bucket: string; readonly Keys: readonly string[] },
  asking: Asking,
): Question[] {
  const of = ownedQuestion({ action, resource: bucketArn(input.Bucket) }, input.Bucket, asking)
  return input.Keys.map((Key) => ({ ...of, resource: objectArn(input.Bucket, Key) }))
}

function ownedQuestion(asked: { action: string; resource: string }, bucket: string, { caller, reads, context }: Asking): Question {
  const owner = buckets.get(reads.state, bucket)?.account ?? caller.account
  return { ...asked, resourceAccount: owner, context: { ...context, 's3:ResourceAccount': owner } }
}
