import { describe, expect, it } from 'vitest'
import type { Presented } from '../core/service.js'
import { signingConditionKeys } from './s3-signing-keys.js'

const signedAt = Date.UTC(2026, 0, 2)

describe('the condition keys about a signature', () => {
  it.each([
    ['header', 'REST-HEADER', 'AWS4-HMAC-SHA256', undefined],
    ['presigned', 'REST-QUERY-STRING', 'AWS4-HMAC-SHA256', '5000'],
    ['presigned-v2', 'REST-QUERY-STRING', 'AWS', undefined],
    ['form', 'POST', 'AWS4-HMAC-SHA256', '5000'],
    ['form-v2', 'POST', 'AWS', undefined],
  ])('of kind %s are %s, %s and the age %s', (kind, authType, version, age) => {
    const signed = { kind, signedAt } as unknown as Presented
    expect(signingConditionKeys({ signed, payload: { mode: 'unsigned' }, now: signedAt + 5_000 })).toEqual({
      's3:authType': authType,
      's3:signatureversion': version,
      's3:signatureAge': age,
      's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    })
  })
})
