import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArn, parseIamArn, parseProviderArn, providerArn, roleArn, userArn } from './arn.js'

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

  it.each([
    'nothing-valid-in-here',
    'arn::b:::x',
    'arn:a::::x',
    'arn:a:::x',
    'arn:a:a::aaaaaaaaaa:',
    'arn:a:b:c:d',
    'arn:a:b:c',
    'arn:a:b:',
    'arn:a:b',
    'arn:',
    '',
    'urn:aws:iam::1:x',
  ])('%j is not an ARN', (text) => {
    expect(parseArn(text)).toBeUndefined()
  })
})

describe('parseArn', () => {
  it('finds the same parts as splitting the text at every colon', () => {
    const naive = (text: string) => {
      const [scheme, partition, service, region, account, ...rest] = text.split(':')
      const resource = rest.join(':')
      if (scheme !== 'arn' || !partition || !service || region === undefined || account === undefined || resource === '') return undefined
      return { partition, service, region, account, resource }
    }
    const texts = fc.array(fc.constantFrom(':', ':', 'a', 'bc', 'arn:'), { maxLength: 14 }).map((pieces) => `arn:${pieces.join('')}`)
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseArn(text)).toEqual(naive(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('parseIamArn', () => {
  it('returns account, path and name', () => {
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
  ])('%s does not name a role', (text) => {
    expect(parseIamArn(text, 'role')).toBeUndefined()
  })
})

describe('parseProviderArn', () => {
  it('returns account and name, which may contain slashes, ports and a slash at the end', () => {
    for (const name of ['id.example', 'id.example/', 'id.example:8443/a/b'])
      expect(parseProviderArn(providerArn('123456789012', 'oidc-provider', name), 'oidc-provider')).toEqual({
        account: '123456789012',
        name,
      })
  })

  it.each([
    'arn:aws:iam::1:oidc-provider/o',
    'arn:aws:iam::1:saml-provider/',
    'arn:aws:iam::1:saml-providers/S',
    'arn:aws-cn:iam::1:saml-provider/S',
    'arn:aws:iam:eu-west-1:1:saml-provider/S',
    'arn:aws:sts::1:saml-provider/S',
  ])('%s does not name a SAML provider', (text) => {
    expect(parseProviderArn(text, 'saml-provider')).toBeUndefined()
  })
})
