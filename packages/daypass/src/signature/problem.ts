/** The parts that a source of credentials must have, with the names in AWS's IncompleteSignature text. */
export type CredentialPart =
  | 'Credential'
  | 'Signature'
  | 'SignedHeaders'
  | 'Date'
  | 'X-Amz-Algorithm'
  | 'X-Amz-Credential'
  | 'X-Amz-Signature'
  | 'X-Amz-Date'
  | 'X-Amz-SignedHeaders'
  | 'X-Amz-Expires'

/**
 * Why a request is rejected, with the data for AWS's sentence about it. Times are `YYYYMMDDTHHMMSSZ`. Nothing here is secret from the sender;
 * `authorization`, `canonicalRequest` and `stringToSign` must not be logged.
 */
export type SignatureProblem =
  /** No credentials at all, although some are required. */
  | { readonly problem: 'missing-auth' }
  /** Parts are missing. `authorization` is empty for a presigned request. `Date` stands for "X-Amz-Date or Date". */
  | { readonly problem: 'incomplete'; readonly missing: readonly CredentialPart[]; readonly authorization: string }
  /** A piece of the Authorization header is not key=value. */
  | { readonly problem: 'malformed-authorization'; readonly part: string; readonly authorization: string }
  /** Not keyid/date/region/service/terminator, in the Authorization header or in a query. */
  | { readonly problem: 'malformed-credential'; readonly credential: string; readonly inQuery?: true }
  /** Empty, repeated or impossible header names. */
  | { readonly problem: 'malformed-signed-headers'; readonly signedHeaders: string }
  | { readonly problem: 'malformed-date'; readonly value: string }
  /** Two places say who signed, or one place says it twice. */
  | { readonly problem: 'two-sources'; readonly names: readonly string[] }
  /** A header that must be single came twice. */
  | { readonly problem: 'repeated-header'; readonly name: string }
  | { readonly problem: 'unsupported-scheme'; readonly scheme: string }
  | { readonly problem: 'host-not-signed' }
  /** `x-amz-*` headers that the signature does not cover, sorted. */
  | { readonly problem: 'unsigned-header'; readonly names: readonly string[] }
  /** Headers the signature covers that did not arrive. */
  | { readonly problem: 'signed-header-missing'; readonly names: readonly string[] }
  | { readonly problem: 'wrong-terminator'; readonly terminator: string }
  | { readonly problem: 'wrong-service'; readonly service: string; readonly expected: string }
  | { readonly problem: 'bad-region'; readonly region: string }
  | { readonly problem: 'date-mismatch'; readonly scopeDate: string; readonly timestamp: string }
  /** `earliest` is now minus the window: "Signature expired: {signed} is now earlier than {earliest} ({now} - 15 min.)". */
  | {
      readonly problem: 'expired'
      readonly signed: string
      readonly now: string
      readonly earliest: string
      readonly skewSeconds: number
    }
  /** `latest` is now plus the window. */
  | {
      readonly problem: 'not-yet'
      readonly signed: string
      readonly now: string
      readonly latest: string
      readonly skewSeconds: number
    }
  | {
      readonly problem: 'presign-expired'
      readonly signed: string
      readonly expires: number
      readonly ended: string
      readonly now: string
    }
  | { readonly problem: 'presign-too-long'; readonly expires: string }
  | { readonly problem: 'presign-expires-negative'; readonly expires: string }
  /** X-Amz-Expires is not a number. */
  | { readonly problem: 'presign-expires-invalid'; readonly expires: string }
  /** S3 wants x-amz-content-sha256 with header credentials. */
  | { readonly problem: 'missing-content-sha256' }
  /** x-amz-content-sha256 holds what is not known, or what this service does not take. */
  | { readonly problem: 'payload-mode'; readonly value: string }
  /** x-amz-decoded-content-length is absent or no length. */
  | { readonly problem: 'decoded-length'; readonly value: string | undefined }
  /** x-amz-trailer names what cannot be a trailer here. */
  | { readonly problem: 'trailer-names'; readonly value: string }
  | {
      readonly problem: 'mismatch'
      readonly accessKeyId: string
      readonly signature: string
      readonly canonicalRequest: string
      readonly stringToSign: string
    }
  /** A query of version 2 lacks AWSAccessKeyId, Expires or Signature. */
  | { readonly problem: 'incomplete-v2' }
  /** Expires of version 2 is not a number of seconds. */
  | { readonly problem: 'expires-v2-invalid'; readonly expires: string }
  | { readonly problem: 'expired-v2'; readonly ended: string; readonly now: string }
  /** A signature over one text does not match: a query of version 2, or the policy of a form. */
  | { readonly problem: 'text-mismatch'; readonly accessKeyId: string; readonly signature: string; readonly stringToSign: string }
  /** A form lacks this field, named as S3 does. */
  | { readonly problem: 'form-field-missing'; readonly field: string }
  /** The key id is nobody's. */
  | { readonly problem: 'unknown-key'; readonly accessKeyId: string }
  | { readonly problem: 'content-hash-mismatch'; readonly claimed: string; readonly computed: string }

/** Whether a result is a problem. */
export function isProblem<T extends object>(result: T | SignatureProblem): result is SignatureProblem {
  return 'problem' in result
}
