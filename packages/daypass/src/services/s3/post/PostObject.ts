import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { PostInput } from '../browser-operations.js'
import { missingField } from '../errors.js'
import { PutObject } from '../objects/PutObject.js'
import { operation, type S3Deps, type S3Reads } from '../s3.js'
import { formTagging } from './form-tagging.js'
import { type PutOutput, postAnswer } from './post-answer.js'
import { type PostPolicy, readPostPolicy, requireAllowed, requireFresh, type SizeRange, within } from './post-policy.js'

/** What a form needs to put its file. Whoever puts objects otherwise needs the same. */
const asPut = PutObject as {
  readonly check: (input: PostInput, caller: Caller, reads: S3Reads) => void
  readonly authorize: (input: PostInput, caller: Caller, reads: S3Reads) => readonly RequiredPermission[]
  readonly handle: (input: PostInput, caller: Caller, deps: S3Deps) => Promise<PutOutput>
}

/**
 * Puts the file of a browser's form (S3 API reference, POST Object). Its fields are the headers of the put, and its policy, which its maker signed,
 * says what they may be. A form without a signature is an anonymous caller's, and has no policy.
 */
export const PostObject = operation('PostObject', {
  summary: 'Stores the file of a form that a browser sends.',
  actions: ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging'],
  check(input, caller, reads) {
    if (input.Key === '') throw missingField('key')
    policyOf(input, caller)
    asPut.check(withTags(input), caller, reads)
  },
  authorize: (input, caller, reads) => asPut.authorize(withTags(input), caller, reads),
  async handle(input, caller, deps) {
    const found = policyOf(input, caller)
    if (found !== undefined) requireFresh(found.policy, deps.clock.wall())
    const put = withTags(found === undefined ? input : { ...input, Body: sized(input.Body, found.size) })
    return postAnswer(input, await asPut.handle(put, caller, deps))
  },
})

/** Forms give tags as XML (S3 API reference, POST Object, `tagging`), puts as the parameters of a URL. */
const withTags = (input: PostInput): PostInput => (input.Tagging === undefined ? input : { ...input, Tagging: formTagging(input.Tagging) })

/** The policy of a signed form, and the sizes that it allows. */
function policyOf({ Bucket, form: { fields } }: PostInput, caller: Caller): { policy: PostPolicy; size: SizeRange } | undefined {
  if (caller.kind === 'anonymous') return undefined
  const text = fields.get('policy')
  if (text === undefined) throw missingField('policy')
  const policy = readPostPolicy(text)
  return { policy, size: requireAllowed(policy, fields, Bucket) }
}

/** A stream, which is all that the wire gives. */
function sized(body: PostInput['Body'], size: SizeRange): AsyncIterable<Uint8Array> {
  if (body === undefined || body instanceof Uint8Array) throw new TypeError('the file of a form is a stream')
  return within(body, size)
}
