import { describe, expect, it } from 'vitest'
import { parseArn, parseIamArn, roleArn, userArn } from './arn.js'

describe('parseArn', () => {
  it('keeps further colons in the resource', () => {
    expect(parseArn('arn:aws:sns:us-east-1:1:a:b:c')).toEqual({
      partition: 'aws',
      service: 'sns',
      region: 'us-east-1',
      account: '1',
      resource: 'a:b:c',
    })
  })

  it.each(['nothing-valid-in-here', 'arn::b:::x', 'arn:a::::x', 'arn:a:::x', 'arn:a:a::aaaaaaaaaa:', '', 'urn:aws:iam::1:x'])(
    '%j is none',
    (text) => {
      expect(parseArn(text)).toBeUndefined()
    },
  )
})

describe('parseIamArn', () => {
  it('gives account, path and name back', () => {
    expect(parseIamArn(userArn('123456789012', '/a/b/', 'bob'), 'user')).toEqual({ account: '123456789012', path: '/a/b/', name: 'bob' })
    expect(parseIamArn(roleArn('123456789012', '/', 'r'), 'role')).toEqual({ account: '123456789012', path: '/', name: 'r' })
  })

  it.each([
    'arn:aws:iam::1:user/bob',
    'arn:aws:iam::1:role/',
    'arn:aws:s3::1:role/r',
    'arn:aws-cn:iam::1:role/r',
    'arn:aws:iam:eu-west-1:1:role/r',
    'arn:aws:sts::1:assumed-role/r/s',
  ])('%s names no role', (text) => {
    expect(parseIamArn(text, 'role')).toBeUndefined()
  })
})
