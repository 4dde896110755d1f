import type { StoredBody } from '../../../directory/s3/object.js'
import type { ServerSideEncryptionRule } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument, malformedXml, notImplemented, refuseUnbuilt } from '../errors.js'

/** The only encryption that objects have: with keys of the server itself (SSE-S3). */
export const ENCRYPTION = 'AES256'

/** How the bytes of an object are encrypted; undefined for those from before all were. There were no uploads in parts then. */
export const encryptionOf = (body: StoredBody): typeof ENCRYPTION | undefined =>
  'upload' in body || body.bodyKey !== undefined ? ENCRYPTION : undefined

const KMS = ['aws:kms', 'aws:kms:dsse', 'aws:fsx']
const HEADER = 'x-amz-server-side-encryption'

/** The parameters of a put about encryption. */
export interface EncryptionRequest {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly SSEKMSEncryptionContext?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

/** Refuses a put that asks for another encryption: with keys of KMS or of the client by name, an unknown one as AWS does (recorded). */
export function requireSupportedEncryption(input: EncryptionRequest): void {
  const algorithm = input.ServerSideEncryption
  if (algorithm !== undefined && KMS.includes(algorithm)) throw notImplemented(`${HEADER}: ${algorithm}`)
  if (algorithm !== undefined && algorithm !== ENCRYPTION) {
    throw new S3Error('InvalidEncryptionAlgorithmError', 'The Encryption request you specified is not valid. Supported value: AES256.', {
      fields: { ArgumentName: HEADER, ArgumentValue: algorithm },
    })
  }
  refuseUnbuilt({
    [`${HEADER}-aws-kms-key-id`]: input.SSEKMSKeyId,
    [`${HEADER}-context`]: input.SSEKMSEncryptionContext,
    [`${HEADER}-bucket-key-enabled`]: input.BucketKeyEnabled,
    [`${HEADER}-customer-algorithm`]: input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5,
  })
}

/**
 * Only what makes an object, or begins an upload, chooses how it is encrypted: refuses the headers that ask for it with reads (S3 API reference, GetObject,
 * "Encryption") and parts (seen by users of S3: irods_resource_plugin_s3 issue 1838, fog-aws pull request 589).
 */
export function refuseEncryption(input: EncryptionRequest): void {
  const sent = {
    [HEADER]: input.ServerSideEncryption,
    [`${HEADER}-aws-kms-key-id`]: input.SSEKMSKeyId,
    [`${HEADER}-context`]: input.SSEKMSEncryptionContext,
    [`${HEADER}-bucket-key-enabled`]: input.BucketKeyEnabled,
  }
  for (const [name, value] of Object.entries(sent))
    if (value !== undefined) throw invalidArgument(`${name} header is not supported for this operation.`, name, String(value))
}

/** Reads the encryption of a bucket: whether it has a bucket key, which changes nothing without KMS. Refuses what is not supported. */
export function readEncryption(rules: readonly ServerSideEncryptionRule[]): { readonly hasBucketKey: boolean } {
  const [rule, ...others] = rules
  if (rule === undefined || others.length > 0) throw malformedXml()
  const { ApplyServerSideEncryptionByDefault: applied, BucketKeyEnabled, BlockedEncryptionTypes } = rule
  const { SSEAlgorithm, KMSMasterKeyID } = applied ?? {}
  if (applied !== undefined && SSEAlgorithm !== ENCRYPTION && !KMS.includes(SSEAlgorithm ?? '')) throw malformedXml()
  refuseUnbuilt({ [`SSEAlgorithm ${SSEAlgorithm}`]: SSEAlgorithm !== undefined && SSEAlgorithm !== ENCRYPTION, BlockedEncryptionTypes })
  if (KMSMasterKeyID !== undefined) {
    const message = 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse'
    throw invalidArgument(message, 'ApplyServerSideEncryptionByDefault', KMSMasterKeyID)
  }
  return { hasBucketKey: BucketKeyEnabled === true }
}
