import type { AuthenticationErrors, CredentialErrors, SignatureErrors } from '../core/authentication-errors.js'
import { CommonError, type WireError } from '../core/error.js'

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

/** Messages for missing parts, in order (observed on AWS). */
const REQUIRES: Readonly<Record<string, string>> = {
  Credential: "Authorization header requires 'Credential' parameter.",
  Signature: "Authorization header requires 'Signature' parameter.",
  SignedHeaders: "Authorization header requires 'SignedHeaders' parameter.",
  Date: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
}

const minutes = (seconds: number): string => `${Math.round(seconds / 60)} min.`
const mismatch = (message: string, reason: string): WireError => new CommonError('SignatureDoesNotMatch', message, { reason })
const incomplete = (message: string, reason: string): WireError => new CommonError('IncompleteSignature', message, { reason })

function missingParts(missing: readonly string[], authorization: string): string {
  const texts = missing.map(
    (part) => REQUIRES[part] ?? `AWS query-string parameters must include '${part}'. Re-examine the query-string parameters.`,
  )
  return authorization === '' ? texts.join(' ') : `${texts.join(' ')} Authorization=${authorization}`
}

/** The errors of STS, IAM and most services: codes and messages as observed on AWS or documented on its Signature Version 4 troubleshooting page. */
export const authenticationErrors = (service: string): AuthenticationErrors => ({
  signature: { ...formProblems, ...scopeProblems(service), ...timeProblems, ...elsewhereProblems, ...bodyProblems },
  credentials: credentialErrors,
})

const formProblems = {
  'missing-auth': () => new CommonError('MissingAuthenticationToken', 'Request is missing Authentication Token'),
  incomplete: ({ missing, authorization }) => incomplete(missingParts(missing, authorization), `signature lacks ${missing.join(', ')}`),
  'malformed-authorization': ({ part, authorization }) =>
    incomplete(
      `'${part}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
      'malformed Authorization header',
    ),
  'malformed-credential': ({ credential }) =>
    incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
      'malformed credential',
    ),
  'malformed-signed-headers': ({ signedHeaders }) =>
    incomplete(`'${signedHeaders}' is not a valid list of signed headers.`, 'malformed signed headers'),
  'malformed-date': ({ value }) =>
    incomplete(`Date must be in ISO-8601 'basic format'. Got '${value}'. See http://en.wikipedia.org/wiki/ISO_8601`, 'malformed date'),
  'two-sources': ({ names }) =>
    incomplete(`The request must carry one signature, but has ${names.join(' and ')}.`, 'two credential sources'),
  'repeated-header': ({ name }) => incomplete(`The header '${name}' must not be repeated.`, 'repeated header'),
  'unsupported-scheme': () =>
    incomplete('The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.', 'unsupported scheme'),
  'host-not-signed': () => mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", 'host not signed'),
  'unsigned-header': ({ names }) =>
    mismatch(`The header '${names.join("', '")}' must be a 'SignedHeader' in the AWS Authorization.`, 'unsigned header'),
  'signed-header-missing': () => mismatch(MISMATCH, 'signed header missing'),
} satisfies Partial<SignatureErrors>

function scopeProblems(service: string) {
  return {
    'wrong-terminator': () => mismatch("Credential should be scoped with a valid terminator: 'aws4_request'", 'wrong terminator'),
    'wrong-service': () => mismatch(`Credential should be scoped to correct service: '${service}'.`, 'wrong service'),
    'bad-region': () => mismatch('Credential should be scoped to a valid region.', 'unknown region'),
    'date-mismatch': ({ scopeDate, timestamp }) =>
      mismatch(
        `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
        'scope date differs',
      ),
  } satisfies Partial<SignatureErrors>
}

const timeProblems = {
  expired: ({ signed, earliest, now, skewSeconds }) =>
    mismatch(`Signature expired: ${signed} is now earlier than ${earliest} (${now} - ${minutes(skewSeconds)})`, 'signature too old'),
  'not-yet': ({ signed, latest, now, skewSeconds }) =>
    mismatch(
      `Signature not yet current: ${signed} is still later than ${latest} (${now} + ${minutes(skewSeconds)})`,
      'signature from the future',
    ),
  'presign-expired': ({ signed, ended, now, expires }) =>
    mismatch(`Signature expired: ${signed} is now earlier than ${ended} (${now} - ${expires} sec.)`, 'presigned request expired'),
  'presign-too-long': () =>
    incomplete(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
      'presigned for too long',
    ),
  'presign-expires-negative': () => incomplete('X-Amz-Expires must be non-negative', 'X-Amz-Expires is negative'),
  'presign-expires-invalid': () => incomplete('X-Amz-Expires should be a number', 'X-Amz-Expires is not a number'),
} satisfies Partial<SignatureErrors>

/** Problems that only S3 has: no other service takes version 2, or forms of browsers. */
const elsewhereProblems = {
  'incomplete-v2': () => formProblems['unsupported-scheme'](),
  'expires-v2-invalid': () => formProblems['unsupported-scheme'](),
  'expired-v2': () => formProblems['unsupported-scheme'](),
  'text-mismatch': () => mismatch(MISMATCH, 'signature does not match'),
  'form-field-missing': () => formProblems['missing-auth'](),
} satisfies Partial<SignatureErrors>

const bodyProblems = {
  'missing-content-sha256': () => mismatch(MISMATCH, 'no content hash'),
  'payload-mode': ({ value }) => incomplete(`The payload mode '${value}' is not supported.`, 'payload mode'),
  'decoded-length': () => incomplete('The payload mode is not supported.', 'payload mode'),
  'trailer-names': () => incomplete('The payload mode is not supported.', 'payload mode'),
  // The echo goes to the sender, who knows all of it; it is never logged.
  mismatch: ({ canonicalRequest, stringToSign }) =>
    mismatch(
      `${MISMATCH}\n\nThe Canonical String for this request should have been\n'${canonicalRequest}'\n\nThe String-to-Sign should have been\n'${stringToSign}'\n`,
      'signature does not match',
    ),
  'unknown-key': () => credentialErrors['unknown-key'](),
  'content-hash-mismatch': () => mismatch(MISMATCH, 'body does not match its hash'),
} satisfies Partial<SignatureErrors>

/** Observed on AWS: with a final period for an unknown key, without one for a token that does not belong to the key. */
const credentialErrors = {
  'unknown-key': () =>
    new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid.', { reason: 'unknown access key' }),
  'bad-token': () =>
    new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid', {
      reason: 'token does not belong to the key',
    }),
  revoked: () =>
    new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid', { reason: 'session revoked' }),
  expired: () => new CommonError('ExpiredToken', 'The security token included in the request is expired', { reason: 'session expired' }),
  'version-1-token': () =>
    new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid', {
      reason: 'version 1 token in an opt-in region',
    }),
  'region-disabled': () =>
    new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid', {
      reason: 'region disabled for the account of the caller',
    }),
} satisfies CredentialErrors
