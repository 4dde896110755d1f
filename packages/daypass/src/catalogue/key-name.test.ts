import { describe, expect, it } from 'vitest'
import { isKey } from './key-name.js'

const is = (format: string, key: string) => isKey({ key: format, type: 'String' }, key)

describe('a condition key of a policy', () => {
  it.each([
    ['aws:SourceIp', 'AWS:sourceip'],
    [`aws:RequestTag/\${TagKey}`, 'aws:RequestTag/team'],
    [`aws:RequestTag/\${TagKey}`, 'aws:requesttag/a/b:c'],
    [`kms:EncryptionContext:\${EncryptionContextKey}`, 'kms:EncryptionContext:Table'],
    [`codebuild:secondarySources/\${sourceIdentifier}.location`, 'codebuild:secondarySources/one.location'],
  ])('is %s when it is written as %s', (format, key) => {
    expect(is(format, key)).toBe(true)
  })

  it.each([
    ['aws:SourceIp', 'aws:SourceIps'],
    [`aws:RequestTag/\${TagKey}`, 'aws:RequestTag'],
    [`aws:RequestTag/\${TagKey}`, 'aws:RequestTag/'],
    [`aws:RequestTag/\${TagKey}`, 'aws:ResourceTag/team'],
    ['aws:SourceIp', 'aws:Source*'],
    [`codebuild:secondarySources/\${sourceIdentifier}.location`, 'codebuild:secondarySources/one.type'],
  ])('is not %s when it is written as %s', (format, key) => {
    expect(is(format, key)).toBe(false)
  })
})
