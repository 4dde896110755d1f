import { describe, expect, it } from 'vitest'
import { redacted } from './redacted.js'

describe('a message', () => {
  it.each([
    ['the secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1 is wrong', 'the secret [redacted] is wrong'],
    ['GET /b?X-Amz-Signature=0123abcd&X-Amz-Date=20260101T000000Z', 'GET /b?X-Amz-Signature=[redacted]&X-Amz-Date=20260101T000000Z'],
    ['{"SessionToken":"abc","b":1}', '{"SessionToken":"[redacted]","b":1}'],
    ['token IQoJb3JpZ2luX2VjEMT//w+== here', 'token [redacted] here'],
    ['Unexpected token: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'Unexpected token: [redacted]'],
    ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----\nrest', '[redacted]\nrest'],
    ['key a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3', 'key [redacted]'],
    ['Password=hunter2, Signature: 9f', 'Password=[redacted], Signature: [redacted]'],
  ])('loses what looks like a secret: %s', (text, safe) => {
    expect(redacted(text)).toBe(safe)
  })

  it.each([
    'The last use of keys, users and roles was not noted 3 times.',
    'arn:aws:iam::000000000000:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway',
    'Error: broken\n    at handle (/srv/Users1/Projects/daypass/packages/daypass/dist/Services/one.js:12:3)',
    'AKIAQAAAAAAATESTROOT cannot read /var/lib/daypass/store',
    '7c1dc4d9-365d-4bdd-a37a-d423d59451c9',
  ])('keeps everything else: %s', (text) => {
    expect(redacted(text)).toBe(text)
  })
})
