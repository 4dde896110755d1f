import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isProblem } from '../problem.js'
import { deriveSigningKey } from '../signing-keys.js'
import type { VerifyOptions } from '../verify.js'
import { type FormFields, parseFormCredentials } from './form-signature.js'
import { verifyForm } from './verify-form.js'

const secret = createSecretKey(Buffer.from('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'))
const NOW = Date.UTC(2026, 10, 30, 11, 10)
const options: VerifyOptions = { service: 's3', normalizePath: false, streamsBodies: true, regions: (region) => region === 'us-east-1' }

/** Both as botocore 1.43 made them. */
const V4: FormFields = {
  'x-amz-algorithm': 'AWS4-HMAC-SHA256',
  'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20261130/us-east-1/s3/aws4_request',
  'x-amz-date': '20261130T110653Z',
  policy:
    'eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMzBUMTI6MDY6NTNaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOiAicGhvdG9zIn0sIHsia2V5IjogImsifSwgeyJ4LWFtei1hbGdvcml0aG0iOiAiQVdTNC1ITUFDLVNIQTI1NiJ9LCB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAyNjExMzAvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LCB7IngtYW16LWRhdGUiOiAiMjAyNjExMzBUMTEwNjUzWiJ9XX0=',
  'x-amz-signature': 'bce1c6dd06810cd8a0419dd46affc501303a125bc4875b067f15520597cf5e7c',
}
const V2: FormFields = {
  awsaccesskeyid: 'AKIAIOSFODNN7EXAMPLE',
  'x-amz-security-token': 'tok',
  policy:
    'eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMzBUMTI6MDY6NTNaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOiAicGhvdG9zIn0sIHsia2V5IjogImsifSwgeyJ4LWFtei1zZWN1cml0eS10b2tlbiI6ICJ0b2sifV19',
  signature: '6y/azLjetM8HAAtrbG8XQpztc78=',
}

function verify(fields: FormFields, now = NOW) {
  const presented = parseFormCredentials(fields)
  if (isProblem(presented) || presented.kind === 'anonymous') return presented
  return verifyForm({ presented, secret, signingKeyFor: ({ scope }) => deriveSigningKey(secret, scope), now, options })
}

describe('the signature of a form', () => {
  it.each([
    ['version 4', V4],
    ['version 2, with a session', V2],
  ])('is verified in %s', (_, fields) => {
    expect(verify(fields)).toBeUndefined()
  })

  it('says who signed it, and with which session', () => {
    expect(parseFormCredentials(V4)).toMatchObject({ kind: 'form', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: undefined })
    expect(parseFormCredentials(V2)).toMatchObject({ kind: 'form-v2', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: 'tok' })
  })

  it.each<[string, FormFields, FormFields]>([
    ['another policy', V4, { policy: 'e30=' }],
    ['another policy in version 2', V2, { policy: 'e30=' }],
    ['another signature', V4, { 'x-amz-signature': 'a'.repeat(64) }],
    ['a short signature', V4, { 'x-amz-signature': 'bce1' }],
    ['another signature in version 2', V2, { signature: '6y/azLjetM8HAAtrbG8XQpztc79=' }],
  ])('is not verified with %s', (_, fields, changes) => {
    const policy = { ...fields, ...changes }.policy
    expect(verify({ ...fields, ...changes })).toMatchObject({ problem: 'text-mismatch', stringToSign: policy })
  })

  it.each([
    ['a scope of another service', { 'x-amz-credential': 'A/20261130/us-east-1/sts/aws4_request' }, 'wrong-service'],
    ['an unknown region', { 'x-amz-credential': 'A/20261130/mars-1/s3/aws4_request' }, 'bad-region'],
    ['another day in its scope', { 'x-amz-credential': 'A/20261129/us-east-1/s3/aws4_request' }, 'date-mismatch'],
    ['another terminator', { 'x-amz-credential': 'A/20261130/us-east-1/s3/aws5_request' }, 'wrong-terminator'],
    ['half a credential', { 'x-amz-credential': 'A/20261130' }, 'malformed-credential'],
    ['a date in words', { 'x-amz-date': 'today' }, 'malformed-date'],
    ['another algorithm', { 'x-amz-algorithm': 'AWS4-ECDSA-P256-SHA256' }, 'unsupported-scheme'],
    ['signatures of both versions', { awsaccesskeyid: 'A', signature: 'b' }, 'two-sources'],
    ['an access key of version 2 only', { awsaccesskeyid: 'A' }, 'two-sources'],
  ])('is refused with %s', (_, changes, problem) => {
    expect(verify({ ...V4, ...changes })).toMatchObject({ problem })
  })

  it.each([
    [V4, 'x-amz-algorithm', 'X-Amz-Algorithm'],
    [V4, 'x-amz-credential', 'X-Amz-Credential'],
    [V4, 'x-amz-date', 'X-Amz-Date'],
    [V4, 'x-amz-signature', 'X-Amz-Signature'],
    [V4, 'policy', 'policy'],
    [V2, 'awsaccesskeyid', 'AWSAccessKeyId'],
    [V2, 'signature', 'Signature'],
    [V2, 'policy', 'policy'],
  ])('is refused without a field, which it names: %#', (fields, name, field) => {
    expect(verify({ ...fields, [name]: undefined })).toEqual({ problem: 'form-field-missing', field })
    expect(verify({ ...fields, [name]: '' })).toEqual({ problem: 'form-field-missing', field })
  })

  it('is good for seven days, whatever the policy says, and not before its date', () => {
    const signed = Date.UTC(2026, 10, 30, 11, 6, 53)
    expect(verify(V4, signed + 604_800_000 - 1)).toBeUndefined()
    expect(verify(V4, signed + 604_800_000)).toMatchObject({ problem: 'presign-expired' })
    expect(verify(V4, signed - 900_000)).toBeUndefined()
    expect(verify(V4, signed - 901_000)).toMatchObject({ problem: 'not-yet' })
  })

  it('is nobody’s where there is none, unless a policy or a token needs a signature', () => {
    expect(verify({ key: 'k' })).toEqual({ kind: 'anonymous' })
    expect(verify({ key: 'k', policy: 'e30=' })).toEqual({ problem: 'missing-auth' })
    expect(verify({ key: 'k', 'x-amz-security-token': 't' })).toEqual({ problem: 'missing-auth' })
  })
})
