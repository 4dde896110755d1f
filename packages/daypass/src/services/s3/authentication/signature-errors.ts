// authentication: what is particular to S3 when a request is authenticated: its errors for signatures, bodies and checksums, and the condition keys
// about the signature. Verifies nothing itself: it only translates the problems that signature and the pipeline report.

import type { CredentialErrors, SignatureErrors } from '../../../core/authentication-errors.js'
import type { WireError } from '../../../core/error.js'
import { S3Error } from '../error.js'
import { missingField } from '../errors.js'
import { contentMismatch, MISMATCH } from './body-errors.js'

const malformed = (message: string, fields: Record<string, string> = {}): WireError =>
  new S3Error('AuthorizationHeaderMalformed', message, { fields })
const query = (message: string): WireError => new S3Error('AuthorizationQueryParametersError', message)
const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex').replace(/../g, '$& ').trimEnd()
/** `20261123T040506Z` as `2026-11-23T04:05:06Z`. */
const iso = (time: string): string => time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')

const SKEWED = 'The difference between the request time and the current time is too large.'
const PAYLOAD =
  'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.'

const UNSUPPORTED = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
/** Our own sentence after S3's: whoever follows a URL sees no header, and boto3 signs URLs so unless it is told not to. */
const USE_V4 = "Signature version 2 is not accepted here: sign with version 4, in boto3 with Config(signature_version='s3v4')."
const VERSION_2 = /^(?:AWS$|query |form )/

const formProblems = {
  'missing-auth': () => new S3Error('AccessDenied', 'Access Denied', { reason: 'unsigned' }),
  incomplete: ({ missing, authorization }) =>
    authorization === ''
      ? query(
          `Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.`,
        )
      : malformed(
          `The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature (missing ${missing.join(', ')}).`,
        ),
  'malformed-authorization': () => malformed('The authorization header is malformed; a component is not of the form key=value.'),
  // Of the query as recorded on S3.
  'malformed-credential': ({ inQuery }) => {
    const expected = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    return inQuery === true
      ? query(`Error parsing the X-Amz-Credential parameter; ${expected}`)
      : malformed(`The authorization header is malformed; ${expected}`)
  },
  'malformed-signed-headers': () => malformed('The authorization header is malformed; the SignedHeaders are mal-formed.'),
  'malformed-date': () => new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header'),
  'two-sources': () =>
    new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ),
  'repeated-header': ({ name }) =>
    new S3Error('InvalidArgument', `The header ${name} must not be repeated`, { fields: { ArgumentName: name } }),
  'unsupported-scheme': ({ scheme }) => new S3Error('InvalidRequest', VERSION_2.test(scheme) ? `${UNSUPPORTED} ${USE_V4}` : UNSUPPORTED),
  'host-not-signed': () =>
    new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      fields: { HeadersNotSigned: 'host' },
    }),
  'unsigned-header': ({ names }) =>
    new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      fields: { HeadersNotSigned: names.join(', ') },
    }),
  'signed-header-missing': () => new S3Error('SignatureDoesNotMatch', MISMATCH, { reason: 'signed header missing' }),
} satisfies Partial<SignatureErrors>

const scopeProblems = {
  'wrong-terminator': ({ terminator }) =>
    malformed(`The authorization header is malformed; incorrect terminal "${terminator}". This endpoint uses "aws4_request".`),
  'wrong-service': ({ service }) =>
    malformed(`The authorization header is malformed; incorrect service "${service}". This endpoint belongs to "s3".`),
  'bad-region': ({ region }) =>
    malformed(`The authorization header is malformed; the region '${region}' is wrong; expecting 'us-east-1'`, { Region: 'us-east-1' }),
  'date-mismatch': ({ scopeDate, timestamp }) =>
    malformed(
      `The authorization header is malformed; Invalid credential date "${scopeDate}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    ),
} satisfies Partial<SignatureErrors>

const skewed = ({ signed, now, skewSeconds }: { signed: string; now: string; skewSeconds: number }): WireError =>
  new S3Error('RequestTimeTooSkewed', SKEWED, {
    fields: { RequestTime: signed, ServerTime: iso(now), MaxAllowedSkewMilliseconds: String(skewSeconds * 1000) },
    reason: 'signature too old or from the future',
  })

const timeProblems = {
  expired: skewed,
  'not-yet': skewed,
  'presign-expired': ({ expires, ended, now }) =>
    new S3Error('AccessDenied', 'Request has expired', {
      fields: { 'X-Amz-Expires': String(expires), Expires: iso(ended), ServerTime: iso(now) },
    }),
  'presign-too-long': () =>
    query('X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds'),
  'presign-expires-negative': () => query('X-Amz-Expires must be non-negative'),
  'presign-expires-invalid': () => query('X-Amz-Expires should be a number'),
} satisfies Partial<SignatureErrors>

const version2Problems = {
  'incomplete-v2': () =>
    new S3Error('AccessDenied', 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters'),
  'expires-v2-invalid': ({ expires }) => new S3Error('AccessDenied', `Invalid date (should be seconds since epoch): ${expires}`),
  'expired-v2': ({ ended, now }) =>
    new S3Error('AccessDenied', 'Request has expired', { fields: { Expires: iso(ended), ServerTime: iso(now) } }),
  'text-mismatch': ({ accessKeyId, signature, stringToSign }) =>
    new S3Error('SignatureDoesNotMatch', MISMATCH, {
      fields: {
        AWSAccessKeyId: accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: signature,
        StringToSignBytes: hex(stringToSign),
      },
    }),
  'form-field-missing': ({ field }) => missingField(field),
} satisfies Partial<SignatureErrors>

const bodyProblems = {
  'missing-content-sha256': () => new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256'),
  'payload-mode': ({ value }) =>
    value.startsWith('STREAMING-')
      ? new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
          fields: { Header: 'x-amz-content-sha256' },
        })
      : new S3Error('InvalidArgument', PAYLOAD, { fields: { ArgumentName: 'x-amz-content-sha256' } }),
  'decoded-length': () => new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.'),
  'trailer-names': () => new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported'),
  mismatch: ({ accessKeyId, signature, canonicalRequest, stringToSign }) =>
    new S3Error('SignatureDoesNotMatch', MISMATCH, {
      fields: {
        AWSAccessKeyId: accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: signature,
        StringToSignBytes: hex(stringToSign),
        CanonicalRequest: canonicalRequest,
        CanonicalRequestBytes: hex(canonicalRequest),
      },
    }),
  'unknown-key': ({ accessKeyId }) => credentialErrors['unknown-key'](accessKeyId),
  'content-hash-mismatch': () => contentMismatch(),
} satisfies Partial<SignatureErrors>

/** The errors of S3 for an invalid signature (Amazon S3 API reference, Error responses; texts observed). */
export const signatureErrors: SignatureErrors = { ...formProblems, ...scopeProblems, ...timeProblems, ...version2Problems, ...bodyProblems }

/** The errors of S3 for credentials that are rejected. */
export const credentialErrors: CredentialErrors = {
  'unknown-key': (accessKeyId) =>
    new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      fields: { AWSAccessKeyId: accessKeyId },
    }),
  'bad-token': () => new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.'),
  revoked: () => new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.', { reason: 'session revoked' }),
  expired: () => new S3Error('ExpiredToken', 'The provided token has expired.'),
  'version-1-token': () =>
    new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.', {
      reason: 'version 1 token in an opt-in region',
    }),
  // In a region that an account has disabled, its keys are unknown.
  'region-disabled': (accessKeyId) =>
    new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      fields: { AWSAccessKeyId: accessKeyId },
      reason: 'region disabled for the account of the caller',
    }),
}
